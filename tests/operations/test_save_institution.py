"""Institutions by name, and their contact persons."""

from datetime import datetime

import pytest
from sqlite_utils import Database

from matchmaker.model.codes import InstitutionKind, Language
from matchmaker.model.errors import Conflict, NotFound
from matchmaker.model.institution import Contact, Institution
from matchmaker.model.user import Actor
from matchmaker.operations.save_institution import (
    add_contact,
    add_institution,
    edit_institution,
    end_contact,
)
from matchmaker.store import audit, institutions

ADMIN = Actor.system()


def add(db: Database, name: str, now: datetime) -> Institution:
    return add_institution(
        db, name=name, kind=InstitutionKind.UNIVERSITY, website="https://example.fi", actor=ADMIN, now=now
    )


def contact(db: Database, institution: Institution, now: datetime, name: str = "Ville") -> Contact:
    return add_contact(
        db,
        institution_id=institution.id,
        name=name,
        email="Ville@example.fi",
        language=Language.FI,
        actor=ADMIN,
        now=now,
    )


def test_name_is_taken_once_whatever_its_case(db: Database, now: datetime) -> None:
    added = add(db, "Savon yliopisto", now)
    with pytest.raises(Conflict):
        add(db, "SAVON YLIOPISTO", now)
    other = add(db, "Toinen", now)
    with pytest.raises(Conflict):
        edit_institution(
            db,
            institution_id=other.id,
            name="savon yliopisto",
            kind=other.kind,
            website="",
            actor=ADMIN,
            now=now,
        )
    assert [one.name for one in institutions.list_institutions(db)] == [added.name, other.name]


def test_trail_names_what_changed_and_nothing_when_nothing_did(db: Database, now: datetime) -> None:
    added = add(db, "Savon yliopisto", now)
    for name in ("Savon yliopisto", "Savon uusi yliopisto", "Savon uusi yliopisto"):
        edit_institution(
            db,
            institution_id=added.id,
            name=name,
            kind=InstitutionKind.UNIVERSITY,
            website="https://example.fi",
            actor=ADMIN,
            now=now,
        )
    entries = audit.list_for_object(db, "institution", added.id)
    assert [(entry.action, entry.detail) for entry in entries] == [
        ("edit_institution", {"changed": ["name"]}),
        ("add_institution", {}),
    ]


def test_contact_ends_and_answers_again_under_a_new_name(db: Database, now: datetime) -> None:
    lab = add(db, "Laitos", now)
    first = contact(db, lab, now)
    assert institutions.list_contacts(db, lab.id) == [
        Contact(first.id, lab.id, "Ville", "ville@example.fi", Language.FI)
    ]
    end_contact(db, contact_id=first.id, institution_id=lab.id, actor=ADMIN, now=now)
    assert institutions.list_contacts(db, lab.id) == []
    again = contact(db, lab, now, name="Ville Virtanen")
    assert (again.id, again.name) == (first.id, "Ville Virtanen")
    assert institutions.list_contacts(db, lab.id) == [again]


def test_contact_of_another_institution_is_not_found(db: Database, now: datetime) -> None:
    mine, other = add(db, "Oma", now), add(db, "Muu", now)
    theirs = contact(db, other, now)
    with pytest.raises(NotFound):
        end_contact(db, contact_id=theirs.id, institution_id=mine.id, actor=ADMIN, now=now)
    assert institutions.list_contacts(db, other.id) == [theirs]
