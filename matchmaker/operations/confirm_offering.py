"""Keeping offerings fresh: a reminder before the year is over, unconfirmed after it, confirmed by one tap in the mail.

Offerings that nobody at the institution ever confirmed, like those of a compiled catalogue, are marked from the
beginning, and nobody is written to about them.
"""

from datetime import datetime, timedelta

from sqlite_utils import Database

from matchmaker.model.errors import LinkInvalid, StateTransitionError
from matchmaker.model.introduction import LinkAction, MailKind
from matchmaker.model.offering import LISTED, Offering, OfferingState
from matchmaker.model.user import Actor, Role
from matchmaker.operations.link_holders import answers_for_offering
from matchmaker.operations.mail_params import link_params
from matchmaker.operations.recipients import institution_recipients
from matchmaker.operations.save_offering import stand_behind
from matchmaker.store import action_links, audit, freshness, offerings, outbox, settings, users
from matchmaker.store.database import to_text, write_tx

# The link still confirms when the offering has been marked unconfirmed for a while.
LINK_LIFE = timedelta(days=90)


def confirm_by_link(db: Database, *, token: str, now: datetime) -> Offering:
    """'Still valid', by the link in the reminder, which is used up by it.

    Side effects: the day of confirmation, an unconfirmed offering becomes published again, an audit row. Raises
    LinkInvalid (unknown, used, expired; handed-on when its holder no longer answers for the institution),
    StateTransitionError for an offering that is no longer listed.
    """
    with write_tx(db):
        link = action_links.use_action_link(db, token, now)
        if link.action is not LinkAction.CONFIRM_OFFERING:
            raise LinkInvalid("unknown")
        offering = offerings.get_offering(db, link.object_id)
        if not answers_for_offering(db, offering, link.email):
            raise LinkInvalid("handed-on")
        if offering.state not in LISTED:
            raise StateTransitionError("offering", offering.state, OfferingState.PUBLISHED)
        stand_behind(db, offering, now)
        user = users.find_user_by_email(db, link.email)
        actor = Actor(user.id if user else None, Role.INSTITUTION)
        _record(db, "confirm_offering", offering, actor, now)
        return offerings.get_offering(db, offering.id)


def watch_offerings(db: Database, *, now: datetime) -> int:
    """Remind of offerings whose confirmation runs out, and mark those whose confirmation has; return how many.

    Side effects: one mail per offering and year to the institution, `remind_offering_days` before; after
    `offering_valid_days` the state unconfirmed. The offering stays in the catalogue. Audit rows.
    """
    days = settings.list_numbers(db)
    valid = timedelta(days=days["offering_valid_days"])
    remind = now - valid + min(timedelta(days=days["remind_offering_days"]), valid)
    done = 0
    for offering in freshness.list_offerings_to_remind(db, remind):
        done += _remind(db, offering, remind, valid, now)
    for offering in freshness.list_offerings_too_old(db, now - valid):
        done += _mark(db, offering, now - valid, now)
    return done


def _remind(
    db: Database, found: Offering, confirmed_before: datetime, valid: timedelta, now: datetime
) -> bool:
    with write_tx(db):
        if not freshness.is_to_remind(db, found.id, confirmed_before):
            return False
        freshness.mark_offering_reminded(db, found.id, now)
        people = institution_recipients(db, found.institution_id)
        if found.confirmed_at is None or not people:
            return False  # nobody to ask; it is marked when its time is over
        outbox.enqueue(
            db,
            template="confirm_offering",
            recipient=people[0].email,
            language=people[0].language,
            params={
                "offering_id": found.id,
                "until": to_text(found.confirmed_at + valid),
                **link_params(LinkAction.CONFIRM_OFFERING, found.id, to_text(now + LINK_LIFE)),
            },
            now=now,
            kind=MailKind.REMINDER,
        )
        _record(db, "remind_offering", found, Actor.system(), now)
    return True


def _mark(db: Database, found: Offering, confirmed_before: datetime, now: datetime) -> bool:
    with write_tx(db):
        if not freshness.is_too_old(db, found.id, confirmed_before):
            return False
        offerings.move_offering(
            db, found.id, before=OfferingState.PUBLISHED, after=OfferingState.UNCONFIRMED, now=now
        )
        _record(db, "mark_unconfirmed", found, Actor.system(), now)
    return True


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
