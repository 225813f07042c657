"""Trying a mail again that was given up."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.user import Actor
from matchmaker.store import audit, outbox
from matchmaker.store.database import write_tx


def retry_mail(db: Database, *, mail_id: str, actor: Actor, now: datetime) -> None:
    """Put a mail that failed or waits for its next try to the front, with all its attempts before it.

    Side effects: the outbox row, an audit row. Raises NotFound for an unknown mail and for a delivered one: none is sent
    twice.
    """
    with write_tx(db):
        outbox.retry(db, mail_id, now)
        audit.record(
            db, actor=actor, action="retry_mail", object_type="mail", object_id=mail_id, now=now, detail={}
        )
