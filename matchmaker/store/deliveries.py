"""The worker's side of the outbox: taking mails, and what became of them.

A mail is claimed for two minutes. `sending_at` is set right before a server is given the message and cleared when it has
answered. A mail whose `sending_at` stands while nobody holds it may have been sent: its worker died, or the connection
did, between the two. See DECISIONS.md, 'Mail', for what happens to it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.introduction import MailKind
from matchmaker.store.addresses import one_spelling
from matchmaker.store.database import to_text, to_time
from matchmaker.store.outbox import OutboxRow

CLAIM_SECONDS = 120
# Pauses of 2, 4, 8 ... minutes, at most six hours: a server may be away for two days before mails are given up.
MAX_ATTEMPTS = 16
LONGEST_PAUSE_MINUTES = 360
MAYBE_SENT = "may have been sent"

_DUE = (
    "delivered_at IS NULL AND failed_at IS NULL AND cancelled_at IS NULL AND not_before <= :now"
    " AND (claimed_until IS NULL OR claimed_until <= :now)"
)


def claim_due(db: Database, *, now: datetime, limit: int = 20) -> list[OutboxRow]:
    """Take due mails for two minutes, inside the caller's write transaction; a crashed taker's come free again.

    The longest due come first. Whoever gets a notice also gets the other notices due to that address, so that they
    can leave in one mail.
    """
    first = f"SELECT id, recipient, kind FROM outbox WHERE {_DUE} ORDER BY not_before, id LIMIT :limit"
    sql = (
        f"SELECT * FROM outbox WHERE id IN (SELECT id FROM ({first})) OR ({_DUE} AND kind = 'notice'"
        f" AND recipient IN (SELECT recipient FROM ({first}) WHERE kind = 'notice')) ORDER BY not_before, id"
    )
    rows = list(db.query(sql, {"now": to_text(now), "limit": limit}))
    until = to_text(now + timedelta(seconds=CLAIM_SECONDS))
    for row in rows:
        db.execute(
            "UPDATE outbox SET claimed_until = ?, attempts = attempts + 1 WHERE id = ?", [until, row["id"]]
        )
    return [_taken({**row, "claimed_until": until, "attempts": row["attempts"] + 1}) for row in rows]


def hold(
    db: Database, rows: Sequence[OutboxRow], *, message_id: str, sending: bool, now: datetime
) -> list[OutboxRow]:
    """Hold these mails for two more minutes, to be sent in one message; nothing at all if one is no longer this worker's.

    `sending`: note that a server is given them now. Inside the caller's write transaction.
    """
    held = list(
        db.query(
            "SELECT id, claimed_until FROM outbox WHERE id IN (SELECT value FROM json_each(?))"
            " AND delivered_at IS NULL AND cancelled_at IS NULL",
            [json.dumps([row.id for row in rows])],
        )
    )
    if {row["id"]: row["claimed_until"] for row in held} != {
        row.id: to_text(row.claimed_until) for row in rows
    }:
        return []
    until = now + timedelta(seconds=CLAIM_SECONDS)
    for row in rows:
        db.execute(
            "UPDATE outbox SET message_id = ?, sending_at = ?, claimed_until = ? WHERE id = ?",
            [message_id, to_text(now) if sending else None, to_text(until), row.id],
        )
    return [replace(row, claimed_until=to_time(to_text(until))) for row in rows]


def mark_delivered(db: Database, row_id: str, now: datetime) -> None:
    """The server took it, or the file is written: a fact, whoever holds the mail by now."""
    db.execute(
        "UPDATE outbox SET delivered_at = ?, claimed_until = NULL, sending_at = NULL, failed_at = NULL WHERE id = ?",
        [to_text(now), row_id],
    )


def mark_failed(db: Database, row: OutboxRow, error: str, now: datetime, *, for_good: bool = False) -> None:
    """It was surely not sent: try again after a growing pause; give up visibly after the last try, or at once."""
    given_up = for_good or row.attempts >= MAX_ATTEMPTS
    db.execute(
        "UPDATE outbox SET claimed_until = NULL, sending_at = NULL, not_before = ?, last_error = ?, failed_at = ?"
        " WHERE id = ? AND claimed_until = ?",
        [
            to_text(now + pause(row.attempts)),
            error[:500],
            to_text(now) if given_up else None,
            row.id,
            to_text(row.claimed_until),
        ],
    )


def mark_uncertain(db: Database, row: OutboxRow, error: str, now: datetime, *, again: bool) -> None:
    """It may have been sent: try `again` after a pause, or leave it to a person. `sending_at` stays as the sign of it."""
    given_up = not again or row.attempts >= MAX_ATTEMPTS
    db.execute(
        "UPDATE outbox SET claimed_until = NULL, not_before = ?, last_error = ?, failed_at = ?"
        " WHERE id = ? AND claimed_until = ?",
        [
            to_text(now + pause(row.attempts)),
            f"{MAYBE_SENT}: {error}"[:500],
            to_text(now) if given_up else None,
            row.id,
            to_text(row.claimed_until),
        ],
    )


def readdress(db: Database, row: OutboxRow, recipient: str, language: Language) -> OutboxRow:
    """Send a mail that this worker holds to another person, in their language."""
    db.execute(
        "UPDATE outbox SET recipient = ?, language = ? WHERE id = ? AND claimed_until = ?",
        [recipient, language, row.id, to_text(row.claimed_until)],
    )
    return replace(row, recipient=recipient, language=language)


def mark_cancelled(db: Database, row: OutboxRow, reason: str, now: datetime) -> None:
    """It shall not be sent any more: the recipient wants none of these, or what it speaks of is gone."""
    db.execute(
        "UPDATE outbox SET cancelled_at = ?, claimed_until = NULL, sending_at = NULL, last_error = ?"
        " WHERE id = ? AND claimed_until = ?",
        [to_text(now), reason[:500], row.id, to_text(row.claimed_until)],
    )


def pause(attempts: int) -> timedelta:
    """How long to wait after so many failed tries."""
    return timedelta(minutes=min(2 ** min(attempts, 20), LONGEST_PAUSE_MINUTES))


def _taken(row: Mapping[str, Any]) -> OutboxRow:
    return OutboxRow(
        id=row["id"],
        template=row["template"],
        recipient=one_spelling(row["recipient"]),
        language=Language(row["language"]),
        params=json.loads(row["params"]),
        created_at=to_time(row["created_at"]),
        claimed_until=to_time(row["claimed_until"]),
        attempts=row["attempts"],
        kind=MailKind(row["kind"]),
        decision_id=row["decision_id"],
        maybe_sent=row["sending_at"] is not None,
    )
