"""Somebody at the institution hands the question on to a colleague."""

from datetime import datetime, timedelta

from sqlite_utils import Database

from matchmaker.model.errors import AlreadyDecided, LinkInvalid, NotAllowed
from matchmaker.model.introduction import Introduction, Side
from matchmaker.model.user import Actor
from matchmaker.operations.answer_introduction import actor_at, check_open
from matchmaker.operations.introduction_mails import SIDES, enqueue_question
from matchmaker.operations.introduction_steps import asking_decision, record_step
from matchmaker.operations.link_holders import still_answers
from matchmaker.operations.recipients import asked_person, recipient_of
from matchmaker.store import action_links, introductions, outbox, settings
from matchmaker.store.addresses import one_spelling
from matchmaker.store.database import write_tx


def hand_on_introduction(
    db: Database, *, introduction_id: str, email: str, actor: Actor, now: datetime
) -> Introduction:
    """Let another address answer for the institution from now on; earlier links no longer do.

    Side effects: the address, a mail to it (not before the time for an undo is over), waiting mails to the earlier
    address are taken back, an audit row without the address. Raises AlreadyDecided when the institution has answered,
    NotAllowed when it is over (see `answer_introduction`), when the address is the one that has it already (`same`) and
    when it was that of somebody who has left the institution (`left`).
    """
    with write_tx(db):
        return _hand_on(
            db, introductions.get_introduction(db, introduction_id), one_spelling(email), actor, now
        )


def hand_on_by_link(db: Database, *, token: str, email: str, now: datetime) -> Introduction:
    """Hand on with the link of the institution's mail. Side effects and errors: those of `hand_on_introduction`.

    Raises LinkInvalid as well: unknown (a company's link, too), used, expired, handed-on.
    """
    with write_tx(db):
        link = action_links.read_action_link(db, token, now)
        if SIDES.get(link.action) is not Side.INSTITUTION:
            raise LinkInvalid("unknown")
        introduction = introductions.get_introduction(db, link.object_id)
        if not still_answers(db, introduction, Side.INSTITUTION, link.email):
            raise LinkInvalid("handed-on")
        actor = actor_at(db, link.email, Side.INSTITUTION)
        return _hand_on(db, introduction, one_spelling(email), actor, now)


def _hand_on(
    db: Database, introduction: Introduction, email: str, actor: Actor, now: datetime
) -> Introduction:
    if Side.INSTITUTION in introduction.answers:
        raise AlreadyDecided("introduction", introduction.id, "answered")
    check_open(db, introduction, Side.INSTITUTION, now)
    if email == introduction.institution_email:
        raise NotAllowed("hand_on_introduction", "same")
    decision_id = asking_decision(db, introduction)
    before = recipient_of(db, introduction, Side.INSTITUTION)
    if decision_id is not None:
        for earlier in {introduction.institution_email, before.email if before else ""}:
            outbox.cancel_mails_to(db, decision_id, earlier, now)
    introductions.hand_on(db, introduction.id, email)
    handed = introductions.get_introduction(db, introduction.id)
    person = asked_person(db, handed, Side.INSTITUTION)
    if person is None:
        raise NotAllowed("hand_on_introduction", "left")
    enqueue_question(
        db,
        handed,
        Side.INSTITUTION,
        person,
        decision_id=decision_id,
        now=now,
        not_before=max(now, handed.asked_at + timedelta(minutes=settings.get_number(db, "undo_minutes"))),
        handed_on=True,
    )
    record_step(db, "hand_on_introduction", handed, actor, now)
    return handed
