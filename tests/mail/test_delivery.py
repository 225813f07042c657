"""Handing messages over to a real server, and into the outbox folder."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest

from matchmaker.config import Settings, Smtp, Tls
from matchmaker.mail.delivery import DeliveryError, NoConnection, Refused, Transport, Uncertain, transport
from matchmaker.mail.letter import Letter
from matchmaker.mail.messages import Envelope, compose
from matchmaker.model.codes import Language
from tests.conftest import NOW
from tests.mail.mailserver import MailServer, breaking_off, free_port, serve

PEKKA = "pekka@paja.example"
Send = Callable[..., bool]
# aiosmtpd warns of passwords without STARTTLS; these never leave this machine.
UNPROTECTED = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")


@contextmanager
def sending(settings: Settings) -> Iterator[Send]:
    """`send(recipient, subject="Hei", ready=...)` within one batch."""
    with transport(settings) as out:

        def send(
            recipient: str = PEKKA, subject: str = "Hei", ready: Callable[[], bool] = lambda: True
        ) -> bool:
            envelope = Envelope(recipient, Language.FI, "<abc@match.example.fi>")
            message = compose(settings, Letter(subject, "Sähköä."), envelope, now=NOW)
            return out.send(message, key="abc", ready=ready)

        yield send


def by(
    settings: Settings, server: MailServer, tls: Tls = Tls.NONE, user: str = "", password: str = ""
) -> Settings:
    return replace(settings, smtp=Smtp("127.0.0.1", server.port, tls, user, password))


def test_a_message_arrives_as_it_was_written(production: Settings, mail_server: MailServer) -> None:
    with sending(by(production, mail_server)) as send:
        assert send(subject="Särö hitsissä") is True
    assert mail_server.envelopes == [("noreply@match.example.fi", [PEKKA])]
    message = mail_server.message_to(PEKKA)
    assert str(message["Subject"]) == "Särö hitsissä"
    assert message.get_body(("plain",)).get_content().startswith("Sähköä.")  # type: ignore[union-attr]


def test_a_batch_needs_one_connection(production: Settings, mail_server: MailServer) -> None:
    with sending(by(production, mail_server)) as send:
        for number in range(5):
            send(f"a{number}@paja.example")
    assert (mail_server.connections, len(mail_server.taken)) == (1, 5)


def test_a_recipient_refused_for_good_does_not_hold_up_the_next(
    production: Settings, mail_server: MailServer
) -> None:
    mail_server.rcpt = {PEKKA: "550 5.1.1 No such user", "full@paja.example": "452 4.2.2 Mailbox full"}
    with sending(by(production, mail_server)) as send:
        with pytest.raises(Refused, match=r"550 5\.1\.1 No such user"):
            send()
        with pytest.raises(DeliveryError, match=r"452 4\.2\.2 Mailbox full") as later:
            send("full@paja.example")
        assert not isinstance(later.value, Refused | NoConnection | Uncertain)
        assert send("liisa@paja.example") is True
    assert (mail_server.connections, mail_server.recipients) == (1, ["liisa@paja.example"])


def test_a_message_refused_for_good_or_for_now(production: Settings, mail_server: MailServer) -> None:
    mail_server.data = {"Roska": "554 5.7.1 Looks like spam", "Kiire": "451 4.3.0 Try again later"}
    with sending(by(production, mail_server)) as send:
        with pytest.raises(Refused, match="554"):
            send(subject="Roska")
        with pytest.raises(DeliveryError, match="451") as later:
            send(subject="Kiire")
        assert not isinstance(later.value, Refused | Uncertain)
        assert send(subject="Hei") is True


def test_a_refused_sender_is_tried_again_since_settings_can_be_mended(
    production: Settings, mail_server: MailServer
) -> None:
    mail_server.mail = "550 5.7.1 Sender not allowed"
    with sending(by(production, mail_server)) as send, pytest.raises(DeliveryError, match="550") as refused:
        send()
    assert not isinstance(refused.value, Refused)


def test_a_dead_server_is_told_apart(production: Settings) -> None:
    settings = replace(production, smtp=Smtp("127.0.0.1", free_port(), Tls.NONE))
    with sending(settings) as send, pytest.raises(NoConnection, match="ConnectionRefusedError"):
        send()


def test_a_server_that_breaks_off_after_the_message_leaves_it_open(production: Settings) -> None:
    """The message was given, and the answer never came."""
    with breaking_off() as port:
        settings = replace(production, smtp=Smtp("127.0.0.1", port, Tls.NONE))
        with sending(settings) as send, pytest.raises(Uncertain):
            send()


def test_a_server_that_answers_it_is_closing_did_not_take_it(
    production: Settings, mail_server: MailServer
) -> None:
    mail_server.data = {"Hei": "421 4.3.0 Closing"}
    with sending(by(production, mail_server)) as send, pytest.raises(DeliveryError, match="421") as later:
        send()
    assert not isinstance(later.value, Uncertain)


def test_nothing_is_sent_when_it_is_not_wanted_any_more(
    production: Settings, mail_server: MailServer
) -> None:
    asked: list[int] = []

    def no() -> bool:
        asked.append(len(mail_server.taken))
        return False

    with sending(by(production, mail_server)) as send:
        assert send(ready=no) is False
        assert send("liisa@paja.example") is True
    assert asked == [0]
    assert mail_server.recipients == ["liisa@paja.example"]


def test_a_refused_recipient_is_not_announced_as_being_sent(
    production: Settings, mail_server: MailServer
) -> None:
    mail_server.rcpt = {PEKKA: "550 No"}
    with sending(by(production, mail_server)) as send, pytest.raises(Refused):
        send(ready=lambda: pytest.fail("asked too early"))


@UNPROTECTED
def test_the_right_password_is_needed(production: Settings) -> None:
    with serve(MailServer(), user="matchmaker", password="sala") as server:
        with sending(by(production, server, user="matchmaker", password="sala")) as send:
            assert send() is True
        for wrong, reason in (("arvattu", "535"), ("väärä", "ASCII")):
            with (
                sending(by(production, server, user="matchmaker", password=wrong)) as send,
                pytest.raises(NoConnection, match=reason) as refused,
            ):
                send()
            assert wrong not in refused.value.reason
    assert len(server.taken) == 1


@UNPROTECTED
@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.TLS])
def test_encrypted_connections(
    tls: Tls,
    production: Settings,
    server_tls: ssl.SSLContext,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context = {"starttls": server_tls} if tls is Tls.STARTTLS else {"tls": server_tls}
    with serve(MailServer(), user="matchmaker", password="sala", **context) as server:
        settings = by(production, server, tls, "matchmaker", "sala")
        with sending(settings) as send, pytest.raises(NoConnection, match="CERTIFICATE_VERIFY_FAILED"):
            send()
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with sending(settings) as send:
            assert send() is True
    assert server.recipients == [PEKKA]


def test_a_server_without_tls_gets_no_password(production: Settings, mail_server: MailServer) -> None:
    settings = by(production, mail_server, Tls.STARTTLS, "matchmaker", "sala")
    with sending(settings) as send, pytest.raises(NoConnection, match="STARTTLS"):
        send()
    assert mail_server.taken == []


def test_addresses_with_other_letters_need_a_server_that_takes_them(production: Settings) -> None:
    with serve(MailServer(), smtputf8=True) as modern, sending(by(production, modern)) as send:
        assert send("mäki@sähkö.example") is True
        assert send("pekka@sähkö.example") is True
    assert modern.recipients == ["mäki@xn--shk-qla6g.example", "pekka@xn--shk-qla6g.example"]
    with serve(MailServer()) as old, sending(by(production, old)) as send:
        assert send("pekka@sähkö.example") is True
        with pytest.raises(Refused, match="no address with other letters"):
            send("mäki@sähkö.example")


def test_without_a_server_mails_are_files_for_this_user_only(production: Settings) -> None:
    with sending(production) as send:
        assert send(subject="Särö") is True
        assert send(subject="Särö") is True
    (path,) = production.outbox.iterdir()
    assert path.name == "abc.eml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert production.outbox.stat().st_mode & 0o777 == 0o700
    assert str(message_from_bytes(path.read_bytes(), policy=SMTP)["Subject"]) == "Särö"


def test_a_file_that_was_left_half_written_is_replaced(production: Settings) -> None:
    production.outbox.mkdir()
    (production.outbox / ".abc.part").write_text("half")
    with sending(production) as send:
        assert send() is True
    assert [path.name for path in production.outbox.iterdir()] == ["abc.eml"]


def test_an_unwritable_folder_is_a_reason_to_try_again(production: Settings) -> None:
    production.outbox.write_text("a file where the folder should be")
    with (
        sending(production) as send,
        pytest.raises(DeliveryError, match=r"FileExistsError|NotADirectoryError"),
    ):
        send()


def test_a_folder_can_be_written_again_and_a_server_cannot(
    production: Settings, mail_server: MailServer
) -> None:
    def repeatable(out: Transport) -> bool:
        return out.repeatable

    with transport(production) as folder, transport(by(production, mail_server)) as server:
        assert (repeatable(folder), repeatable(server)) == (True, False)
