"""Handing messages over: by SMTP, or as .eml files (mode 0600) when no server is configured.

What happened to a message is one of four: it was taken, it was refused for good, it may be tried again, or nobody knows,
because the connection broke between the message and the server's answer.
"""

import contextlib
import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from pathlib import Path
from typing import Protocol

from matchmaker.config import Settings, Smtp, Tls

# For each answer of the server. Together well below the time for which a worker holds a mail.
TIMEOUT_SECONDS = 20

Ready = Callable[[], bool]


class DeliveryError(Exception):
    """The message was not taken; it may be tried again later. `reason` is for the log and the admin page."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoConnection(DeliveryError):
    """The server cannot be spoken to at all: the next message would fare no better."""


class Refused(DeliveryError):
    """The server will not have this message or this recipient, now or later."""


class Uncertain(DeliveryError):
    """The server was given the message, but its answer did not arrive."""


class Transport(Protocol):
    """A way for messages out. `repeatable`: handing the same key over twice leaves one message."""

    repeatable: bool

    def send(self, message: EmailMessage, *, key: str, ready: Ready) -> bool:
        """Hand a message over. `ready` is asked at the last moment before that; False: it said no, nothing was sent.

        Raises NoConnection, Refused, Uncertain or DeliveryError.
        """


@contextlib.contextmanager
def transport(settings: Settings) -> Iterator[Transport]:
    """The installation's way out, for a batch: one connection, opened by the first message."""
    if settings.smtp is None:
        yield Folder(settings.outbox)
        return
    server = Server(settings.smtp)
    try:
        yield server
    finally:
        server.close()


class Folder:
    """Messages as files."""

    repeatable = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage, *, key: str, ready: Ready) -> bool:
        if not ready():
            return False
        try:
            write_eml(self._folder, message, key=key)
        except OSError as error:
            raise DeliveryError(_words(error)) from error
        return True


def write_eml(folder: Path, message: EmailMessage, *, key: str) -> Path:
    """Write `KEY.eml` whole or not at all; only this user may read it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, unfinished = folder / f"{key}.eml", folder / f".{key}.part"
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(message.as_bytes(policy=SMTP if str(message["To"]).isascii() else SMTPUTF8))
    unfinished.replace(path)
    return path


class Server:
    """Messages through one SMTP connection."""

    repeatable = False

    def __init__(self, smtp: Smtp) -> None:
        self._smtp = smtp
        self._open: smtplib.SMTP | None = None

    def send(self, message: EmailMessage, *, key: str, ready: Ready) -> bool:  # noqa: ARG002 -- files have keys
        server = self._connected()
        recipient = message["To"].addresses[0].addr_spec
        international = not recipient.isascii()
        if international and not server.has_extn("smtputf8"):
            raise Refused(f"{recipient}: the mail server takes no address with other letters than a to z")
        try:
            self._address(server, message, recipient, international=international)
            if not ready():
                self._reset(server)
                return False
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            self.close()
            raise DeliveryError(_words(error)) from error
        return self._data(server, message.as_bytes(policy=SMTPUTF8 if international else SMTP))

    def close(self) -> None:
        """End the connection; whatever goes wrong with that harms nobody."""
        if self._open is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._open.quit()
            self._open.close()
            self._open = None

    def _connected(self) -> smtplib.SMTP:
        if self._open is None:
            try:
                self._open = _connect(self._smtp)
            except UnicodeError as error:
                raise NoConnection("smtp: user and password can only be sent in ASCII letters") from error
            except (OSError, smtplib.SMTPException) as error:
                raise NoConnection(_words(error)) from error
        return self._open

    def _address(
        self, server: smtplib.SMTP, message: EmailMessage, recipient: str, *, international: bool
    ) -> None:
        """MAIL and RCPT: up to here nothing is sent yet."""
        sender = message["From"].addresses[0].addr_spec
        code, answer = server.mail(sender, ["SMTPUTF8", "BODY=8BITMIME"] if international else [])
        if code != 250:
            # The sender is the installation's own: somebody has to mend its settings, and until then it is tried again.
            self._reset(server)
            raise DeliveryError(f"{sender}: {_answer(code, answer)}")
        code, answer = server.rcpt(recipient)
        if code not in (250, 251):
            self._reset(server)
            raise (Refused if 500 <= code < 600 else DeliveryError)(f"{recipient}: {_answer(code, answer)}")

    def _data(self, server: smtplib.SMTP, content: bytes) -> bool:
        answer: bytes | str
        try:
            code, answer = server.data(content)
        except smtplib.SMTPDataError as error:  # not even asked for the content
            code, answer = error.smtp_code, error.smtp_error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Uncertain(_words(error)) from error
        if code != 250:
            self._reset(server)
            raise (Refused if 500 <= code < 600 else DeliveryError)(_answer(code, answer))
        return True

    def _reset(self, server: smtplib.SMTP) -> None:
        """Ready for the next message on this connection, or on a new one."""
        try:
            server.rset()
        except (OSError, smtplib.SMTPException):
            self.close()


def _connect(smtp: Smtp) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if smtp.tls is Tls.TLS:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            smtp.host, smtp.port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=TIMEOUT_SECONDS)
    try:
        server.ehlo_or_helo_if_needed()
        if smtp.tls is Tls.STARTTLS:
            server.starttls(context=context)
            server.ehlo()
        if smtp.user:
            server.login(smtp.user, smtp.password)
    except BaseException:
        server.close()
        raise
    return server


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__}: {_answer(error.smtp_code, error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _answer(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}"
