"""Institutions and the people who answer for them without an account."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.codes import InstitutionKind, Language
from matchmaker.model.errors import Conflict
from matchmaker.model.institution import Contact, Institution
from matchmaker.model.user import Actor
from matchmaker.store import audit, institutions
from matchmaker.store.database import write_tx


def add_institution(
    db: Database, *, name: str, kind: InstitutionKind, website: str, actor: Actor, now: datetime
) -> Institution:
    """Add a provider of offerings. Side effects: its row, an audit row. Raises Conflict when the name is taken."""
    with write_tx(db):
        _check_name(db, name, None)
        institution = institutions.add_institution(db, name=name, kind=kind, website=website, now=now)
        _record(db, "add_institution", institution.id, actor, now, {})
        return institution


def edit_institution(
    db: Database,
    *,
    institution_id: str,
    name: str,
    kind: InstitutionKind,
    website: str,
    actor: Actor,
    now: datetime,
) -> Institution:
    """Rename an institution or correct its facts. Side effects: its row, an audit row naming what changed.

    Raises NotFound for an unknown one, Conflict when another one has the name. Imports find institutions by name: a
    file with the old name would make a new one.
    """
    with write_tx(db):
        before = institutions.get_institution(db, institution_id)
        _check_name(db, name, institution_id)
        institutions.update_institution(db, institution_id, name=name, kind=kind, website=website)
        after = institutions.get_institution(db, institution_id)
        changed = [
            field for field in ("name", "kind", "website") if getattr(before, field) != getattr(after, field)
        ]
        if changed:
            _record(db, "edit_institution", institution_id, actor, now, {"changed": changed})
        return after


def add_contact(
    db: Database,
    *,
    institution_id: str,
    name: str,
    email: str,
    language: Language,
    actor: Actor,
    now: datetime,
) -> Contact:
    """Name a person who answers for an institution by mail. An address that is there already gets the new name.

    Side effects: the contact's row, an audit row. Raises NotFound for an unknown institution.
    """
    with write_tx(db):
        institutions.get_institution(db, institution_id)
        contact = institutions.add_contact(
            db, institution_id=institution_id, name=name, email=email, language=language, now=now
        )
        _record(db, "add_contact", institution_id, actor, now, {"contact": contact.id})
        return contact


def end_contact(db: Database, *, contact_id: str, institution_id: str, actor: Actor, now: datetime) -> None:
    """A person no longer answers for an institution. Side effects: the contact's row, an audit row.

    Raises NotFound for another institution's contact and for one that has ended.
    """
    with write_tx(db):
        contact = institutions.get_contact(db, contact_id, institution_id)
        institutions.end_contact(db, contact.id, now)
        _record(db, "end_contact", institution_id, actor, now, {"contact": contact.id})


def _check_name(db: Database, name: str, own_id: str | None) -> None:
    wanted = name.casefold()
    if any(
        other.name.casefold() == wanted and other.id != own_id for other in institutions.list_institutions(db)
    ):
        raise Conflict("institution", "name", name)


def _record(
    db: Database, action: str, institution_id: str, actor: Actor, now: datetime, detail: dict[str, object]
) -> None:
    audit.record(
        db,
        actor=actor,
        action=action,
        object_type="institution",
        object_id=institution_id,
        now=now,
        detail=detail,
    )
