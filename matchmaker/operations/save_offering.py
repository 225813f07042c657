"""An institution writes an offering: a new one begins as a draft, each change of the content makes a new version."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.errors import AlreadyDecided, NotFound
from matchmaker.model.offering import LISTED, Offering, OfferingContent, OfferingState
from matchmaker.model.user import Actor, Role
from matchmaker.store import audit, institutions, offerings
from matchmaker.store.database import write_tx


def create_offering(
    db: Database, *, institution_id: str, content: OfferingContent, actor: Actor, now: datetime
) -> Offering:
    """Begin an offering as a draft that only the institution and the coordinators see.

    A draft with just this content is returned as it is: a form sent twice makes one. Side effects: the offering with its
    first version, an audit row. Raises NotFound for an unknown institution.
    """
    with write_tx(db):
        institution = institutions.get_institution(db, institution_id)
        for known in offerings.list_of_institution(db, institution_id):
            if known.state is OfferingState.DRAFT and known.content == content:
                return known
        offering = offerings.add_offering(
            db,
            institution_id=institution_id,
            content=content,
            state=OfferingState.DRAFT,
            now=now,
            is_demo=institution.is_demo,
            created_by=actor.user_id,
        )
        _record(db, offering, actor, now)
        return offering


def edit_offering(
    db: Database,
    *,
    offering_id: str,
    institution_id: str,
    seen_version: int,
    content: OfferingContent,
    actor: Actor,
    now: datetime,
) -> Offering:
    """Replace the content that the person saw. Saving what is there already changes nothing.

    Side effects: a new version, an audit row; for a listed offering a new catalogue number, so that the worker indexes
    and ranks again. An institution that edits a listed or imported offering stands behind it from then on: it becomes
    confirmed. Raises NotFound for another institution's offering, AlreadyDecided when somebody saved another version
    since.
    """
    with write_tx(db):
        offering = offering_of(db, offering_id, institution_id)
        if offering.version_number != seen_version:
            raise AlreadyDecided("offering", offering_id, str(offering.version_number))
        if offering.content == content:
            return offering
        edited = offerings.add_offering_version(db, offering_id, content, created_by=actor.user_id, now=now)
        if actor.role is Role.INSTITUTION and (edited.state in LISTED or edited.external_id):
            stand_behind(db, edited, now)
        if edited.state in LISTED:
            offerings.bump_catalogue(db)
        _record(db, edited, actor, now)
        return offerings.get_offering(db, offering_id)


def offering_of(db: Database, offering_id: str, institution_id: str) -> Offering:
    """An offering of this institution. Raises NotFound for anybody else's."""
    offering = offerings.get_offering(db, offering_id)
    if offering.institution_id != institution_id:
        raise NotFound("offering", offering_id)
    return offering


def stand_behind(db: Database, offering: Offering, now: datetime) -> None:
    """Note that the institution confirms the offering, inside the caller's write transaction."""
    offerings.confirm_offering(db, offering.id, now)
    if offering.state is OfferingState.UNCONFIRMED:
        offerings.move_offering(
            db, offering.id, before=OfferingState.UNCONFIRMED, after=OfferingState.PUBLISHED, now=now
        )


def _record(db: Database, offering: Offering, actor: Actor, now: datetime) -> None:
    audit.record(
        db,
        actor=actor,
        action="save_offering",
        object_type="offering",
        object_id=offering.id,
        now=now,
        detail={"version": offering.version_number},
    )
