"""Mail to be sent: template and parameters, never a finished message or a token."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.errors import NotFound
from matchmaker.model.ids import new_id
from matchmaker.model.introduction import MailKind
from matchmaker.store.database import to_text, to_time, to_time_or_none

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
    kind: MailKind
    decision_id: str | None


@dataclass(frozen=True, slots=True)
class TroubledMail:
    """A mail that could not be delivered so far. `failed_at` is None while it will be tried again at `not_before`."""

    id: str
    template: str
    recipient: str
    created_at: datetime
    not_before: datetime
    attempts: int
    failed_at: datetime | None
    last_error: str


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """How many mails wait for delivery, wait for another try, and were given up."""

    waiting: int
    retrying: int
    failed: int


def enqueue(
    db: Database,
    *,
    template: str,
    recipient: str,
    language: Language,
    params: Mapping[str, object],
    now: datetime,
    not_before: datetime | None = None,
    kind: MailKind = MailKind.NECESSARY,
    decision_id: str | None = None,
) -> str:
    """Add a mail inside the caller's write transaction and return its id.

    A mail of a decision names it, so that an undo can cancel the mail while it waits.
    """
    row_id = new_id()
    db.execute(
        "INSERT INTO outbox (id, template, recipient, language, params, created_at, not_before, kind, decision_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            row_id,
            template,
            recipient,
            language,
            json.dumps(params),
            to_text(now),
            to_text(not_before or now),
            kind,
            decision_id,
        ],
    )
    return row_id


def claim_due(db: Database, *, now: datetime, limit: int = 20) -> list[OutboxRow]:
    """Take due mails for two minutes, inside the caller's write transaction; a crashed taker's come free again."""
    rows = list(
        db.query(
            "SELECT * FROM outbox WHERE delivered_at IS NULL AND failed_at IS NULL AND cancelled_at IS NULL AND not_before <= ?"
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
            kind=MailKind(row["kind"]),
            decision_id=row["decision_id"],
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


def list_troubled(db: Database, limit: int = 200) -> list[TroubledMail]:
    """Undelivered mails that went wrong at least once, newest first."""
    sql = (
        "SELECT * FROM outbox WHERE delivered_at IS NULL AND cancelled_at IS NULL AND last_error <> ''"
        " ORDER BY created_at DESC, id LIMIT ?"
    )
    return [
        TroubledMail(
            id=row["id"],
            template=row["template"],
            recipient=row["recipient"],
            created_at=to_time(row["created_at"]),
            not_before=to_time(row["not_before"]),
            attempts=row["attempts"],
            failed_at=to_time_or_none(row["failed_at"]),
            last_error=row["last_error"],
        )
        for row in db.query(sql, [limit])
    ]


def count_undelivered(db: Database) -> OutboxCounts:
    """Mails that are still here, by what they wait for."""
    sql = (
        "SELECT count(*) FILTER (WHERE failed_at IS NULL AND last_error = '') AS waiting,"
        " count(*) FILTER (WHERE failed_at IS NULL AND last_error <> '') AS retrying,"
        " count(*) FILTER (WHERE failed_at IS NOT NULL) AS failed"
        " FROM outbox WHERE delivered_at IS NULL AND cancelled_at IS NULL"
    )
    row = next(iter(list(db.query(sql))))
    return OutboxCounts(waiting=row["waiting"], retrying=row["retrying"], failed=row["failed"])


def retry(db: Database, row_id: str, now: datetime) -> None:
    """Make a troubled mail due now, with all its attempts before it. Raises NotFound for any other.

    One that a worker holds at this moment stays held, so that it does not leave twice.
    """
    cursor = db.execute(
        "UPDATE outbox SET failed_at = NULL, attempts = 0, not_before = ? WHERE id = ? AND delivered_at IS NULL"
        " AND cancelled_at IS NULL AND last_error <> ''",
        [to_text(now), row_id],
    )
    if cursor.rowcount == 0:
        raise NotFound("mail", row_id)


def mail_has_left(db: Database, decision_id: str) -> bool:
    """Whether a mail of a decision was delivered or is being delivered: then the decision cannot be taken back."""
    sql = "SELECT 1 FROM outbox WHERE decision_id = ? AND (delivered_at IS NOT NULL OR claimed_until IS NOT NULL) LIMIT 1"
    return bool(list(db.query(sql, [decision_id])))


def cancel_mails(db: Database, decision_id: str, now: datetime) -> None:
    """Take back the waiting mails of a decision."""
    db.execute(
        "UPDATE outbox SET cancelled_at = ? WHERE decision_id = ? AND delivered_at IS NULL AND cancelled_at IS NULL",
        [to_text(now), decision_id],
    )


def cancel_mails_to(db: Database, decision_id: str, recipient: str, now: datetime) -> None:
    """Take back the waiting mails of a decision to one address."""
    db.execute(
        "UPDATE outbox SET cancelled_at = ? WHERE decision_id = ? AND recipient = ? AND delivered_at IS NULL"
        " AND cancelled_at IS NULL",
        [to_text(now), decision_id, recipient],
    )


def list_reached(db: Database, decision_id: str) -> frozenset[str]:
    """The addresses that a mail of a decision has gone to, or is going to at this moment."""
    sql = (
        "SELECT DISTINCT recipient FROM outbox WHERE decision_id = ?"
        " AND (delivered_at IS NOT NULL OR (claimed_until IS NOT NULL AND cancelled_at IS NULL))"
    )
    return frozenset(row["recipient"] for row in db.query(sql, [decision_id]))
