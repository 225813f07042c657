"""Everybody with an account, together with what they belong to: two queries at any length."""

import json
from dataclasses import dataclass

from sqlite_utils import Database

from matchmaker.model.user import Membership, User
from matchmaker.store.users import membership_record, user_record


@dataclass(frozen=True, slots=True)
class MembershipLine:
    """A membership with the name of its company or institution; '' for coordinators and administrators."""

    membership: Membership
    organisation: str


@dataclass(frozen=True, slots=True)
class Person:
    """A user with the memberships that have not ended, oldest first."""

    user: User
    memberships: tuple[MembershipLine, ...]


def list_people(db: Database, *, contains: str = "", limit: int = 50, offset: int = 0) -> list[Person]:
    """Users whose address or name contains a text, by address."""
    sql = (
        "SELECT * FROM users WHERE instr(email, lower(?)) > 0 OR instr(lower(name), lower(?)) > 0"
        " ORDER BY email LIMIT ? OFFSET ?"
    )
    found = [user_record(row) for row in list(db.query(sql, [contains, contains, limit, offset]))]
    lines = _lines(db, [user.id for user in found])
    return [Person(user, tuple(lines[user.id])) for user in found]


def count_people(db: Database, *, contains: str = "") -> int:
    """How many users `list_people` would find in all."""
    sql = (
        "SELECT count(*) AS n FROM users WHERE instr(email, lower(?)) > 0 OR instr(lower(name), lower(?)) > 0"
    )
    return int(next(iter(list(db.query(sql, [contains, contains]))))["n"])


def _lines(db: Database, user_ids: list[str]) -> dict[str, list[MembershipLine]]:
    sql = (
        "SELECT memberships.*, coalesce(companies.name, institutions.name, '') AS organisation FROM memberships"
        " LEFT JOIN companies ON companies.id = memberships.company_id"
        " LEFT JOIN institutions ON institutions.id = memberships.institution_id"
        " WHERE memberships.state <> 'ended' AND memberships.user_id IN (SELECT value FROM json_each(?))"
        " ORDER BY memberships.created_at, memberships.id"
    )
    lines: dict[str, list[MembershipLine]] = {user_id: [] for user_id in user_ids}
    for row in list(db.query(sql, [json.dumps(user_ids)])):
        lines[row["user_id"]].append(MembershipLine(membership_record(row), row["organisation"]))
    return lines
