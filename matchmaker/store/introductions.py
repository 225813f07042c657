"""Introductions: who is asked about a match, what each side answered, and what is due."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from matchmaker.model.errors import AlreadyDecided, NotFound
from matchmaker.model.ids import new_id
from matchmaker.model.introduction import (
    Answer,
    DeclineReason,
    Introduction,
    Side,
    SideAnswer,
)
from matchmaker.store.addresses import one_spelling
from matchmaker.store.database import to_text, to_time, to_time_or_none

_SELECT = """
    SELECT introductions.*, matches.need_id, matches.offering_id, needs.company_id, offerings.institution_id
    FROM introductions JOIN matches ON matches.id = introductions.match_id JOIN needs ON needs.id = matches.need_id
    JOIN offerings ON offerings.id = matches.offering_id
"""

_WITHOUT_CONSENT = """NOT EXISTS (SELECT 1 FROM consents
    WHERE consents.company_id = needs.company_id AND consents.need_id = needs.id
    AND purpose = 'introduce' AND withdrawn_at IS NULL)"""
# The need was closed, or its company took its consent to introduce back.
_CALLED_OFF = f"(needs.state = 'closed' OR {_WITHOUT_CONSENT})"
# What the worker asks every second: CROSS JOIN holds SQLite to begin with the few open introductions, not with all needs.
_FROM_INTRODUCTIONS = _SELECT.replace("JOIN", "CROSS JOIN")


def add_introduction(
    db: Database,
    *,
    match_id: str,
    company_email: str,
    institution_email: str,
    asked_by: str | None,
    due_at: datetime,
    now: datetime,
    line: str = "",
) -> Introduction:
    """Insert an open introduction; a match has at most one."""
    introduction_id = new_id()
    db.execute(
        "INSERT INTO introductions (id, match_id, company_email, institution_email, asked_at, asked_by, due_at, line)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            introduction_id,
            match_id,
            one_spelling(company_email),
            one_spelling(institution_email),
            to_text(now),
            asked_by,
            to_text(due_at),
            line,
        ],
    )
    return get_introduction(db, introduction_id)


def get_introduction(db: Database, introduction_id: str) -> Introduction:
    rows = list(db.query(_SELECT + "WHERE introductions.id = ?", [introduction_id]))
    if not rows:
        raise NotFound("introduction", introduction_id)
    return _introduction(rows[0])


def find_introduction(db: Database, match_id: str) -> Introduction | None:
    """The newest introduction of a match, open or ended."""
    sql = (
        _SELECT + "WHERE match_id = ? ORDER BY introductions.asked_at DESC, introductions.rowid DESC LIMIT 1"
    )
    rows = list(db.query(sql, [match_id]))
    return _introduction(rows[0]) if rows else None


def list_introductions_of_need(db: Database, need_id: str) -> list[Introduction]:
    """A need's introductions, oldest first."""
    sql = _SELECT + "WHERE matches.need_id = ? ORDER BY introductions.asked_at, introductions.rowid"
    return [_introduction(row) for row in db.query(sql, [need_id])]


def list_open_introductions(
    db: Database, *, institution_id: str | None = None, company_id: str | None = None
) -> list[Introduction]:
    """Introductions that wait for an answer, of one institution or company when it is named; the soonest due first."""
    sql = (
        _SELECT
        + "WHERE introductions.ended_at IS NULL AND (? IS NULL OR offerings.institution_id = ?)"
        + " AND (? IS NULL OR needs.company_id = ?) ORDER BY introductions.due_at, introductions.id"
    )
    params = [institution_id, institution_id, company_id, company_id]
    return [_introduction(row) for row in db.query(sql, params)]


def list_open_of_offering(db: Database, offering_id: str) -> list[Introduction]:
    """Introductions about one offering that wait for an answer, the soonest due first."""
    sql = (
        _SELECT
        + "WHERE introductions.ended_at IS NULL AND matches.offering_id = ?"
        + " ORDER BY introductions.due_at, introductions.id"
    )
    return [_introduction(row) for row in db.query(sql, [offering_id])]


def list_introductions_by_match(db: Database, match_ids: list[str]) -> dict[str, Introduction]:
    """The newest introduction of each match that has one; one query."""
    sql = (
        _SELECT
        + "WHERE match_id IN (SELECT value FROM json_each(?)) ORDER BY introductions.asked_at, introductions.rowid"
    )
    return {row["match_id"]: _introduction(row) for row in db.query(sql, [json.dumps(match_ids)])}


def count_open_by_institution(db: Database) -> dict[str, int]:
    """How many introductions each institution has open; one query."""
    sql = (
        "SELECT offerings.institution_id AS institution_id, count(*) AS n FROM introductions"
        " JOIN matches ON matches.id = introductions.match_id JOIN offerings ON offerings.id = matches.offering_id"
        " WHERE introductions.ended_at IS NULL GROUP BY 1"
    )
    return {row["institution_id"]: row["n"] for row in db.query(sql)}


def count_awaited(db: Database, institution_id: str, *, asked_by: datetime, now: datetime) -> int:
    """How many questions, asked by then, wait for this institution's answer; one query."""
    sql = (
        "SELECT count(*) AS n FROM introductions JOIN matches ON matches.id = introductions.match_id"
        " JOIN needs ON needs.id = matches.need_id JOIN offerings ON offerings.id = matches.offering_id"
        " WHERE introductions.ended_at IS NULL AND institution_answer IS NULL AND due_at > ?"
        " AND asked_at <= ?"
        f" AND offerings.institution_id = ? AND NOT {_CALLED_OFF}"
    )
    return int(next(iter(list(db.query(sql, [to_text(now), to_text(asked_by), institution_id]))))["n"])


def list_introductions_to_remind(db: Database, asked_before: datetime) -> list[Introduction]:
    """Open introductions asked by then whose silent side was not reminded yet, oldest first."""
    sql = (
        _FROM_INTRODUCTIONS
        + "WHERE introductions.ended_at IS NULL AND introductions.reminded_at IS NULL AND introductions.asked_at <= ?"
        + " ORDER BY introductions.asked_at, introductions.id"
    )
    return [_introduction(row) for row in db.query(sql, [to_text(asked_before)])]


def list_overdue_introductions(db: Database, now: datetime) -> list[Introduction]:
    """Open introductions whose time is over, the longest overdue first."""
    sql = (
        _FROM_INTRODUCTIONS
        + "WHERE introductions.ended_at IS NULL AND introductions.due_at <= ?"
        + " ORDER BY introductions.due_at, introductions.id"
    )
    return [_introduction(row) for row in db.query(sql, [to_text(now)])]


def list_called_off_introductions(db: Database, closed_before: datetime) -> list[Introduction]:
    """Open introductions whose need was closed by then, or whose company took its consent to introduce back."""
    sql = (
        _FROM_INTRODUCTIONS
        + "WHERE introductions.ended_at IS NULL"
        + f" AND ((needs.state = 'closed' AND needs.waiting_since <= ?) OR {_WITHOUT_CONSENT})"
        + " ORDER BY introductions.asked_at, introductions.id"
    )
    return [_introduction(row) for row in db.query(sql, [to_text(closed_before)])]


def list_introductions_to_follow_up(db: Database, ended_before: datetime) -> list[Introduction]:
    """Introductions that both wanted, made by then, of which nothing has been heard or asked since; oldest first."""
    sql = (
        _FROM_INTRODUCTIONS
        + "WHERE introductions.ended_at <= ? AND introductions.followed_up_at IS NULL AND matches.state = 'introduced'"
        + " AND needs.state <> 'closed' ORDER BY introductions.ended_at, introductions.id"
    )
    return [_introduction(row) for row in db.query(sql, [to_text(ended_before)])]


def set_answer(
    db: Database,
    introduction_id: str,
    *,
    side: Side,
    answer: Answer,
    reason: DeclineReason | None,
    note: str,
    now: datetime,
    told_by: str = "",
) -> None:
    """Write a side's answer if it has given none and the introduction is open. Raises AlreadyDecided otherwise.

    `told_by` is who said it on the phone, which only the company's side has.
    """
    column = side.value
    cursor = db.execute(
        f"UPDATE introductions SET {column}_answer = ?, {column}_answered_at = ?, {column}_reason = ?, {column}_note = ?"
        f" WHERE id = ? AND {column}_answer IS NULL AND ended_at IS NULL",
        [answer, to_text(now), reason or "", note, introduction_id],
    )
    if cursor.rowcount == 0:
        raise AlreadyDecided("introduction", introduction_id, "answered")
    if told_by:
        db.execute("UPDATE introductions SET company_told_by = ? WHERE id = ?", [told_by, introduction_id])


def clear_told_answer(db: Database, introduction_id: str) -> None:
    """Forget what the company said on the phone; an answer that it gave itself stays."""
    db.execute(
        "UPDATE introductions SET company_answer = NULL, company_answered_at = NULL, company_reason = '',"
        " company_note = '', company_told_by = '' WHERE id = ? AND company_told_by <> ''",
        [introduction_id],
    )


def mark_to_call(db: Database, introduction_id: str, since: datetime | None) -> None:
    """Have somebody call the company; None: it was called."""
    db.execute(
        "UPDATE introductions SET call_since = ? WHERE id = ?",
        [to_text(since) if since else None, introduction_id],
    )


def set_reason(
    db: Database, introduction_id: str, *, side: Side, reason: DeclineReason | None, note: str
) -> None:
    """Give or change the reason of an answer; the answer and its time stay."""
    column = side.value
    db.execute(
        f"UPDATE introductions SET {column}_reason = ?, {column}_note = ? WHERE id = ?",
        [reason or "", note, introduction_id],
    )


def hand_on(db: Database, introduction_id: str, email: str) -> None:
    """Let another address answer for the institution; '' where nobody was asked after all."""
    db.execute(
        "UPDATE introductions SET institution_email = ? WHERE id = ?", [one_spelling(email), introduction_id]
    )


def mark_reminded(db: Database, introduction_id: str, now: datetime) -> None:
    db.execute("UPDATE introductions SET reminded_at = ? WHERE id = ?", [to_text(now), introduction_id])


def mark_followed_up(db: Database, introduction_id: str, now: datetime) -> None:
    db.execute("UPDATE introductions SET followed_up_at = ? WHERE id = ?", [to_text(now), introduction_id])


def end_introduction(db: Database, introduction_id: str, now: datetime) -> None:
    """Nothing is awaited any more: both said yes, one said no, or the time is over."""
    db.execute(
        "UPDATE introductions SET ended_at = ? WHERE id = ? AND ended_at IS NULL",
        [to_text(now), introduction_id],
    )


def _introduction(row: Mapping[str, Any]) -> Introduction:
    return Introduction(
        id=row["id"],
        match_id=row["match_id"],
        need_id=row["need_id"],
        offering_id=row["offering_id"],
        company_id=row["company_id"],
        institution_id=row["institution_id"],
        company_email=one_spelling(row["company_email"]),
        institution_email=one_spelling(row["institution_email"]),
        asked_at=to_time(row["asked_at"]),
        asked_by=row["asked_by"],
        due_at=to_time(row["due_at"]),
        answers={side: _answer(row, side) for side in Side if row[f"{side.value}_answer"] is not None},
        reminded_at=to_time_or_none(row["reminded_at"]),
        followed_up_at=to_time_or_none(row["followed_up_at"]),
        ended_at=to_time_or_none(row["ended_at"]),
        call_since=to_time_or_none(row["call_since"]),
        line=row["line"],
    )


def _answer(row: Mapping[str, Any], side: Side) -> SideAnswer:
    reason = row[f"{side.value}_reason"]
    return SideAnswer(
        answer=Answer(row[f"{side.value}_answer"]),
        at=to_time(row[f"{side.value}_answered_at"]),
        reason=DeclineReason(reason) if reason else None,
        note=row[f"{side.value}_note"],
        told_by=row["company_told_by"] if side is Side.COMPANY else "",
    )
