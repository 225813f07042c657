"""A side answers whether it wants to be introduced: by the link in its mail, or signed in."""

from collections.abc import Mapping
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.errors import LinkInvalid, NotAllowed
from matchmaker.model.introduction import Answer, DeclineReason, Introduction, Side
from matchmaker.model.user import Actor, Role
from matchmaker.operations.introduction_mails import SIDES
from matchmaker.operations.introduction_steps import agree, called_off, decline, record_step
from matchmaker.operations.link_holders import still_answers
from matchmaker.store import action_links, handed_on, introductions, users
from matchmaker.store.database import write_tx

ROLES = {Side.COMPANY: Role.COMPANY, Side.INSTITUTION: Role.INSTITUTION}


def answer_introduction(
    db: Database,
    *,
    introduction_id: str,
    side: Side,
    answer: Answer,
    actor: Actor,
    now: datetime,
    reason: DeclineReason | None = None,
    note: str = "",
) -> Introduction:
    """Write a side's answer; the caller has checked that the actor belongs to it. A reason counts for a no only.

    The note of a yes is a condition or a wish that the other side reads once both have said yes.

    Side effects: the answer and an audit row. The second yes introduces the two: match introduced, need in dialogue, a
    mail with the other's contact to each. A no or not now ends it: match declined, a mail to the other side if it knows
    of the question. Both ends tell the coordinator. Raises AlreadyDecided when the side has answered, NotAllowed after
    the time is over (`lapsed`), after the other side declined (`over`), once the company has taken its need or consent
    back (`called-off`) and where the institution's question was handed on to somebody else (`handed-on`).
    """
    with write_tx(db):
        if side is Side.INSTITUTION:
            _check_not_handed_on(db, introduction_id, actor)
        return _answer(db, introduction_id, side, answer, actor, now, reason, note)


def answer_by_link(
    db: Database,
    *,
    token: str,
    answer: Answer,
    now: datetime,
    reason: DeclineReason | None = None,
    note: str = "",
) -> Introduction:
    """Answer with the link of a mail, which is used up by it. Side effects and errors: those of `answer_introduction`.

    Raises LinkInvalid as well: unknown, used, expired, or handed-on when another address answers by now, or the
    holder has left.
    """
    with write_tx(db):
        link = action_links.use_action_link(db, token, now)
        if link.action not in SIDES:
            raise LinkInvalid("unknown")
        side = SIDES[link.action]
        if not still_answers(db, introductions.get_introduction(db, link.object_id), side, link.email):
            raise LinkInvalid("handed-on")
        actor = actor_at(db, link.email, side)
        return _answer(db, link.object_id, side, answer, actor, now, reason, note)


def actor_at(db: Database, email: str, side: Side) -> Actor:
    """Who holds a link: the account of its address, if there is one."""
    user = users.find_user_by_email(db, email)
    return Actor(user_id=user.id if user else None, role=ROLES[side])


def check_open(db: Database, introduction: Introduction, side: Side, now: datetime) -> None:
    """Raise NotAllowed (`called-off`, `over`, `lapsed`) when this side's answer counts no more; the order tells why."""
    if side in introduction.answers or introduction.both_said_yes:
        return  # set_answer says that it is answered
    if called_off(db, introduction):
        raise NotAllowed("answer_introduction", "called-off")
    if introduction.declined_by is not None:
        raise NotAllowed("answer_introduction", "over")
    if not introduction.is_open(now):
        raise NotAllowed("answer_introduction", "lapsed")


def _check_not_handed_on(db: Database, introduction_id: str, actor: Actor) -> None:
    handed = handed_on.find_standing(db, introductions.get_introduction(db, introduction_id))
    user = users.find_user(db, actor.user_id) if actor.user_id else None
    if handed is not None and (user is None or handed.to != user.email):
        raise NotAllowed("answer_introduction", "handed-on")


def _answer(
    db: Database,
    introduction_id: str,
    side: Side,
    answer: Answer,
    actor: Actor,
    now: datetime,
    reason: DeclineReason | None,
    note: str,
) -> Introduction:
    check_open(db, introductions.get_introduction(db, introduction_id), side, now)
    kept = None if answer is Answer.YES else reason
    introductions.set_answer(db, introduction_id, side=side, answer=answer, reason=kept, note=note, now=now)
    take_answer(db, introduction_id, side, answer, actor, now, {"reason": kept})
    return introductions.get_introduction(db, introduction_id)


def take_answer(
    db: Database,
    introduction_id: str,
    side: Side,
    answer: Answer,
    actor: Actor,
    now: datetime,
    detail: Mapping[str, object],
) -> None:
    """Note an answer that was written, and end the introduction where it does; inside the caller's write transaction."""
    introduction = introductions.get_introduction(db, introduction_id)
    record_step(
        db, "answer_introduction", introduction, actor, now, {"side": side, "answer": answer, **detail}
    )
    if answer is not Answer.YES:
        decline(db, introduction, side, actor, now)
    elif introduction.both_said_yes:
        agree(db, introduction, actor, now)
