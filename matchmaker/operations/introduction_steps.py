"""How an introduction ends: both agree, one declines, the time is over, or the company takes its need back.

Each function is a step inside the caller's write transaction.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlite_utils import Database

from matchmaker.model.company import ConsentPurpose
from matchmaker.model.introduction import Answer, Introduction, Side
from matchmaker.model.match import MatchState
from matchmaker.model.need import NeedState
from matchmaker.model.user import Actor
from matchmaker.operations.decide_match import move
from matchmaker.operations.introduction_mails import enqueue_introduced, enqueue_over, enqueue_result
from matchmaker.operations.recipients import recipient_of
from matchmaker.store import audit, companies, introductions, matches, needs, outbox, settings


def record_step(
    db: Database,
    action: str,
    introduction: Introduction,
    actor: Actor,
    now: datetime,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Append a step of an introduction to the trail of its match."""
    audit.record(
        db,
        actor=actor,
        action=action,
        object_type="match",
        object_id=introduction.match_id,
        need_id=introduction.need_id,
        now=now,
        detail=detail,
    )


def called_off(db: Database, introduction: Introduction) -> bool:
    """Whether the need is closed, or the company has taken back its consent to be introduced."""
    need = needs.get_need(db, introduction.need_id)
    consenting = companies.list_needs_with_consent(db, [need.id], ConsentPurpose.INTRODUCE)
    return need.state is NeedState.CLOSED or need.id not in consenting


def asking_decision(db: Database, introduction: Introduction) -> str | None:
    """The id of the decision that asked both sides."""
    asked = [d for d in matches.list_decisions(db, introduction.match_id) if d.after is MatchState.ASKED]
    return asked[-1].id if asked else None


def agree(db: Database, introduction: Introduction, actor: Actor, now: datetime) -> None:
    """Both said yes: match introduced, need in dialogue, contacts to both, word to the coordinator."""
    _end(db, introduction, MatchState.INTRODUCED, actor, now)
    need = needs.get_need(db, introduction.need_id)
    if need.state is NeedState.ACCEPTED:
        needs.move_need(db, need.id, before=NeedState.ACCEPTED, after=NeedState.IN_DIALOGUE, now=now)
        audit.record_of_need(
            db,
            "introduce",
            need.id,
            actor,
            now,
            {"before": NeedState.ACCEPTED, "after": NeedState.IN_DIALOGUE},
        )
    enqueue_introduced(db, introduction, now)
    have_called(db, introduction, now)
    enqueue_result(db, introduction, now, but=actor)


def decline(db: Database, introduction: Introduction, side: Side, actor: Actor, now: datetime) -> None:
    """One side said no or not now: the coordinator is told, and the other side, where it knows of the question.

    The other side's mail waits as long as a question's, so that the side that answered can think again.
    """
    reached = _end(db, introduction, MatchState.DECLINED, actor, now)
    other = side.other
    if _knows(db, introduction, other, reached):
        enqueue_over(db, introduction, other, now, told_from(db, now))
    if other is Side.COMPANY:
        have_called(db, introduction, now)
    enqueue_result(db, introduction, now, but=actor)


def lapse(db: Database, introduction: Introduction, now: datetime) -> None:
    """The time is over: who said yes is told so, and the coordinator. The silent side has heard enough."""
    _end(db, introduction, MatchState.LAPSED, Actor.system(), now)
    for side, given in introduction.answers.items():
        if given.answer is Answer.YES:
            enqueue_over(db, introduction, side, now)
    have_called(db, introduction, now)
    enqueue_result(db, introduction, now)


def call_off(db: Database, introduction: Introduction, now: datetime) -> None:
    """The company took its need or consent back, or the need was closed: the institution is told, where it knows of it."""
    reached = _end(db, introduction, MatchState.LAPSED, Actor.system(), now)
    if _knows(db, introduction, Side.INSTITUTION, reached):
        enqueue_over(db, introduction, Side.INSTITUTION, now)


def told_from(db: Database, answered: datetime) -> datetime:
    """When a no that was given at a moment begins to be told to the other side."""
    return answered + timedelta(minutes=settings.get_number(db, "undo_minutes"))


def have_called(db: Database, introduction: Introduction, now: datetime) -> None:
    """Have a coordinator call a company that has answered and that no mail reaches."""
    if Side.COMPANY in introduction.answers and recipient_of(db, introduction, Side.COMPANY) is None:
        introductions.mark_to_call(db, introduction.id, now)


def _knows(db: Database, introduction: Introduction, side: Side, reached: frozenset[str]) -> bool:
    """Whether a side has answered, or who answers for it now was reached by the question."""
    person = recipient_of(db, introduction, side)
    return side in introduction.answers or (person is not None and person.email in reached)


def _end(
    db: Database, introduction: Introduction, after: MatchState, actor: Actor, now: datetime
) -> frozenset[str]:
    """End it, move its match, take back mails that still wait; return the addresses that were reached.

    Where no mail had left the institution was never asked, and need not learn of it by its pages either.
    """
    asked = asking_decision(db, introduction)
    reached = outbox.list_reached(db, asked) if asked else frozenset()
    match = matches.get_match(db, introduction.match_id)
    move(db, match, MatchState.ASKED, after, actor=actor, now=now)
    introductions.end_introduction(db, introduction.id, now)
    if not reached and Side.INSTITUTION not in introduction.answers:
        introductions.hand_on(db, introduction.id, "")
    if asked:
        outbox.cancel_mails(db, asked, now)
    return reached
