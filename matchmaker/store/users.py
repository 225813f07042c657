"""Users and their memberships."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.errors import NotFound
from matchmaker.model.ids import new_id
from matchmaker.model.user import Membership, MembershipState, Role, User
from matchmaker.store.addresses import one_spelling, spellings
from matchmaker.store.database import to_text, to_time, to_time_or_none


def find_user_by_email(db: Database, email: str) -> User | None:
    """The account of an address, however its domain is spelt; of two from before, the one that belongs somewhere."""
    sql = (
        "SELECT * FROM users WHERE email IN (?, ?) ORDER BY EXISTS (SELECT 1 FROM memberships"
        " WHERE user_id = users.id AND state <> 'ended') DESC, email LIMIT 1"
    )
    rows = list(db.query(sql, spellings(email)))
    return user_record(rows[0]) if rows else None


def list_users_by_email(db: Database, emails: Iterable[str]) -> dict[str, User]:
    """The accounts of addresses, by address; one query."""
    wanted = json.dumps(sorted({spelt for email in emails for spelt in spellings(email)}))
    rows = db.query("SELECT * FROM users WHERE email IN (SELECT value FROM json_each(?))", [wanted])
    return {user.email: user for user in map(user_record, rows)}


def find_user(db: Database, user_id: str) -> User | None:
    rows = list(db.query("SELECT * FROM users WHERE id = ?", [user_id]))
    return user_record(rows[0]) if rows else None


def get_user(db: Database, user_id: str) -> User:
    user = find_user(db, user_id)
    if user is None:
        raise NotFound("user", user_id)
    return user


def list_users(db: Database) -> list[User]:
    """Everybody, by e-mail address."""
    return [user_record(row) for row in db.query("SELECT * FROM users ORDER BY email")]


def add_user(
    db: Database, *, email: str, language: Language, now: datetime, name: str = "", is_demo: bool = False
) -> User:
    """Insert a user; the address must be new."""
    user_id = new_id()
    db.execute(
        "INSERT INTO users (id, email, name, language, is_demo, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        [user_id, one_spelling(email), name, language, int(is_demo), to_text(now)],
    )
    return get_user(db, user_id)


def set_language(db: Database, user_id: str, language: Language) -> None:
    db.execute("UPDATE users SET language = ? WHERE id = ?", [language, user_id])


def set_name(db: Database, user_id: str, name: str) -> None:
    db.execute("UPDATE users SET name = ? WHERE id = ?", [name, user_id])


def disable_user(db: Database, user_id: str, now: datetime) -> None:
    db.execute("UPDATE users SET disabled_at = ? WHERE id = ?", [to_text(now), user_id])


def enable_user(db: Database, user_id: str) -> None:
    db.execute("UPDATE users SET disabled_at = NULL WHERE id = ?", [user_id])


def add_membership(
    db: Database,
    *,
    user_id: str,
    role: Role,
    state: MembershipState,
    now: datetime,
    company_id: str | None = None,
    institution_id: str | None = None,
    created_by: str | None = None,
) -> Membership:
    """Insert a membership; a user holds each role in each organisation once."""
    membership_id = new_id()
    db.execute(
        "INSERT INTO memberships (id, user_id, role, company_id, institution_id, state, created_at, created_by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [membership_id, user_id, role, company_id, institution_id, state, to_text(now), created_by],
    )
    return get_membership(db, membership_id)


def get_membership(db: Database, membership_id: str) -> Membership:
    rows = list(db.query("SELECT * FROM memberships WHERE id = ?", [membership_id]))
    if not rows:
        raise NotFound("membership", membership_id)
    return membership_record(rows[0])


def list_memberships(db: Database, user_id: str) -> list[Membership]:
    """The user's memberships that have not ended, oldest first."""
    sql = "SELECT * FROM memberships WHERE user_id = ? AND state <> 'ended' ORDER BY created_at, id"
    return [membership_record(row) for row in db.query(sql, [user_id])]


def list_members(
    db: Database, *, company_id: str | None = None, institution_id: str | None = None
) -> list[tuple[Membership, User]]:
    """Members, invited and asking people of one company or institution, oldest first; two queries."""
    column, key = ("company_id", company_id) if company_id else ("institution_id", institution_id)
    where = f"{column} = ? AND state <> 'ended'"
    people = f"SELECT * FROM users WHERE id IN (SELECT user_id FROM memberships WHERE {where})"
    users = {row["id"]: user_record(row) for row in list(db.query(people, [key]))}
    sql = f"SELECT * FROM memberships WHERE {where} ORDER BY created_at, id"
    return [(membership_record(row), users[row["user_id"]]) for row in list(db.query(sql, [key]))]


def list_member_names(db: Database, company_ids: list[str]) -> dict[str, list[str]]:
    """The names of everybody who belongs or belonged to each company, as far as they are known; one query."""
    sql = (
        "SELECT DISTINCT company_id, name FROM memberships JOIN users ON users.id = memberships.user_id"
        " WHERE company_id IN (SELECT value FROM json_each(?)) AND name <> '' ORDER BY company_id, name"
    )
    found: dict[str, list[str]] = {}
    for row in list(db.query(sql, [json.dumps(company_ids)])):
        found.setdefault(row["company_id"], []).append(row["name"])
    return found


def list_users_with_role(db: Database, role: Role) -> list[User]:
    """Active, enabled holders of a role, by e-mail address."""
    sql = (
        "SELECT DISTINCT users.* FROM users JOIN memberships ON memberships.user_id = users.id"
        " WHERE memberships.role = ? AND memberships.state = 'active' AND users.disabled_at IS NULL ORDER BY users.email"
    )
    return [user_record(row) for row in db.query(sql, [role])]


def list_staff(db: Database) -> list[User]:
    """Coordinators and admins who may be given a need, by e-mail address."""
    people = {
        user.id: user for role in (Role.COORDINATOR, Role.ADMIN) for user in list_users_with_role(db, role)
    }
    return sorted(people.values(), key=lambda user: user.email)


def set_membership_state(
    db: Database, membership_id: str, state: MembershipState, *, now: datetime, by: str | None
) -> None:
    """Move a membership; becoming active also notes who accepted it and when."""
    db.execute("UPDATE memberships SET state = ? WHERE id = ?", [state, membership_id])
    if state is MembershipState.ACTIVE:
        db.execute(
            "UPDATE memberships SET accepted_at = ?, accepted_by = ? WHERE id = ?",
            [to_text(now), by, membership_id],
        )


def user_record(row: Mapping[str, Any]) -> User:
    """A row of `users` as a record."""
    return User(
        id=row["id"],
        email=one_spelling(row["email"]),
        name=row["name"],
        language=Language(row["language"]),
        created_at=to_time(row["created_at"]),
        disabled_at=to_time_or_none(row["disabled_at"]),
        is_demo=bool(row["is_demo"]),
    )


def membership_record(row: Mapping[str, Any]) -> Membership:
    """A row of `memberships` as a record."""
    return Membership(
        id=row["id"],
        user_id=row["user_id"],
        role=Role(row["role"]),
        company_id=row["company_id"],
        institution_id=row["institution_id"],
        state=MembershipState(row["state"]),
        created_at=to_time(row["created_at"]),
    )
