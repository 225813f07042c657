"""A real SMTP server for tests: keeps what it took and answers as told."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

OK = "250 OK"


@dataclass
class MailServer:
    """What came in, and what to answer: `rcpt` and `data` map an address or a subject's part to an answer."""

    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    connections: int = 0
    mail: str = OK
    rcpt: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    on_data: Callable[[EmailMessage], str | None] | None = None
    port: int = 0

    @property
    def recipients(self) -> list[str]:
        return [to for _sender, recipients in self.envelopes for to in recipients]

    def message_to(self, recipient: str) -> EmailMessage:
        (found,) = [message for message in self.taken if message["To"].addresses[0].addr_spec == recipient]
        return found

    async def handle_EHLO(  # noqa: N802 -- names and shape that aiosmtpd calls
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mail == OK:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.mail

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.rcpt.get(address, OK)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=SMTP_POLICY)
        assert isinstance(message, EmailMessage)
        answer = next((said for word, said in self.data.items() if word in message["Subject"]), OK)
        if answer.startswith("2"):
            self.taken.append(message)
            self.envelopes.append((envelope.mail_from or "", list(envelope.rcpt_tos)))
            if self.on_data is not None:
                return self.on_data(message) or answer
        return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def breaking_off() -> Iterator[int]:
    """The port of a server that takes one whole message and closes the connection without a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_take_and_close, args=(listening,), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(timeout=10)


def _take_and_close(listening: socket.socket) -> None:
    connection, _peer = listening.accept()
    with connection, connection.makefile("rwb") as lines:

        def say(answer: str) -> None:
            lines.write(answer.encode() + b"\r\n")
            lines.flush()

        say("220 hello")
        for line in lines:
            if line.upper().startswith(b"DATA"):
                say("354 go on")
                while lines.readline() != b".\r\n":
                    pass
                return
            say(OK)


def _login(user: str, password: str) -> Callable[..., AuthResult]:
    def check(
        _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: LoginPassword
    ) -> AuthResult:
        return AuthResult(
            success=(data.login, data.password) == (user.encode(), password.encode()), handled=False
        )

    return check


@contextmanager
def serve(
    server: MailServer,
    *,
    tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    user: str = "",
    password: str = "",
    smtputf8: bool = False,
) -> Iterator[MailServer]:
    """The server on a free port of this machine, until the block ends."""
    options: dict[str, object] = {"enable_SMTPUTF8": smtputf8}
    if starttls is not None:
        options |= {"tls_context": starttls, "require_starttls": True}
    if user:
        options |= {
            "auth_required": True,
            "authenticator": _login(user, password),
            "auth_require_tls": tls is None and starttls is not None,
        }
    server.port = free_port()
    controller = Controller(server, hostname="127.0.0.1", port=server.port, ssl_context=tls, **options)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
