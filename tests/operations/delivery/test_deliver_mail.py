"""The outbox to a real server: once each, together where they are many, and never knowingly twice."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlite_utils import Database

from matchmaker.config import Settings, Smtp, Tls
from matchmaker.model.codes import Language
from matchmaker.model.introduction import MailKind
from matchmaker.model.user import Actor
from matchmaker.operations.deliver_mail import deliver_mail
from matchmaker.operations.keep_need_text import keep_need_text
from matchmaker.operations.retry_mail import retry_mail
from matchmaker.operations.sign_in import open_link
from matchmaker.store import action_links, drafts, mail_choices, outbox
from matchmaker.store.database import write_tx
from tests.mail.mailserver import MailServer, free_port
from tests.operations.delivery.conftest import LATER, Enqueue, state


def plain(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content()).replace("\r\n", "\n")


def link(message: EmailMessage) -> str:
    return next(line for line in plain(message).split("\n") if line.startswith("https://match.example.fi/"))


def test_a_sign_in_mail_arrives_once_and_its_link_opens(
    db: Database, settings: Settings, mail_server: MailServer, enqueue: Enqueue, now: datetime
) -> None:
    row_id = enqueue()
    assert (deliver_mail(db, settings, now=now), deliver_mail(db, settings, now=now + LATER)) == (1, 0)
    message = mail_server.message_to("pekka@paja.example")
    assert (str(message["Subject"]), str(message["Message-ID"])) == (
        "Your sign-in link",
        f"<{row_id}@match.example.fi>",
    )
    assert message["List-Unsubscribe"] is None
    token = link(message).rsplit("/", 1)[1]
    assert open_link(db, token=token, language=Language.EN, now=now).user.email == "pekka@paja.example"
    assert token not in str(list(db.query("SELECT * FROM outbox"))) + str(
        list(db.query("SELECT * FROM audit"))
    )
    assert state(db, row_id) == "delivered"


def test_link_that_confirms_a_need_says_which_and_is_no_way_to_mail_strangers_an_address(
    db: Database, settings: Settings, mail_server: MailServer, now: datetime
) -> None:
    form = {"description": "Sauma halkeaa, soita 040 123 4567 tai www.osta.fi. Runko on terästä."}
    draft = keep_need_text(db, email="pekka@paja.example", form=form, language=Language.FI, now=now)
    deliver_mail(db, settings, now=now)
    message = mail_server.message_to("pekka@paja.example")
    assert str(message["Subject"]).startswith("Vahvista tarpeesi: Sauma halkeaa")
    assert [one for one in ("040", "osta.fi") if one in str(message["Subject"]) + plain(message)] == []
    assert "24 tunnin ajan" in plain(message)
    late = now + timedelta(hours=23, minutes=59)
    token = re.search(r"/sign-in/([\w-]+)", plain(message))[1]
    signed_in = open_link(db, token=token, language=Language.FI, now=late)
    assert [one.id for one in signed_in.drafts] == [draft.id]


def test_mail_about_a_text_that_is_gone_does_not_leave(
    db: Database, settings: Settings, mail_server: MailServer, now: datetime
) -> None:
    keep_need_text(db, email="pekka@paja.example", form={}, language=Language.FI, now=now)
    with write_tx(db):
        drafts.purge_unconfirmed(db, now + timedelta(hours=24))
    deliver_mail(db, settings, now=now + timedelta(hours=25))
    assert mail_server.taken == []


def test_one_connection_for_a_batch(
    db: Database, settings: Settings, mail_server: MailServer, enqueue: Enqueue, now: datetime
) -> None:
    for number in range(6):
        enqueue(f"a{number}@paja.example")
    deliver_mail(db, settings, now=now)
    assert (mail_server.connections, len(mail_server.taken)) == (1, 6)


def test_a_refused_recipient_is_given_up_at_once_and_the_others_get_theirs(
    db: Database, settings: Settings, mail_server: MailServer, enqueue: Enqueue, now: datetime
) -> None:
    mail_server.rcpt = {"gone@paja.example": "550 5.1.1 No such user", "full@paja.example": "452 Full"}
    gone, full, fine = (enqueue(f"{name}@paja.example") for name in ("gone", "full", "fine"))
    deliver_mail(db, settings, now=now)
    assert [state(db, row_id) for row_id in (gone, full, fine)] == ["failed", "waiting", "delivered"]
    mail_server.rcpt = {}
    deliver_mail(db, settings, now=now + timedelta(minutes=2))
    assert (state(db, gone), state(db, full)) == ("failed", "delivered")
    (troubled,) = outbox.list_troubled(db)
    assert "550 5.1.1 No such user" in troubled.last_error
    retry_mail(db, mail_id=gone, actor=Actor.system(), now=now)
    deliver_mail(db, settings, now=now + timedelta(minutes=2))
    assert state(db, gone) == "delivered"


def test_a_dead_server_costs_one_try_per_batch_and_loses_nothing(
    db: Database, settings: Settings, mail_server: MailServer, enqueue: Enqueue, now: datetime
) -> None:
    dead = replace(settings, smtp=Smtp("127.0.0.1", free_port(), Tls.NONE))
    ids = [enqueue(f"a{number}@paja.example") for number in range(3)]
    assert deliver_mail(db, dead, now=now) == 3
    assert {mail.last_error.split(":")[0] for mail in outbox.list_troubled(db)} == {"ConnectionRefusedError"}
    assert deliver_mail(db, settings, now=now + timedelta(minutes=1)) == 0
    deliver_mail(db, settings, now=now + timedelta(minutes=2))
    assert [state(db, row_id) for row_id in ids] == ["delivered"] * 3
    assert len(mail_server.taken) == 3


def test_a_mail_that_cannot_be_written_is_put_back_with_its_error(
    db: Database, settings: Settings, mail_server: MailServer, enqueue: Enqueue, now: datetime
) -> None:
    broken = enqueue(template="no_such_template")
    missing = enqueue("liisa@paja.example", template="correction", params={})
    odd = enqueue("a@b@c")
    fine = enqueue("ville@paja.example")
    deliver_mail(db, settings, now=now)
    assert [state(db, row_id) for row_id in (broken, missing, odd, fine)] == [*["waiting"] * 3, "delivered"]
    errors = {mail.id: mail.last_error for mail in outbox.list_troubled(db)}
    assert "TemplateNotFound" in errors[broken]
    assert "'title' is undefined" in errors[missing]
    assert "is no address" in errors[odd]
    assert mail_server.recipients == ["ville@paja.example"]


def test_a_mail_about_what_is_gone_is_cancelled(
    db: Database, settings: Settings, mail_server: MailServer, enqueue: Enqueue, now: datetime
) -> None:
    row_id = enqueue(template="need_received", params={"need_id": "a" * 16})
    deliver_mail(db, settings, now=now)
    assert (state(db, row_id), mail_server.taken) == ("cancelled", [])


@pytest.mark.parametrize("kind", [MailKind.NOTICE, MailKind.REMINDER])
def test_what_a_person_does_not_want_is_not_sent(
    kind: MailKind,
    db: Database,
    settings: Settings,
    mail_server: MailServer,
    enqueue: Enqueue,
    now: datetime,
) -> None:
    with write_tx(db):
        mail_choices.opt_out(db, "Pekka@Paja.example", kind, now)
    unwanted = enqueue(template="correction", kind=kind)
    necessary = enqueue()
    to_another = enqueue("liisa@paja.example", template="correction", kind=kind)
    deliver_mail(db, settings, now=now)
    assert [state(db, row_id) for row_id in (unwanted, necessary, to_another)] == [
        "cancelled",
        "delivered",
        "delivered",
    ]
    assert outbox.list_troubled(db) == []


def test_an_optional_mail_bears_a_link_that_stops_its_kind(
    db: Database, settings: Settings, mail_server: MailServer, enqueue: Enqueue, now: datetime
) -> None:
    enqueue(template="correction", kind=MailKind.NOTICE)
    deliver_mail(db, settings, now=now)
    message = mail_server.message_to("pekka@paja.example")
    url = str(message["List-Unsubscribe"]).strip("<>")
    assert url.startswith("https://match.example.fi/unsubscribe/")
    assert url in plain(message)
    found = action_links.read_action_link(db, url.rsplit("/", 1)[1], now)
    assert (found.email, found.object_id) == ("pekka@paja.example", "notice")


def test_three_notices_are_mails_and_four_are_a_digest(
    db: Database, settings: Settings, mail_server: MailServer, enqueue: Enqueue, now: datetime
) -> None:
    few = [enqueue("few@paja.example", template="correction", kind=MailKind.NOTICE) for _ in range(3)]
    many = [
        enqueue(
            "many@paja.example",
            template="correction",
            kind=MailKind.NOTICE,
            params={"title": f"Palvelu {number}"},
            now=now + timedelta(seconds=number),
        )
        for number in range(4)
    ]
    necessary = enqueue("many@paja.example")
    deliver_mail(db, settings, now=now + timedelta(seconds=9))
    assert mail_server.recipients.count("few@paja.example") == 3
    assert mail_server.recipients.count("many@paja.example") == 2
    (digest,) = [message for message in mail_server.taken if str(message["Subject"]) == "4 notices"]
    text = plain(digest)
    for number in range(4):
        assert (
            f"- A correction to an offering: Palvelu {number}\n  https://match.example.fi/coordinator" in text
        )
    assert digest["List-Unsubscribe"] is not None
    assert [state(db, row_id) for row_id in (*few, *many, necessary)] == ["delivered"] * 8
    rows = list(db.query("SELECT id, message_id FROM outbox"))
    ids = {row["id"]: row["message_id"] for row in rows}
    assert {ids[row_id] for row_id in many} == {str(digest["Message-ID"])}
    assert len({ids[row_id] for row_id in few}) == 3


def test_a_broken_notice_does_not_hold_up_the_digest(
    db: Database, settings: Settings, mail_server: MailServer, enqueue: Enqueue, now: datetime
) -> None:
    fine = [enqueue(template="correction", kind=MailKind.NOTICE) for _ in range(4)]
    broken = enqueue(template="correction", kind=MailKind.NOTICE, params={})
    gone = enqueue(template="need_waiting", kind=MailKind.NOTICE, params={"need_id": "a" * 16})
    deliver_mail(db, settings, now=now)
    assert [str(message["Subject"]) for message in mail_server.taken] == ["4 notices"]
    assert {state(db, row_id) for row_id in fine} == {"delivered"}
    assert (state(db, broken), state(db, gone)) == ("waiting", "cancelled")


def test_a_digest_of_a_hundred_says_how_many_more(
    db: Database, settings: Settings, mail_server: MailServer, enqueue: Enqueue, now: datetime
) -> None:
    ids = [enqueue(template="correction", kind=MailKind.NOTICE, language=Language.FI) for _ in range(103)]
    deliver_mail(db, settings, now=now)
    (digest,) = mail_server.taken
    assert str(digest["Subject"]) == "103 ilmoitusta"
    assert plain(digest).count("\n- ") == 100
    assert "ja 3 muuta" in plain(digest)
    assert {state(db, row_id) for row_id in ids} == {"delivered"}


def test_a_mail_taken_back_in_the_last_moment_is_not_sent(
    db: Database, settings: Settings, mail_server: MailServer, enqueue: Enqueue, now: datetime
) -> None:
    first, second = enqueue("a@paja.example"), enqueue("b@paja.example", now=now + timedelta(seconds=1))
    # While the first is being taken by the server, somebody takes the second back.
    other = db.conn

    def take_back(_message: EmailMessage) -> None:
        other.execute("UPDATE outbox SET cancelled_at = created_at WHERE id = ?", [second])

    mail_server.on_data = take_back
    deliver_mail(db, settings, now=now + timedelta(seconds=1))
    assert (state(db, first), state(db, second)) == ("delivered", "cancelled")
    assert mail_server.recipients == ["a@paja.example"]
