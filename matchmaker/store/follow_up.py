"""What surrounds an introduction: clarifications of needs, support events, ties between company and institution."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from matchmaker.model.errors import AlreadyDecided, NotFound
from matchmaker.model.ids import new_id
from matchmaker.model.introduction import Clarification, SupportEvent, SupportKind, Tie, TieKind
from matchmaker.model.need import Audience
from matchmaker.store.database import to_text, to_time, to_time_or_none


def add_clarification(
    db: Database, *, need_id: str, question: str, asked_by: str | None, due_at: datetime, now: datetime
) -> Clarification:
    clarification_id = new_id()
    db.execute(
        "INSERT INTO clarifications (id, need_id, question, asked_by, asked_at, due_at) VALUES (?, ?, ?, ?, ?, ?)",
        [clarification_id, need_id, question, asked_by, to_text(now), to_text(due_at)],
    )
    return get_clarification(db, clarification_id)


def get_clarification(db: Database, clarification_id: str) -> Clarification:
    rows = list(db.query("SELECT * FROM clarifications WHERE id = ?", [clarification_id]))
    if not rows:
        raise NotFound("clarification", clarification_id)
    return _clarification(rows[0])


def list_clarifications(db: Database, need_id: str) -> list[Clarification]:
    """A need's questions, oldest first."""
    sql = "SELECT * FROM clarifications WHERE need_id = ? ORDER BY asked_at, rowid"
    return [_clarification(row) for row in db.query(sql, [need_id])]


def list_open_clarifications(db: Database, *, company_id: str | None = None) -> list[Clarification]:
    """Questions without an answer, about one company's needs when it is named; the soonest due first."""
    sql = (
        "SELECT clarifications.* FROM clarifications JOIN needs ON needs.id = clarifications.need_id"
        " WHERE answer IS NULL AND (? IS NULL OR needs.company_id = ?) ORDER BY due_at, clarifications.id"
    )
    return [_clarification(row) for row in db.query(sql, [company_id, company_id])]


def set_clarification_answer(
    db: Database,
    clarification_id: str,
    *,
    answer: str,
    answered_by: str | None,
    now: datetime,
    audience: Audience = Audience.COORDINATOR,
) -> None:
    """Write the answer once. Raises AlreadyDecided when there is one."""
    cursor = db.execute(
        "UPDATE clarifications SET answer = ?, answered_by = ?, answered_at = ?, audience = ?"
        " WHERE id = ? AND answer IS NULL",
        [answer, answered_by, to_text(now), audience, clarification_id],
    )
    if cursor.rowcount == 0:
        raise AlreadyDecided("clarification", clarification_id, "answered")


def set_clarification_audience(db: Database, clarification_id: str, audience: Audience) -> None:
    db.execute("UPDATE clarifications SET audience = ? WHERE id = ?", [audience, clarification_id])


def mark_clarification_reminded(db: Database, clarification_id: str, now: datetime) -> None:
    db.execute("UPDATE clarifications SET reminded_at = ? WHERE id = ?", [to_text(now), clarification_id])


def add_support_event(
    db: Database,
    *,
    need_id: str,
    match_id: str | None,
    company_id: str,
    kind: SupportKind,
    happened_on: date,
    hours: float,
    evidence: str,
    recorded_by: str | None,
    now: datetime,
    decision_id: str | None = None,
) -> str:
    """Insert an event. One that moved its match names the decision, so that an undo takes both back."""
    event_id = new_id()
    db.execute(
        "INSERT INTO support_events (id, need_id, match_id, decision_id, company_id, kind, happened_on, hours, evidence,"
        " recorded_by, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            event_id,
            need_id,
            match_id,
            decision_id,
            company_id,
            kind,
            happened_on.isoformat(),
            hours,
            evidence,
            recorded_by,
            to_text(now),
        ],
    )
    return event_id


def list_support_events(db: Database, need_id: str) -> list[SupportEvent]:
    """What happened around a need, oldest first."""
    sql = "SELECT * FROM support_events WHERE need_id = ? ORDER BY happened_on, rowid"
    return [
        SupportEvent(
            id=row["id"],
            need_id=row["need_id"],
            match_id=row["match_id"],
            company_id=row["company_id"],
            kind=SupportKind(row["kind"]),
            happened_on=date.fromisoformat(row["happened_on"]),
            hours=row["hours"],
            evidence=row["evidence"],
            recorded_at=to_time(row["recorded_at"]),
        )
        for row in db.query(sql, [need_id])
    ]


def delete_support_event(db: Database, event_id: str, need_id: str) -> tuple[SupportEvent, str | None]:
    """Delete one event of a need; return it with the decision that it brought. Raises NotFound."""
    found = [event for event in list_support_events(db, need_id) if event.id == event_id]
    if not found:
        raise NotFound("support event", event_id)
    (row,) = list(db.query("SELECT decision_id FROM support_events WHERE id = ?", [event_id]))
    db.execute("DELETE FROM support_events WHERE id = ?", [event_id])
    return found[0], row["decision_id"]


def delete_support_events(db: Database, decision_id: str) -> None:
    """Take back the events that came with a decision which is undone."""
    db.execute("DELETE FROM support_events WHERE decision_id = ?", [decision_id])


def set_tie(
    db: Database,
    *,
    company_id: str,
    institution_id: str,
    kind: TieKind,
    note: str,
    recorded_by: str | None,
    now: datetime,
) -> None:
    """Record that a company is an institution's customer already, or that their interests conflict."""
    db.execute(
        "INSERT INTO ties (company_id, institution_id, kind, note, recorded_by, recorded_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET note = excluded.note, recorded_by = excluded.recorded_by,"
        " recorded_at = excluded.recorded_at",
        [company_id, institution_id, kind, note, recorded_by, to_text(now)],
    )


def remove_tie(db: Database, *, company_id: str, institution_id: str, kind: TieKind) -> None:
    db.execute(
        "DELETE FROM ties WHERE company_id = ? AND institution_id = ? AND kind = ?",
        [company_id, institution_id, kind],
    )


def list_ties(db: Database, company_id: str) -> list[Tie]:
    """What a company is to institutions already, by institution."""
    sql = "SELECT * FROM ties WHERE company_id = ? ORDER BY institution_id, kind"
    return [
        Tie(
            company_id=row["company_id"],
            institution_id=row["institution_id"],
            kind=TieKind(row["kind"]),
            note=row["note"],
            recorded_at=to_time(row["recorded_at"]),
        )
        for row in db.query(sql, [company_id])
    ]


def list_ties_between(db: Database, company_id: str, institution_id: str) -> list[Tie]:
    """What a company is to one institution already."""
    return [tie for tie in list_ties(db, company_id) if tie.institution_id == institution_id]


def _clarification(row: Mapping[str, Any]) -> Clarification:
    return Clarification(
        id=row["id"],
        need_id=row["need_id"],
        question=row["question"],
        asked_by=row["asked_by"],
        asked_at=to_time(row["asked_at"]),
        due_at=to_time(row["due_at"]),
        reminded_at=to_time_or_none(row["reminded_at"]),
        answer=row["answer"],
        answered_at=to_time_or_none(row["answered_at"]),
        audience=Audience(row["audience"]),
    )
