"""Opening the database, and the one way to write to it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

BUSY_SECONDS = 10.0


def open_database(path: Path | str) -> Database:
    """Open (or create, mode 0600) the database with foreign keys on and, on disk, write-ahead logging.

    One connection serves one thread at a time. Raises sqlite3.Error when the file is no database.
    """
    if str(path) != ":memory:":
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return Database(connection)


@contextmanager
def write_tx(db: Database) -> Iterator[None]:
    """Hold the write lock for the block; commit at its end, roll back on any error.

    `BEGIN IMMEDIATE` takes the lock before the first read, so that what was read is still true when it is written:
    a deferred transaction fails or loses updates when two processes write. Must not be nested.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def to_text(moment: datetime) -> str:
    """An aware datetime as the database keeps it: UTC, whole seconds, `2026-11-24T09:30:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_time(text: str) -> datetime:
    """The aware datetime of a stored text."""
    return datetime.fromisoformat(text)  # ten times as fast as strptime, and pages read thousands


def to_time_or_none(text: str | None) -> datetime | None:
    return None if text is None else to_time(text)
