"""Filters of the queue that a coordinator has given a name, and whose needs the desk shows; each person's own."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.errors import NotFound
from matchmaker.model.ids import new_id
from matchmaker.store.database import to_text


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A name and the query string it stands for, without the question mark."""

    id: str
    name: str
    query: str


def list_saved_filters(db: Database, user_id: str) -> list[SavedFilter]:
    """A person's filters, oldest first."""
    sql = "SELECT id, name, query FROM saved_filters WHERE user_id = ? ORDER BY created_at, rowid"
    return [SavedFilter(**row) for row in db.query(sql, [user_id])]


def save_filter(db: Database, *, user_id: str, name: str, query: str, now: datetime) -> None:
    """Keep a filter; one of the same name is replaced."""
    db.execute(
        "INSERT INTO saved_filters (id, user_id, name, query, created_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (user_id, name) DO UPDATE SET query = excluded.query",
        [new_id(), user_id, name, query, to_text(now)],
    )


def delete_filter(db: Database, filter_id: str, *, user_id: str) -> None:
    """Delete a person's filter. Raises NotFound for anybody else's."""
    cursor = db.execute("DELETE FROM saved_filters WHERE id = ? AND user_id = ?", [filter_id, user_id])
    if cursor.rowcount == 0:
        raise NotFound("filter", filter_id)


def wants_only_mine(db: Database, user_id: str) -> bool:
    """Whether a person's desk leaves out what others take care of."""
    rows = list(db.query("SELECT only_mine FROM users WHERE id = ?", [user_id]))
    return bool(rows and rows[0]["only_mine"])


def keep_only_mine(db: Database, user_id: str, *, only_mine: bool) -> None:
    db.execute("UPDATE users SET only_mine = ? WHERE id = ?", [int(only_mine), user_id])
