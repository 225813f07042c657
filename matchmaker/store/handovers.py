"""Needs that one coordinator handed to another, with a word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from matchmaker.model.errors import NotFound
from matchmaker.model.ids import new_id
from matchmaker.store.database import to_text, to_time, to_time_or_none


@dataclass(frozen=True, slots=True)
class Handover:
    """A need handed over. `from_name` is empty where nobody is known; `seen_at` is when the receiver opened the need."""

    id: str
    need_id: str
    from_name: str
    to_id: str
    message: str
    handed_at: datetime
    seen_at: datetime | None


_SELECT = (
    "SELECT handovers.*, coalesce(nullif(users.name, ''), users.email, '') AS from_name FROM handovers"
    " LEFT JOIN users ON users.id = handovers.from_id "
)


def add_handover(
    db: Database, *, need_id: str, from_id: str | None, to_id: str, message: str, now: datetime
) -> Handover:
    """Note that a need was handed over; the caller has ended what was unseen before."""
    handover_id = new_id()
    db.execute(
        "INSERT INTO handovers (id, need_id, from_id, to_id, message, handed_at) VALUES (?, ?, ?, ?, ?, ?)",
        [handover_id, need_id, from_id, to_id, message, to_text(now)],
    )
    return get_handover(db, handover_id)


def get_handover(db: Database, handover_id: str) -> Handover:
    rows = list(db.query(_SELECT + "WHERE handovers.id = ?", [handover_id]))
    if not rows:
        raise NotFound("handover", handover_id)
    return _handover(rows[0])


def find_handover(db: Database, need_id: str) -> Handover | None:
    """The latest of a need."""
    rows = list(
        db.query(
            _SELECT + "WHERE need_id = ? ORDER BY handed_at DESC, handovers.rowid DESC LIMIT 1", [need_id]
        )
    )
    return _handover(rows[0]) if rows else None


def end_unseen(db: Database, need_id: str, now: datetime) -> None:
    """Whoever the need was handed to last has seen it, or has it no longer."""
    db.execute(
        "UPDATE handovers SET seen_at = ? WHERE need_id = ? AND seen_at IS NULL", [to_text(now), need_id]
    )


def _handover(row: Mapping[str, Any]) -> Handover:
    return Handover(
        id=row["id"],
        need_id=row["need_id"],
        from_name=row["from_name"],
        to_id=row["to_id"],
        message=row["message"],
        handed_at=to_time(row["handed_at"]),
        seen_at=to_time_or_none(row["seen_at"]),
    )
