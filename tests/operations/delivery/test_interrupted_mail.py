"""What becomes of mails when a worker dies, a server falls silent, or two work at once."""

from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

from sqlite_utils import Database

from matchmaker.config import Settings, Smtp, Tls
from matchmaker.model.user import Actor
from matchmaker.operations.deliver_mail import deliver_mail
from matchmaker.operations.retry_mail import retry_mail
from matchmaker.store import deliveries, outbox
from matchmaker.store.database import write_tx
from tests.mail.mailserver import MailServer, breaking_off
from tests.operations.delivery.conftest import LATER, Enqueue, state


def interrupted(db: Database, now: datetime) -> None:
    """What a worker leaves behind that dies while the server has the message."""
    with write_tx(db):
        for row in deliveries.claim_due(db, now=now):
            deliveries.hold(db, [row], message_id="<x@y>", sending=True, now=now)


def test_after_a_crash_a_mail_waits_for_a_person_and_bears_the_same_id_when_sent_again(
    db: Database, settings: Settings, mail_server: MailServer, enqueue: Enqueue, now: datetime
) -> None:
    row_id = enqueue(template="correction")
    interrupted(db, now)
    deliver_mail(db, settings, now=now + LATER)
    deliver_mail(db, settings, now=now + timedelta(days=3))
    assert mail_server.taken == []
    (troubled,) = outbox.list_troubled(db)
    assert (troubled.id, troubled.maybe_sent, troubled.failed_at) == (row_id, True, now + LATER)
    retry_mail(db, mail_id=row_id, actor=Actor.system(), now=now + LATER)
    deliver_mail(db, settings, now=now + LATER)
    assert str(mail_server.message_to("pekka@paja.example")["Message-ID"]) == f"<{row_id}@match.example.fi>"


def test_a_mail_that_brings_its_worker_down_is_given_up_in_the_end(
    db: Database, settings: Settings, mail_server: MailServer, enqueue: Enqueue, now: datetime
) -> None:
    row_id = enqueue()
    moment = now
    for _ in range(deliveries.MAX_ATTEMPTS):
        assert state(db, row_id) == "waiting"
        with write_tx(db):
            assert len(deliveries.claim_due(db, now=moment)) == 1
        moment += LATER
    deliver_mail(db, settings, now=moment)
    assert (state(db, row_id), mail_server.taken) == ("failed", [])
    assert [mail.last_error for mail in outbox.list_troubled(db)] == ["the service was interrupted too often"]


def test_after_a_crash_a_sign_in_link_is_sent_again(
    db: Database, settings: Settings, mail_server: MailServer, enqueue: Enqueue, now: datetime
) -> None:
    row_id = enqueue()
    interrupted(db, now)
    deliver_mail(db, settings, now=now + LATER)
    assert state(db, row_id) == "delivered"
    assert str(mail_server.message_to("pekka@paja.example")["Message-ID"]) == f"<{row_id}@match.example.fi>"


def test_after_a_crash_a_file_is_written_again(
    db: Database, production: Settings, enqueue: Enqueue, now: datetime
) -> None:
    row_id = enqueue(template="correction")
    interrupted(db, now)
    deliver_mail(db, production, now=now + LATER)
    assert state(db, row_id) == "delivered"
    assert [path.name for path in production.outbox.iterdir()] == [f"{row_id}.eml"]


def test_an_answer_that_never_came_leaves_the_mail_in_doubt(
    db: Database, production: Settings, enqueue: Enqueue, now: datetime
) -> None:
    row_id = enqueue(template="correction")
    with breaking_off() as port:
        deliver_mail(db, replace(production, smtp=Smtp("127.0.0.1", port, Tls.NONE)), now=now)
    (troubled,) = outbox.list_troubled(db)
    assert (troubled.id, troubled.maybe_sent, state(db, row_id)) == (row_id, True, "failed")


def test_a_slow_batch_tells_the_time_anew(
    db: Database, settings: Settings, mail_server: MailServer, enqueue: Enqueue, now: datetime
) -> None:
    """Ninety seconds for each mail: the third is held two minutes longer, so no second worker may take it meanwhile."""
    ids = [enqueue(f"a{number}@paja.example") for number in range(3)]
    moments = [now]

    def minute_later(_message: EmailMessage) -> None:
        moments.append(moments[-1] + timedelta(seconds=90))

    mail_server.on_data = minute_later
    deliver_mail(db, settings, now=now, clock=lambda: moments[-1])
    delivered = {
        row["id"]: row["delivered_at"] for row in list(db.query("SELECT id, delivered_at FROM outbox"))
    }
    assert sorted(delivered[row_id] for row_id in ids) == [
        "2026-11-24T07:31:30Z",
        "2026-11-24T07:33:00Z",
        "2026-11-24T07:34:30Z",
    ]


def test_two_workers_share_the_mails(
    db: Database, settings: Settings, mail_server: MailServer, enqueue: Enqueue, now: datetime
) -> None:
    for number in range(6):
        enqueue(f"a{number}@paja.example")
    assert deliver_mail(db, settings, now=now, limit=4) + deliver_mail(db, settings, now=now, limit=4) == 6
    assert sorted(mail_server.recipients) == [f"a{number}@paja.example" for number in range(6)]
