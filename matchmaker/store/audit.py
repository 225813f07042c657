"""The append-only audit trail: who did what to which object, when."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.user import Actor
from matchmaker.store.database import to_text, to_time


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One step as it happened; `detail` holds facts, never texts that a purge would have to find."""

    id: int
    at: datetime
    actor_id: str | None
    actor_name: str
    actor_role: str
    action: str
    object_type: str
    object_id: str
    need_id: str | None
    detail: Mapping[str, object]


def record(
    db: Database,
    *,
    actor: Actor,
    action: str,
    object_type: str,
    object_id: str,
    now: datetime,
    need_id: str | None = None,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Append one entry inside the caller's write transaction. `action` is an operation's name, like `decide_match`."""
    db.execute(
        "INSERT INTO audit (at, actor_id, actor_role, action, object_type, object_id, need_id, detail)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            to_text(now),
            actor.user_id,
            actor.role,
            action,
            object_type,
            object_id,
            need_id,
            json.dumps(detail or {}),
        ],
    )


def record_of_need(
    db: Database,
    action: str,
    need_id: str,
    actor: Actor,
    now: datetime,
    detail: Mapping[str, object] | None = None,
) -> None:
    """`record` for a step whose object is a need."""
    record(
        db,
        actor=actor,
        action=action,
        object_type="need",
        object_id=need_id,
        need_id=need_id,
        now=now,
        detail=detail,
    )


def record_of_company(
    db: Database,
    action: str,
    company_id: str,
    actor: Actor,
    now: datetime,
    detail: Mapping[str, object] | None = None,
) -> None:
    """`record` for a step whose object is a company."""
    record(
        db, actor=actor, action=action, object_type="company", object_id=company_id, now=now, detail=detail
    )


def list_for_need(db: Database, need_id: str) -> list[AuditEntry]:
    """Everything that happened to a need and its matches, newest first."""
    return _entries(db, "audit.need_id = ?", [need_id])


def list_for_object(db: Database, object_type: str, object_id: str) -> list[AuditEntry]:
    """Everything that happened to one object, newest first."""
    return _entries(db, "audit.object_type = ? AND audit.object_id = ?", [object_type, object_id])


def find_last(db: Database, object_type: str) -> AuditEntry | None:
    """The latest entry about a kind of object."""
    return next(iter(_entries(db, "audit.object_type = ?", [object_type], limit=1)), None)


def find_last_of_need(db: Database, need_id: str, actions: Sequence[str]) -> AuditEntry | None:
    """The latest of these steps of a need."""
    where = f"audit.need_id = ? AND audit.action IN ({', '.join('?' * len(actions))})"
    return next(iter(_entries(db, where, [need_id, *actions], limit=1)), None)


def list_last_steps(db: Database, need_ids: Sequence[str]) -> dict[str, datetime]:
    """When a person last did anything with each of these needs, in one query; needs without an entry are absent."""
    sql = (
        "SELECT value AS need_id, (SELECT at FROM audit WHERE audit.need_id = value AND"
        " (actor_id IS NOT NULL OR actor_role <> 'admin') ORDER BY id DESC LIMIT 1) AS at FROM json_each(?)"
    )
    rows = db.query(sql, [json.dumps(list(need_ids))])
    return {row["need_id"]: to_time(row["at"]) for row in rows if row["at"]}


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What the trail is narrowed to; what is empty lets everything through.

    `person` is a part of the actor's name or address; steps from `since` on and before `until`.
    """

    person: str = ""
    action: str = ""
    object_type: str = ""
    object_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


def list_page(
    db: Database, wanted: TrailFilter = TrailFilter(), *, limit: int = 50, offset: int = 0
) -> list[AuditEntry]:
    """A page of the trail, newest first."""
    where, params = _filter(wanted)
    return _entries(db, where, params, limit, offset)


def count_entries(db: Database, wanted: TrailFilter = TrailFilter()) -> int:
    """How many entries the filter lets through."""
    where, params = _filter(wanted)
    return int(next(iter(list(db.query(f"SELECT count(*) AS n FROM audit WHERE {where}", params))))["n"])


def _filter(wanted: TrailFilter) -> tuple[str, list[str]]:
    conditions = {
        "audit.object_type = ?": wanted.object_type,
        "audit.object_id = ?": wanted.object_id,
        "audit.action = ?": wanted.action,
        "audit.at >= ?": to_text(wanted.since) if wanted.since else "",
        "audit.at < ?": to_text(wanted.until) if wanted.until else "",
        "audit.actor_id IN (SELECT id FROM users WHERE instr(lower(name || ' ' || email), lower(?)))": wanted.person,
    }
    given = {condition: value for condition, value in conditions.items() if value}
    return " AND ".join(given) or "1", list(given.values())


def _entries(
    db: Database, where: str, params: list[str], limit: int = 1000, offset: int = 0
) -> list[AuditEntry]:
    rows = db.query(
        "SELECT audit.*, coalesce(nullif(users.name, ''), users.email, '') AS actor_name"
        f" FROM audit LEFT JOIN users ON users.id = audit.actor_id WHERE {where} ORDER BY audit.id DESC LIMIT ? OFFSET ?",
        [*params, limit, offset],
    )
    return [
        AuditEntry(**{**row, "at": to_time(row["at"]), "detail": json.loads(row["detail"])}) for row in rows
    ]
