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


def list_of_type(db: Database, object_type: str, limit: int = 200) -> list[AuditEntry]:
    """The newest entries about one kind of object."""
    return _entries(db, "audit.object_type = ?", [object_type], limit)


def list_object_types(db: Database) -> list[str]:
    """The kinds of objects that the trail speaks of, in alphabetical order."""
    return [row["object_type"] for row in db.query("SELECT DISTINCT object_type FROM audit ORDER BY 1")]


def list_recent(db: Database, limit: int = 200) -> list[AuditEntry]:
    """The newest entries of the whole installation."""
    return _entries(db, "1", [], limit)


def _entries(db: Database, where: str, params: list[str], limit: int = 1000) -> list[AuditEntry]:
    rows = db.query(
        "SELECT audit.*, coalesce(nullif(users.name, ''), users.email, '') AS actor_name"
        f" FROM audit LEFT JOIN users ON users.id = audit.actor_id WHERE {where} ORDER BY audit.id DESC LIMIT ?",
        [*params, limit],
    )
    return [
        AuditEntry(**{**row, "at": to_time(row["at"]), "detail": json.loads(row["detail"])}) for row in rows
    ]
