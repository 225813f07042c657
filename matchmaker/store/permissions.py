"""Permissions to introduce that companies were asked for by mail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from matchmaker.model.errors import AlreadyDecided, NotFound
from matchmaker.model.ids import new_id
from matchmaker.model.introduction import PermissionRequest
from matchmaker.store.database import to_text, to_time, to_time_or_none


def ask_for_permission(
    db: Database, *, need_id: str, asked_by: str | None, due_at: datetime, now: datetime
) -> PermissionRequest:
    """Insert a request, or ask the one anew that was not answered: a need has at most one open."""
    db.execute(
        "INSERT INTO permission_requests (id, need_id, asked_by, asked_at, due_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (need_id) WHERE answered_at IS NULL DO UPDATE SET asked_by = excluded.asked_by,"
        " asked_at = excluded.asked_at, due_at = excluded.due_at, reminded_at = NULL",
        [new_id(), need_id, asked_by, to_text(now), to_text(due_at)],
    )
    found = find_permission_request(db, need_id)
    assert found is not None  # noqa: S101 -- inserted above
    return found


def get_permission_request(db: Database, request_id: str) -> PermissionRequest:
    rows = list(db.query("SELECT * FROM permission_requests WHERE id = ?", [request_id]))
    if not rows:
        raise NotFound("permission request", request_id)
    return _request(rows[0])


def find_permission_request(db: Database, need_id: str) -> PermissionRequest | None:
    """The newest request about a need."""
    sql = "SELECT * FROM permission_requests WHERE need_id = ? ORDER BY asked_at DESC, rowid DESC LIMIT 1"
    rows = list(db.query(sql, [need_id]))
    return _request(rows[0]) if rows else None


def list_open_permissions(db: Database, company_id: str) -> dict[str, PermissionRequest]:
    """What a company was asked about its needs and has not answered, by need."""
    sql = (
        "SELECT permission_requests.* FROM needs JOIN permission_requests ON need_id = needs.id AND answered_at IS NULL"
        " WHERE company_id = ?"
    )
    return {row["need_id"]: _request(row) for row in db.query(sql, [company_id])}


def list_permissions_to_remind(db: Database, asked_before: datetime) -> list[PermissionRequest]:
    """Requests of open needs, asked by then, that nobody has answered or was reminded of; oldest first."""
    sql = (
        "SELECT permission_requests.* FROM permission_requests JOIN needs ON needs.id = need_id"
        " WHERE answered_at IS NULL AND reminded_at IS NULL AND asked_at <= ? AND needs.state <> 'closed'"
        " ORDER BY asked_at, permission_requests.id"
    )
    return [_request(row) for row in db.query(sql, [to_text(asked_before)])]


def mark_permission_reminded(db: Database, request_id: str, now: datetime) -> None:
    db.execute("UPDATE permission_requests SET reminded_at = ? WHERE id = ?", [to_text(now), request_id])


def answer_permission_request(db: Database, request_id: str, *, granted: bool, now: datetime) -> None:
    """Write the answer once. Raises AlreadyDecided when there is one."""
    cursor = db.execute(
        "UPDATE permission_requests SET granted = ?, answered_at = ? WHERE id = ? AND answered_at IS NULL",
        [int(granted), to_text(now), request_id],
    )
    if cursor.rowcount == 0:
        raise AlreadyDecided("permission request", request_id, "answered")


def _request(row: Mapping[str, Any]) -> PermissionRequest:
    return PermissionRequest(
        id=row["id"],
        need_id=row["need_id"],
        asked_by=row["asked_by"],
        asked_at=to_time(row["asked_at"]),
        due_at=to_time(row["due_at"]),
        reminded_at=to_time_or_none(row["reminded_at"]),
        granted=None if row["granted"] is None else bool(row["granted"]),
        answered_at=to_time_or_none(row["answered_at"]),
    )
