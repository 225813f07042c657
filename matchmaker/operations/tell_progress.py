"""The company tells how it went after the two were introduced: met, not yet, or it led to something."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.errors import LinkInvalid, NotAllowed
from matchmaker.model.introduction import Introduction, Progress, Side, SupportKind
from matchmaker.model.match import Match, MatchState
from matchmaker.model.user import Actor
from matchmaker.operations.answer_introduction import actor_at
from matchmaker.operations.days import day_in_finland
from matchmaker.operations.decide_match import move
from matchmaker.operations.introduction_mails import enqueue_progress
from matchmaker.operations.link_holders import question_of_link
from matchmaker.store import audit, follow_up, introductions, matches
from matchmaker.store.database import write_tx


def tell_progress(
    db: Database, *, introduction_id: str, progress: Progress, actor: Actor, now: datetime
) -> MatchState:
    """Note what the company says and return the state of the match; the caller has checked that the actor is the company's.

    Side effects: an audit row and a notice to the coordinator, who asks for the details of an outcome; for `met` and
    `led-to-something` an introduced match becomes met, with its support event. What is known already is noted no second
    time. Raises NotAllowed while the two are not introduced (`not-introduced`).
    """
    with write_tx(db):
        return _tell(db, introductions.get_introduction(db, introduction_id), progress, actor, now)


def tell_progress_by_link(db: Database, *, token: str, progress: Progress, now: datetime) -> MatchState:
    """Tell it with the link of the mail, which may be pressed again later. Side effects and errors: `tell_progress`.

    Raises LinkInvalid for any but a link of the company (`unknown`), for one whose time is over (`expired`)
    and for one whose holder has left the company (`handed-on`).
    """
    with write_tx(db):
        introduction, side, email = question_of_link(db, token, now)
        if side is not Side.COMPANY:
            raise LinkInvalid("unknown")
        return _tell(db, introduction, progress, actor_at(db, email, side), now)


def _tell(
    db: Database, introduction: Introduction, progress: Progress, actor: Actor, now: datetime
) -> MatchState:
    match = matches.get_match(db, introduction.match_id)
    if match.state not in (MatchState.INTRODUCED, MatchState.MET, MatchState.OUTCOME):
        raise NotAllowed("tell_progress", "not-introduced")
    if match.state is not MatchState.INTRODUCED and progress is not Progress.LED_TO_SOMETHING:
        return match.state
    if progress is not Progress.NOT_YET and match.state is MatchState.INTRODUCED:
        _meet(db, introduction, match, actor, now)
    enqueue_progress(db, introduction, progress, now)
    audit.record(
        db,
        actor=actor,
        action="tell_progress",
        object_type="match",
        object_id=match.id,
        need_id=match.need_id,
        now=now,
        detail={"progress": progress},
    )
    return matches.get_match(db, match.id).state


def _meet(db: Database, introduction: Introduction, match: Match, actor: Actor, now: datetime) -> None:
    decision = move(db, match, MatchState.INTRODUCED, MatchState.MET, actor=actor, now=now)
    follow_up.add_support_event(
        db,
        need_id=match.need_id,
        match_id=match.id,
        company_id=introduction.company_id,
        kind=SupportKind.MET,
        happened_on=day_in_finland(now),
        hours=0,
        evidence="",
        recorded_by=actor.user_id,
        now=now,
        decision_id=decision.id,
    )
