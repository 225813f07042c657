"""Mail to be sent: template and parameters, never a finished message or a token."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.errors import NotFound
from matchmaker.model.ids import new_id
from matchmaker.model.introduction import MailKind
from matchmaker.store.addresses import one_spelling, spellings
from matchmaker.store.database import to_text, to_time, to_time_or_none


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One mail that a worker has taken until `claimed_until`, to render and deliver.

    `maybe_sent`: an earlier attempt ended between giving it to the server and hearing its answer.
    """

    id: str
    template: str
    recipient: str
    language: Language
    params: Mapping[str, Any]
    created_at: datetime
    claimed_until: datetime
    attempts: int
    kind: MailKind
    decision_id: str | None
    maybe_sent: bool


@dataclass(frozen=True, slots=True)
class TroubledMail:
    """A mail that could not be delivered so far. `failed_at` is None while it will be tried again at `not_before`.

    `maybe_sent`: nobody knows whether it arrived; only a person may send it again.
    """

    id: str
    template: str
    recipient: str
    created_at: datetime
    not_before: datetime
    attempts: int
    failed_at: datetime | None
    last_error: str
    maybe_sent: bool


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """How many mails wait for delivery, wait for another try, and were given up."""

    waiting: int
    retrying: int
    failed: int


@dataclass(frozen=True, slots=True)
class OutboxStates:
    """Mails that are here: those whose time is to come (retries among them), due ones, those given up; `doubtful` ones of
    whatever kind may have been sent. `due_since`: the time of the longest due.
    """

    waiting: int
    due: int
    failed: int
    doubtful: int
    due_since: datetime | None


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
            one_spelling(recipient),
            language,
            json.dumps(params),
            to_text(now),
            to_text(not_before or now),
            kind,
            decision_id,
        ],
    )
    return row_id


def count_since(db: Database, *, template: str, recipient: str, since: datetime) -> int:
    """How many mails of a template were asked for since then for an address, delivered or not."""
    sql = "SELECT count(*) AS n FROM outbox WHERE recipient IN (?, ?) AND template = ? AND created_at > ?"
    return int(next(iter(list(db.query(sql, [*spellings(recipient), template, to_text(since)]))))["n"])


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
            maybe_sent=row["sending_at"] is not None,
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


def count_states(db: Database, now: datetime) -> OutboxStates:
    """How the mails that are still here stand at a moment."""
    sql = (
        "SELECT count(*) FILTER (WHERE failed_at IS NULL AND not_before > :now) AS waiting,"
        " count(*) FILTER (WHERE failed_at IS NULL AND not_before <= :now) AS due,"
        " count(*) FILTER (WHERE failed_at IS NOT NULL) AS failed,"
        " count(*) FILTER (WHERE sending_at IS NOT NULL AND (claimed_until IS NULL OR claimed_until <= :now)) AS doubtful,"
        " min(not_before) FILTER (WHERE failed_at IS NULL AND not_before <= :now) AS due_since"
        " FROM outbox WHERE delivered_at IS NULL AND cancelled_at IS NULL"
    )
    row = next(iter(list(db.query(sql, {"now": to_text(now)}))))
    return OutboxStates(**{**row, "due_since": to_time_or_none(row["due_since"])})


def retry(db: Database, row_id: str, now: datetime) -> None:
    """Make a troubled mail due now, with all its attempts before it. Raises NotFound for any other.

    A person who sends one again that may have been sent decides so knowingly; it bears the same Message-ID.
    One that a worker holds at this moment stays held, so that it does not leave twice.
    """
    cursor = db.execute(
        "UPDATE outbox SET sending_at = CASE WHEN failed_at IS NULL THEN sending_at END, failed_at = NULL, attempts = 0,"
        " not_before = ? WHERE id = ? AND delivered_at IS NULL"
        " AND cancelled_at IS NULL AND last_error <> ''",
        [to_text(now), row_id],
    )
    if cursor.rowcount == 0:
        raise NotFound("mail", row_id)


def retry_failed(db: Database, now: datetime) -> int:
    """Make all mails due that were given up, except those that may have been sent; return how many."""
    cursor = db.execute(
        "UPDATE outbox SET failed_at = NULL, attempts = 0, not_before = ? WHERE failed_at IS NOT NULL"
        " AND sending_at IS NULL AND delivered_at IS NULL AND cancelled_at IS NULL",
        [to_text(now)],
    )
    return int(cursor.rowcount)


def put_aside(db: Database, row_id: str, now: datetime) -> None:
    """Send a mail that was given up no more, and show it no more. Raises NotFound for any other."""
    cursor = db.execute(
        "UPDATE outbox SET cancelled_at = ? WHERE id = ? AND failed_at IS NOT NULL AND delivered_at IS NULL"
        " AND cancelled_at IS NULL",
        [to_text(now), row_id],
    )
    if cursor.rowcount == 0:
        raise NotFound("mail", row_id)


def mail_has_left(db: Database, decision_id: str) -> bool:
    """Whether a mail of a decision was delivered or is being delivered: then the decision cannot be taken back."""
    sql = (
        "SELECT 1 FROM outbox WHERE decision_id = ? AND (delivered_at IS NOT NULL OR claimed_until IS NOT NULL"
        " OR sending_at IS NOT NULL) LIMIT 1"
    )
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
        "UPDATE outbox SET cancelled_at = ? WHERE decision_id = ? AND recipient IN (?, ?) AND delivered_at IS NULL"
        " AND cancelled_at IS NULL",
        [to_text(now), decision_id, *spellings(recipient)],
    )


def find_waiting(db: Database, row_id: str) -> str:
    """The address of a mail that still waits and that no worker holds; '' for any other."""
    sql = f"SELECT recipient FROM outbox WHERE id = ? AND {_UNTOUCHED}"
    return next((one_spelling(row["recipient"]) for row in list(db.query(sql, [row_id]))), "")


def cancel_mail(db: Database, row_id: str, now: datetime) -> None:
    """Take back a mail that still waits and that no worker holds."""
    db.execute(f"UPDATE outbox SET cancelled_at = ? WHERE id = ? AND {_UNTOUCHED}", [to_text(now), row_id])


def hold_questions(db: Database, need_id: str, until: datetime) -> None:
    """Let no mail of a decision on the need's matches leave before then."""
    db.execute(
        "UPDATE outbox SET not_before = max(not_before, ?) WHERE delivered_at IS NULL AND cancelled_at IS NULL"
        " AND decision_id IN (SELECT decisions.id FROM decisions JOIN matches ON matches.id = decisions.match_id"
        " WHERE matches.need_id = ?)",
        [to_text(until), need_id],
    )


_UNTOUCHED = "delivered_at IS NULL AND cancelled_at IS NULL AND claimed_until IS NULL AND sending_at IS NULL"


def list_written_to(db: Database, decision_id: str) -> frozenset[str]:
    """The addresses that a mail of a decision was written to and not taken back from, whether or not it has left."""
    sql = "SELECT DISTINCT recipient FROM outbox WHERE decision_id = ? AND cancelled_at IS NULL"
    return frozenset(one_spelling(row["recipient"]) for row in db.query(sql, [decision_id]))


def list_reached(db: Database, decision_id: str) -> frozenset[str]:
    """The addresses that a mail of a decision has gone to, or is going to at this moment."""
    sql = (
        "SELECT DISTINCT recipient FROM outbox WHERE decision_id = ?"
        " AND (delivered_at IS NOT NULL OR sending_at IS NOT NULL"
        " OR ((claimed_until IS NOT NULL OR sending_at IS NOT NULL) AND cancelled_at IS NULL))"
    )
    return frozenset(one_spelling(row["recipient"]) for row in db.query(sql, [decision_id]))
