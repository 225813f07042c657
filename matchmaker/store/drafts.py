"""Questionnaires as they were typed, before they are needs."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from matchmaker.model.errors import NotFound
from matchmaker.model.ids import new_id
from matchmaker.model.need import Draft
from matchmaker.store.addresses import one_spelling, spellings
from matchmaker.store.database import to_text, to_time, to_time_or_none

UNCONFIRMED_HOURS = 24
# A form of a need that is told by phone says so by this entry: for which company (its id, or a word for a new one).
TOLD_FOR = "told_for"
TOLD_DAYS = 30


def add_unconfirmed_draft(db: Database, *, email: str, form: Mapping[str, object], now: datetime) -> Draft:
    """Keep a text for an address until its sign-in link is opened, at most 24 hours."""
    expires = now + timedelta(hours=UNCONFIRMED_HOURS)
    return _insert(db, user_id=None, email=one_spelling(email), form=form, now=now, expires=expires)


def add_draft(db: Database, *, user_id: str, form: Mapping[str, object], now: datetime) -> Draft:
    return _insert(db, user_id=user_id, email=None, form=form, now=now, expires=None)


def get_draft(db: Database, draft_id: str, user_id: str) -> Draft:
    """A draft of this user. Raises NotFound for anybody else's."""
    rows = list(db.query("SELECT * FROM drafts WHERE id = ? AND user_id = ?", [draft_id, user_id]))
    if not rows:
        raise NotFound("draft", draft_id)
    return _draft(rows[0])


def find_draft(db: Database, draft_id: str) -> Draft | None:
    """A draft, whoever it belongs to; for the service's own use, never for a page."""
    rows = list(db.query("SELECT * FROM drafts WHERE id = ?", [draft_id]))
    return _draft(rows[0]) if rows else None


def count_unconfirmed(db: Database, *, email: str, now: datetime) -> int:
    """How many texts wait for an address to be confirmed."""
    sql = "SELECT count(*) AS n FROM drafts WHERE email IN (?, ?) AND expires_at > ?"
    return int(next(iter(list(db.query(sql, [*spellings(email), to_text(now)]))))["n"])


def list_drafts(db: Database, user_id: str, *, told: bool = False) -> list[Draft]:
    """The user's drafts of own needs, or of those `told` by phone, last touched first."""
    sql = (
        f"SELECT * FROM drafts WHERE user_id = ? AND (form ->> '{TOLD_FOR}' IS NOT NULL) = ?"
        " ORDER BY updated_at DESC, id"
    )
    return [_draft(row) for row in db.query(sql, [user_id, int(told)])]


def find_draft_of_form(db: Database, user_id: str, key: str) -> Draft | None:
    """The user's draft that was kept from the form with this submission key."""
    sql = "SELECT * FROM drafts WHERE user_id = ? AND form ->> 'submission_key' = ? ORDER BY updated_at DESC, id"
    rows = list(db.query(sql, [user_id, key]))
    return _draft(rows[0]) if rows else None


def update_draft(db: Database, draft_id: str, *, form: Mapping[str, object], now: datetime) -> None:
    db.execute(
        "UPDATE drafts SET form = ?, updated_at = ? WHERE id = ?", [json.dumps(form), to_text(now), draft_id]
    )


def delete_draft(db: Database, draft_id: str) -> None:
    db.execute("DELETE FROM drafts WHERE id = ?", [draft_id])


def confirm_drafts(db: Database, *, email: str, user_id: str, now: datetime) -> list[Draft]:
    """Hand an address's unexpired drafts to the user who proved to own it; return them, newest first."""
    rows = list(
        db.query(
            "UPDATE drafts SET user_id = ?, email = NULL, expires_at = NULL, updated_at = ?"
            " WHERE email IN (?, ?) AND expires_at > ? RETURNING *",
            [user_id, to_text(now), *spellings(email), to_text(now)],
        )
    )
    return sorted((_draft(row) for row in rows), key=lambda draft: (draft.created_at, draft.id), reverse=True)


def purge_unconfirmed(db: Database, now: datetime) -> int:
    """Delete unconfirmed drafts whose day is over; return how many."""
    cursor = db.execute("DELETE FROM drafts WHERE expires_at <= ?", [to_text(now)])
    return int(cursor.rowcount)


def purge_told(db: Database, now: datetime) -> int:
    """Delete drafts of told needs that nobody touched for their days; return how many."""
    cursor = db.execute(
        f"DELETE FROM drafts WHERE form ->> '{TOLD_FOR}' IS NOT NULL AND updated_at <= ?",
        [to_text(now - timedelta(days=TOLD_DAYS))],
    )
    return int(cursor.rowcount)


def _insert(
    db: Database,
    *,
    user_id: str | None,
    email: str | None,
    form: Mapping[str, object],
    now: datetime,
    expires: datetime | None,
) -> Draft:
    draft = Draft(
        id=new_id(),
        user_id=user_id,
        email=email,
        form=form,
        created_at=now,
        updated_at=now,
        expires_at=expires,
    )
    db.execute(
        "INSERT INTO drafts (id, user_id, email, form, created_at, updated_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            draft.id,
            user_id,
            email,
            json.dumps(form),
            to_text(now),
            to_text(now),
            None if expires is None else to_text(expires),
        ],
    )
    return draft


def _draft(row: Mapping[str, Any]) -> Draft:
    return Draft(
        id=row["id"],
        user_id=row["user_id"],
        email=row["email"],
        form=json.loads(row["form"]),
        created_at=to_time(row["created_at"]),
        updated_at=to_time(row["updated_at"]),
        expires_at=to_time_or_none(row["expires_at"]),
    )
