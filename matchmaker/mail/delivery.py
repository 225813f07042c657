"""Delivering one message: by SMTP, or as an .eml file (mode 0600) when no server is configured."""

import os
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path

from matchmaker.config import Settings, Smtp, Tls

TIMEOUT_SECONDS = 30


class DeliveryError(Exception):
    """The message could not be handed over; `reason` is for the log and the admin page."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def deliver(settings: Settings, message: EmailMessage, *, key: str) -> None:
    """Hand a message over. `key` names the .eml file, so that a repeated delivery replaces it. Raises DeliveryError."""
    try:
        if settings.smtp is None:
            write_eml(settings.outbox, message, key=key)
        else:
            _send(settings.smtp, message)
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(f"{type(error).__name__}: {error}") from error


def write_eml(folder: Path, message: EmailMessage, *, key: str) -> Path:
    """Write `KEY.eml` whole or not at all; only this user may read it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, unfinished = folder / f"{key}.eml", folder / f".{key}.part"
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(message.as_bytes(policy=SMTP_POLICY))
    unfinished.replace(path)
    return path


def _send(smtp: Smtp, message: EmailMessage) -> None:
    context = ssl.create_default_context()
    if smtp.tls is Tls.TLS:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            smtp.host, smtp.port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=TIMEOUT_SECONDS)
    with server:
        if smtp.tls is Tls.STARTTLS:
            server.starttls(context=context)
        if smtp.user:
            server.login(smtp.user, smtp.password)
        server.send_message(message)
