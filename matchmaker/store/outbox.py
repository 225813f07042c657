"""Mail to be sent: template and parameters, never a finished message or a token."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.ids import new_id
from matchmaker.store.database import to_text, to_time

MAX_ATTEMPTS = 8
CLAIM_SECONDS = 120


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One mail to render and deliver."""

    id: str
    template: str
    recipient: str
    language: Language
    params: Mapping[str, Any]
    created_at: datetime
    attempts: int


def enqueue(
    db: Database,
    *,
    template: str,
    recipient: str,
    language: Language,
    params: Mapping[str, object],
    now: datetime,
    not_before: datetime | None = None,
) -> str:
    """Add a mail inside the caller's write transaction and return its id."""
    row_id = new_id()
    db.execute(
        "INSERT INTO outbox (id, template, recipient, language, params, created_at, not_before) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [row_id, template, recipient, language, json.dumps(params), to_text(now), to_text(not_before or now)],
    )
    return row_id


def claim_due(db: Database, *, now: datetime, limit: int = 20) -> list[OutboxRow]:
    """Take due mails for two minutes, inside the caller's write transaction; a crashed taker's come free again."""
    rows = list(
        db.query(
            "SELECT * FROM outbox WHERE delivered_at IS NULL AND failed_at IS NULL AND not_before <= ?"
            " AND (claimed_until IS NULL OR claimed_until <= ?) ORDER BY not_before, id LIMIT ?",
            [to_text(now), to_text(now), limit],
        )
    )
    for row in rows:
        db.execute(
            "UPDATE outbox SET claimed_until = ?, attempts = attempts + 1 WHERE id = ?",
            [to_text(now + timedelta(seconds=CLAIM_SECONDS)), row["id"]],
        )
    return [
        OutboxRow(
            id=row["id"],
            template=row["template"],
            recipient=row["recipient"],
            language=Language(row["language"]),
            params=json.loads(row["params"]),
            created_at=to_time(row["created_at"]),
            attempts=row["attempts"] + 1,
        )
        for row in rows
    ]


def mark_delivered(db: Database, row_id: str, now: datetime) -> None:
    db.execute(
        "UPDATE outbox SET delivered_at = ?, claimed_until = NULL WHERE id = ?", [to_text(now), row_id]
    )


def mark_failed(db: Database, row: OutboxRow, error: str, now: datetime) -> None:
    """Note an error: try again with a growing pause (2, 4, 8 ... minutes), give up visibly after eight attempts."""
    retry = now + timedelta(minutes=2**row.attempts)
    db.execute(
        "UPDATE outbox SET claimed_until = NULL, not_before = ?, last_error = ?, failed_at = ? WHERE id = ?",
        [to_text(retry), error[:500], to_text(now) if row.attempts >= MAX_ATTEMPTS else None, row.id],
    )
