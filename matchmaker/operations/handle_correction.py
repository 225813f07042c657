"""A coordinator has dealt with a message about an offering."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.user import Actor
from matchmaker.store import audit, notes
from matchmaker.store.database import write_tx


def handle_correction(db: Database, *, correction_id: str, actor: Actor, now: datetime) -> None:
    """Mark a message as handled. Side effects: its row, audit row. Raises NotFound for an unknown one."""
    with write_tx(db):
        notes.handle_correction(db, correction_id, by=actor.user_id, now=now)
        audit.record(
            db,
            actor=actor,
            action="handle_correction",
            object_type="correction",
            object_id=correction_id,
            now=now,
        )
