"""Somebody at the institution hands the question on to a colleague, and takes it back while nobody has answered."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from matchmaker.model.errors import AlreadyDecided, LinkInvalid, NotAllowed
from matchmaker.model.introduction import Introduction, Side
from matchmaker.model.user import Actor
from matchmaker.operations.answer_introduction import actor_at, check_open
from matchmaker.operations.introduction_mails import SIDES, enqueue_question
from matchmaker.operations.introduction_steps import asking_decision, record_step
from matchmaker.operations.link_holders import still_answers
from matchmaker.operations.recipients import (
    Recipient,
    asked_person,
    institution_recipients,
    recipient_of,
)
from matchmaker.store import action_links, handed_on, introductions, outbox, settings, users
from matchmaker.store.addresses import one_spelling
from matchmaker.store.database import write_tx


def hand_on_introduction(
    db: Database, *, introduction_id: str, email: str, actor: Actor, now: datetime, why: str = ""
) -> Introduction:
    """Let another address answer for the institution from now on; earlier links no longer do.

    Side effects: the address, a mail to it that names who handed on and `why` (not before the time for an undo is over),
    waiting mails to the earlier address are taken back, an audit row that names the mail. Raises those of `colleague`.
    """
    with write_tx(db):
        user = users.find_user(db, actor.user_id) if actor.user_id else None
        by = user.email if user else ""
        found = introductions.get_introduction(db, introduction_id)
        return _hand_on(db, found, by, one_spelling(email), why, actor, now)


def hand_on_by_link(db: Database, *, token: str, email: str, now: datetime, why: str = "") -> Introduction:
    """Hand on with the link of the institution's mail. Side effects and errors: those of `hand_on_introduction`.

    Raises LinkInvalid as well: unknown (a company's link, too), used, expired, handed-on.
    """
    with write_tx(db):
        introduction, holder = _of_link(db, token, now)
        if not still_answers(db, introduction, Side.INSTITUTION, holder):
            raise LinkInvalid("handed-on")
        actor = actor_at(db, holder, Side.INSTITUTION)
        return _hand_on(db, introduction, holder, one_spelling(email), why, actor, now)


def take_back_question(db: Database, *, introduction_id: str, actor: Actor, now: datetime) -> Introduction:
    """Undo the last handing on: who had the question before answers it again.

    Side effects: the address, the colleague's mail if it still waits, a mail to who had it before if none had reached them,
    an audit row. Raises NotAllowed where it is not handed on (`not-handed-on`) and for what `hand_on_introduction` is
    refused, AlreadyDecided when the colleague has answered.
    """
    with write_tx(db):
        return _take_back(db, introductions.get_introduction(db, introduction_id), actor, now)


def take_back_by_link(db: Database, *, token: str, now: datetime) -> Introduction:
    """The same with the link of who had the question before. Raises LinkInvalid as well: unknown, used, expired, handed-on."""
    with write_tx(db):
        introduction, holder = _of_link(db, token, now)
        if not may_take_back(db, introduction, holder):
            raise LinkInvalid("handed-on")
        return _take_back(db, introduction, actor_at(db, holder, Side.INSTITUTION), now)


def colleague(db: Database, introduction: Introduction, email: str, now: datetime) -> Recipient:
    """Who a question may be handed on to, by the address.

    Raises AlreadyDecided when the institution has answered, NotAllowed when it is over (see `answer_introduction`), when the
    address is the one that has it already (`same`) and when it was that of somebody who has left the institution (`left`).
    """
    if Side.INSTITUTION in introduction.answers:
        raise AlreadyDecided("introduction", introduction.id, "answered")
    check_open(db, introduction, Side.INSTITUTION, now)
    if one_spelling(email) == introduction.institution_email:
        raise NotAllowed("hand_on_introduction", "same")
    handed = replace(introduction, institution_email=one_spelling(email))
    person = asked_person(db, handed, Side.INSTITUTION)
    if person is None:
        raise NotAllowed("hand_on_introduction", "left")
    return person


def may_take_back(db: Database, introduction: Introduction, email: str) -> bool:
    """Whether an address had the question before it was handed on, and would still answer for the institution."""
    handed = handed_on.find_standing(db, introduction)
    before = replace(introduction, institution_email=email)
    return (
        handed is not None
        and handed.earlier == email
        and asked_person(db, before, Side.INSTITUTION) is not None
    )


def strange_domain(db: Database, introduction: Introduction, email: str) -> tuple[str, list[str]] | None:
    """The domain of an address, with those of the institution's people, where it is none of these nor below one."""
    people = institution_recipients(db, introduction.institution_id)
    addresses = [person.email for person in people] or [introduction.institution_email]
    known = sorted({_domain(address) for address in addresses})
    domain = _domain(email)
    if any(domain == one or domain.endswith(f".{one}") for one in known):
        return None
    return domain, known


def _domain(email: str) -> str:
    return one_spelling(email).rpartition("@")[2].lower()


def _of_link(db: Database, token: str, now: datetime) -> tuple[Introduction, str]:
    """The question of an institution's link, and the address that the link was mailed to."""
    link = action_links.read_action_link(db, token, now)
    if SIDES.get(link.action) is not Side.INSTITUTION:
        raise LinkInvalid("unknown")
    return introductions.get_introduction(db, link.object_id), link.email


def _hand_on(
    db: Database, introduction: Introduction, by: str, email: str, why: str, actor: Actor, now: datetime
) -> Introduction:
    person = colleague(db, introduction, email, now)
    decision_id = asking_decision(db, introduction)
    before = recipient_of(db, introduction, Side.INSTITUTION)
    if decision_id is not None:
        for earlier in {introduction.institution_email, before.email if before else ""}:
            outbox.cancel_mails_to(db, decision_id, earlier, now)
    introductions.hand_on(db, introduction.id, email)
    handed = introductions.get_introduction(db, introduction.id)
    told = {"handed_by": by, "handed_from": introduction.institution_email, "handed_why": why.strip()}
    mail = enqueue_question(
        db,
        handed,
        Side.INSTITUTION,
        person,
        decision_id=decision_id,
        now=now,
        not_before=_undo_ends(db, handed, now),
        handed_on=told,
    )
    record_step(db, handed_on.HAND_ON, handed, actor, now, {"introduction": introduction.id, "mail": mail})
    return handed


def _take_back(db: Database, introduction: Introduction, actor: Actor, now: datetime) -> Introduction:
    handed = handed_on.find_standing(db, introduction)
    if handed is None:
        raise NotAllowed("take_back_question", "not-handed-on")
    if Side.INSTITUTION in introduction.answers:
        raise AlreadyDecided("introduction", introduction.id, "answered")
    check_open(db, introduction, Side.INSTITUTION, now)
    introductions.hand_on(db, introduction.id, handed.earlier)
    returned = introductions.get_introduction(db, introduction.id)
    decision_id = asking_decision(db, returned)
    person = recipient_of(db, returned, Side.INSTITUTION)
    if decision_id is not None:
        outbox.cancel_mails_to(db, decision_id, handed.to, now)
        if person is not None and person.email not in outbox.list_reached(db, decision_id):
            leaves = _undo_ends(db, returned, now)
            enqueue_question(
                db, returned, Side.INSTITUTION, person, decision_id=decision_id, now=now, not_before=leaves
            )
    record_step(db, handed_on.TAKE_BACK, returned, actor, now, {"introduction": returned.id})
    return returned


def _undo_ends(db: Database, introduction: Introduction, now: datetime) -> datetime:
    """When mails of a question may leave at the earliest: the coordinator can take it back until then."""
    undo = timedelta(minutes=settings.get_number(db, "undo_minutes"))
    return max(now, introduction.asked_at + undo)
