"""Institutions and their contact persons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from matchmaker.model.codes import InstitutionKind, Language
from matchmaker.model.errors import NotFound
from matchmaker.model.ids import new_id
from matchmaker.model.institution import Contact, Institution
from matchmaker.store.addresses import one_spelling, spellings
from matchmaker.store.database import to_text, to_time


def get_institution(db: Database, institution_id: str) -> Institution:
    rows = list(db.query("SELECT * FROM institutions WHERE id = ?", [institution_id]))
    if not rows:
        raise NotFound("institution", institution_id)
    return _institution(rows[0])


def find_institution_by_name(db: Database, name: str) -> Institution | None:
    rows = list(db.query("SELECT * FROM institutions WHERE name = ?", [name]))
    return _institution(rows[0]) if rows else None


def list_institutions(db: Database) -> list[Institution]:
    """All institutions, by name."""
    return [
        _institution(row) for row in db.query("SELECT * FROM institutions ORDER BY name COLLATE NOCASE, id")
    ]


@dataclass(frozen=True, slots=True)
class InstitutionLine:
    """An institution in a list, with how many of its offerings are listed and how many active members it has."""

    institution: Institution
    listed: int
    members: int


def list_institution_lines(db: Database) -> list[InstitutionLine]:
    """All institutions with their figures, by name; one query."""
    sql = """
        SELECT institutions.*,
            (SELECT count(*) FROM offerings WHERE institution_id = institutions.id
                AND offerings.state IN ('published', 'unconfirmed')) AS listed,
            (SELECT count(*) FROM memberships WHERE institution_id = institutions.id
                AND memberships.state = 'active') AS members
        FROM institutions ORDER BY name COLLATE NOCASE, id
    """
    return [
        InstitutionLine(_institution(row), listed=row["listed"], members=row["members"])
        for row in db.query(sql)
    ]


def add_institution(
    db: Database, *, name: str, kind: InstitutionKind, now: datetime, website: str = "", is_demo: bool = False
) -> Institution:
    institution_id = new_id()
    db.execute(
        "INSERT INTO institutions (id, name, kind, website, is_demo, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        [institution_id, name, kind, website, int(is_demo), to_text(now)],
    )
    return get_institution(db, institution_id)


def update_institution(
    db: Database, institution_id: str, *, name: str, kind: InstitutionKind, website: str
) -> None:
    """Replace an institution's facts; the name must be free."""
    db.execute(
        "UPDATE institutions SET name = ?, kind = ?, website = ? WHERE id = ?",
        [name, kind, website, institution_id],
    )


def add_contact(
    db: Database, *, institution_id: str, name: str, email: str, language: Language, now: datetime
) -> Contact:
    """Insert a contact person; an address that the institution has or had already gets the new name and answers again."""
    cursor = db.execute(
        "UPDATE contacts SET name = ?, language = ?, ended_at = NULL WHERE institution_id = ? AND email IN (?, ?)",
        [name, language, institution_id, *spellings(email)],
    )
    if cursor.rowcount == 0:
        db.execute(
            "INSERT INTO contacts (id, institution_id, name, email, language, created_at) VALUES (?, ?, ?, ?, ?, ?)",
            [new_id(), institution_id, name, one_spelling(email), language, to_text(now)],
        )
    sql = "SELECT * FROM contacts WHERE institution_id = ? AND email IN (?, ?) ORDER BY email"
    return _contact(next(iter(list(db.query(sql, [institution_id, *spellings(email)])))))


def get_contact(db: Database, contact_id: str, institution_id: str) -> Contact:
    """A contact person who answers for this institution. Raises NotFound for others and for ended ones."""
    sql = "SELECT * FROM contacts WHERE id = ? AND institution_id = ? AND ended_at IS NULL"
    rows = list(db.query(sql, [contact_id, institution_id]))
    if not rows:
        raise NotFound("contact", contact_id)
    return _contact(rows[0])


def list_contacts(db: Database, institution_id: str) -> list[Contact]:
    """Contact persons who still answer for an institution, by name."""
    sql = "SELECT * FROM contacts WHERE institution_id = ? AND ended_at IS NULL ORDER BY name, id"
    return [_contact(row) for row in db.query(sql, [institution_id])]


def contact_language(db: Database, email: str) -> Language | None:
    """The language noted with a contact person's address; None for an address that is none's."""
    sql = "SELECT language FROM contacts WHERE email IN (?, ?) AND ended_at IS NULL ORDER BY created_at DESC LIMIT 1"
    rows = list(db.query(sql, spellings(email)))
    return Language(rows[0]["language"]) if rows else None


def ever_belonged(db: Database, institution_id: str, email: str) -> bool:
    """Whether an address is or was a contact person's or a member's of an institution."""
    sql = (
        "SELECT 1 FROM contacts WHERE institution_id = ? AND email IN (?, ?) UNION ALL SELECT 1 FROM memberships"
        " JOIN users ON users.id = memberships.user_id"
        " WHERE memberships.institution_id = ? AND users.email IN (?, ?) LIMIT 1"
    )
    both = spellings(email)
    return bool(list(db.query(sql, [institution_id, *both, institution_id, *both])))


def end_contact(db: Database, contact_id: str, now: datetime) -> None:
    db.execute("UPDATE contacts SET ended_at = ? WHERE id = ?", [to_text(now), contact_id])


def _contact(row: Mapping[str, Any]) -> Contact:
    return Contact(
        id=row["id"],
        institution_id=row["institution_id"],
        name=row["name"],
        email=one_spelling(row["email"]),
        language=Language(row["language"]),
    )


def _institution(row: Mapping[str, Any]) -> Institution:
    return Institution(
        id=row["id"],
        name=row["name"],
        kind=InstitutionKind(row["kind"]),
        website=row["website"],
        is_demo=bool(row["is_demo"]),
        created_at=to_time(row["created_at"]),
    )
