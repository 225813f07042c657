"""The append-only audit trail: who did what to which object, when."""

import json
from collections.abc import Mapping
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


def list_for_need(db: Database, need_id: str) -> list[AuditEntry]:
    """Everything that happened to a need and its matches, newest first."""
    return _entries(db, "audit.need_id = ?", [need_id])


def list_for_object(db: Database, object_type: str, object_id: str) -> list[AuditEntry]:
    """Everything that happened to one object, newest first."""
    return _entries(db, "audit.object_type = ? AND audit.object_id = ?", [object_type, object_id])


def find_last(db: Database, object_type: str) -> AuditEntry | None:
    """The latest entry about a kind of object."""
    return next(iter(_entries(db, "audit.object_type = ?", [object_type], limit=1)), None)


def list_page(
    db: Database, *, object_type: str = "", object_id: str = "", limit: int = 50, offset: int = 0
) -> list[AuditEntry]:
    """A page of the trail, newest first; an empty filter lets everything through."""
    where, params = _filter(object_type, object_id)
    return _entries(db, where, params, limit, offset)


def count_entries(db: Database, *, object_type: str = "", object_id: str = "") -> int:
    """How many entries the filter of `list_page` lets through."""
    where, params = _filter(object_type, object_id)
    return int(next(iter(list(db.query(f"SELECT count(*) AS n FROM audit WHERE {where}", params))))["n"])


def list_object_types(db: Database) -> list[str]:
    """The kinds of objects that the trail speaks of, in alphabetical order."""
    return [row["object_type"] for row in db.query("SELECT DISTINCT object_type FROM audit ORDER BY 1")]


def _filter(object_type: str, object_id: str) -> tuple[str, list[str]]:
    wanted = {"audit.object_type": object_type, "audit.object_id": object_id}
    given = {column: value for column, value in wanted.items() if value}
    return " AND ".join(f"{column} = ?" for column in given) or "1", list(given.values())


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
