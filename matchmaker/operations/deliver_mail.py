"""Delivering the outbox: rows to messages, once each."""

from datetime import datetime

from jinja2 import TemplateError
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.mail.delivery import DeliveryError, deliver
from matchmaker.mail.messages import compose
from matchmaker.model.errors import NotFound
from matchmaker.operations.mail_params import live_params
from matchmaker.store import outbox
from matchmaker.store.database import write_tx
from matchmaker.store.outbox import OutboxRow


def deliver_mail(db: Database, settings: Settings, *, now: datetime, limit: int = 20) -> int:
    """Deliver mails that are due; return how many were taken up.

    Side effects: each mail leaves by SMTP or as a file and is marked delivered, or is put back with its error for a later
    try, given up visibly after the last. A sign-in link's token is made here and not kept in readable form.
    """
    with write_tx(db):
        due = outbox.claim_due(db, now=now, limit=limit)
    for row in due:
        error = _deliver_one(db, settings, row, now)
        with write_tx(db):
            if error is None:
                outbox.mark_delivered(db, row.id, now)
            else:
                outbox.mark_failed(db, row, error, now)
    return len(due)


def _deliver_one(db: Database, settings: Settings, row: OutboxRow, now: datetime) -> str | None:
    """Deliver one mail; return what went wrong, or None."""
    try:
        message = compose(
            settings,
            template=row.template,
            recipient=row.recipient,
            language=row.language,
            params=live_params(db, settings, row, now),
            now=now,
        )
        deliver(settings, message, key=row.id)
    except (DeliveryError, NotFound, TemplateError, LookupError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return None
