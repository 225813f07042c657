"""Coordinators' internal notes on needs, and outsiders' corrections to offerings."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.errors import NotFound
from matchmaker.model.ids import new_id
from matchmaker.store.database import to_text, to_time, to_time_or_none


@dataclass(frozen=True, slots=True)
class Note:
    """An internal remark on a need; never shown outside the coordinators' pages."""

    id: str
    need_id: str
    author_name: str
    body: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """A message about an offering from somebody who may have no account."""

    id: str
    offering_id: str
    email: str
    name: str
    body: str
    created_at: datetime
    handled_at: datetime | None


def add_note(db: Database, *, need_id: str, author_id: str | None, body: str, now: datetime) -> str:
    note_id = new_id()
    db.execute(
        "INSERT INTO notes (id, need_id, author_id, body, created_at) VALUES (?, ?, ?, ?, ?)",
        [note_id, need_id, author_id, body, to_text(now)],
    )
    return note_id


def list_notes(db: Database, need_id: str) -> list[Note]:
    """A need's notes, oldest first."""
    sql = (
        "SELECT notes.*, coalesce(nullif(users.name, ''), users.email, '') AS author_name FROM notes"
        " LEFT JOIN users ON users.id = notes.author_id WHERE need_id = ? ORDER BY notes.created_at, notes.rowid"
    )
    return [
        Note(
            id=row["id"],
            need_id=row["need_id"],
            author_name=row["author_name"],
            body=row["body"],
            created_at=to_time(row["created_at"]),
        )
        for row in db.query(sql, [need_id])
    ]


def add_correction(db: Database, *, offering_id: str, email: str, name: str, body: str, now: datetime) -> str:
    correction_id = new_id()
    db.execute(
        "INSERT INTO corrections (id, offering_id, email, name, body, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        [correction_id, offering_id, email.lower(), name, body, to_text(now)],
    )
    return correction_id


def list_open_corrections(db: Database) -> list[Correction]:
    """Messages nobody has handled yet, oldest first."""
    sql = "SELECT * FROM corrections WHERE handled_at IS NULL ORDER BY created_at, id"
    return [
        Correction(
            id=row["id"],
            offering_id=row["offering_id"],
            email=row["email"],
            name=row["name"],
            body=row["body"],
            created_at=to_time(row["created_at"]),
            handled_at=to_time_or_none(row["handled_at"]),
        )
        for row in db.query(sql)
    ]


def handle_correction(db: Database, correction_id: str, *, by: str | None, now: datetime) -> None:
    """Mark a message as handled. Raises NotFound for an unknown one."""
    cursor = db.execute(
        "UPDATE corrections SET handled_at = ?, handled_by = ? WHERE id = ?",
        [to_text(now), by, correction_id],
    )
    if cursor.rowcount == 0:
        raise NotFound("correction", correction_id)
