"""The life of an offering: published, confirmed as still valid, archived, put back, published again.

Each is asked for by a button that may be pressed twice: a step that was taken already changes nothing.
"""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.errors import StateTransitionError
from matchmaker.model.offering import LISTED, TRANSITIONS, Offering, OfferingState
from matchmaker.model.user import Actor, Role
from matchmaker.operations.save_offering import offering_of, stand_behind
from matchmaker.store import audit, offerings
from matchmaker.store.database import write_tx


def publish_offering(
    db: Database, *, offering_id: str, institution_id: str, actor: Actor, now: datetime
) -> Offering:
    """List a draft or an archived offering in the catalogue; an institution that does so confirms it.

    Side effects: state, confirmation, a new catalogue number, an audit row. Raises NotFound for another institution's
    offering, StateTransitionError for an unconfirmed one (it is listed: confirm it).
    """
    with write_tx(db):
        offering = offering_of(db, offering_id, institution_id)
        if offering.state is OfferingState.PUBLISHED:
            return offering
        if offering.state in LISTED:
            raise StateTransitionError("offering", offering.state, OfferingState.PUBLISHED)
        _move(db, offering, OfferingState.PUBLISHED, now)
        if actor.role is Role.INSTITUTION:
            offerings.confirm_offering(db, offering_id, now)
        _record(db, "publish_offering", offering, actor, now)
        return offerings.get_offering(db, offering_id)


def confirm_offering(
    db: Database, *, offering_id: str, institution_id: str, actor: Actor, now: datetime
) -> Offering:
    """'Still valid': the institution stands behind a listed offering as it is.

    Side effects: the day of confirmation, an unconfirmed one becomes published, an audit row. The text stays as it was,
    so nothing is indexed again. Raises NotFound for another institution's offering, StateTransitionError for one that
    is not listed.
    """
    with write_tx(db):
        offering = offering_of(db, offering_id, institution_id)
        if offering.state not in LISTED:
            raise StateTransitionError("offering", offering.state, OfferingState.PUBLISHED)
        stand_behind(db, offering, now)
        _record(db, "confirm_offering", offering, actor, now)
        return offerings.get_offering(db, offering_id)


def archive_offering(
    db: Database, *, offering_id: str, institution_id: str, actor: Actor, now: datetime
) -> Offering:
    """Take an offering out of the catalogue; it can be published again.

    Side effects: state, a new catalogue number when it was listed, an audit row. Matches that people decided on stay.
    Raises NotFound for another institution's offering.
    """
    with write_tx(db):
        offering = offering_of(db, offering_id, institution_id)
        if offering.state is OfferingState.ARCHIVED:
            return offering
        _move(db, offering, OfferingState.ARCHIVED, now)
        _record(db, "archive_offering", offering, actor, now)
        return offerings.get_offering(db, offering_id)


def state_before_archiving(db: Database, offering: Offering) -> OfferingState | None:
    """What an archived offering was before; None for one that is not archived, or was never anything else."""
    if offering.state is not OfferingState.ARCHIVED:
        return None
    trail = audit.list_for_object(db, "offering", offering.id)
    archived = next((entry for entry in trail if entry.action == "archive_offering"), None)
    return OfferingState(str(archived.detail["before"])) if archived else None


def restore_offering(
    db: Database, *, offering_id: str, institution_id: str, actor: Actor, now: datetime
) -> Offering:
    """Undo an archiving: the offering is again what it was, and confirmed when it was.

    Side effects: state, a new catalogue number when it is listed again, an audit row. Raises NotFound for another
    institution's offering, StateTransitionError for one that was never anything but archived.
    """
    with write_tx(db):
        offering = offering_of(db, offering_id, institution_id)
        if offering.state is not OfferingState.ARCHIVED:
            return offering
        before = state_before_archiving(db, offering)
        if before is None:
            raise StateTransitionError("offering", offering.state, OfferingState.PUBLISHED)
        _move(db, offering, before, now)
        _record(db, "restore_offering", offering, actor, now)
        return offerings.get_offering(db, offering_id)


def _move(db: Database, offering: Offering, after: OfferingState, now: datetime) -> None:
    """Change the state, and the catalogue's number when an offering enters or leaves it."""
    if after not in TRANSITIONS[offering.state]:
        raise StateTransitionError("offering", offering.state, after)
    offerings.move_offering(db, offering.id, before=offering.state, after=after, now=now)
    if (offering.state in LISTED) != (after in LISTED):
        offerings.bump_catalogue(db)


def _record(db: Database, action: str, offering: Offering, actor: Actor, now: datetime) -> None:
    audit.record(
        db,
        actor=actor,
        action=action,
        object_type="offering",
        object_id=offering.id,
        now=now,
        detail={"before": offering.state, "version": offering.version_number},
    )
