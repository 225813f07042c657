"""The company tells how it went after the two were introduced: met, not yet, or it led to something."""

from dataclasses import dataclass
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
from matchmaker.operations.introduction_steps import record_step
from matchmaker.operations.link_holders import question_of_link
from matchmaker.store import audit, follow_up, introductions, matches
from matchmaker.store.database import write_tx


@dataclass(frozen=True, slots=True)
class Told:
    """What the company told last; `decision_id` is the one that moved the match by it, None where it moved nothing."""

    progress: Progress
    at: datetime
    decision_id: str | None


def last_told(db: Database, match: Match) -> Told | None:
    """What the company told of an introduction last; None where that was nothing, or was taken back since."""
    for entry in audit.list_for_object(db, "match", match.id):
        if entry.action == "tell_progress":
            told = Progress(str(entry.detail["progress"]))
            if match.state is MatchState.INTRODUCED and told is not Progress.NOT_YET:
                return None
            decision_id = entry.detail.get("decision")
            return Told(told, entry.at, str(decision_id) if decision_id else None)
    return None


def tellable(match: Match, told: Told | None) -> tuple[Progress, ...]:
    """What the company can still tell. Its own word it can correct, not what a coordinator recorded."""
    own = match.state is MatchState.INTRODUCED or (match.state is MatchState.MET and told is not None)
    offered = Progress if own else (Progress.LED_TO_SOMETHING,)
    return tuple(one for one in offered if told is None or one is not told.progress)


def tell_progress(
    db: Database, *, introduction_id: str, progress: Progress, actor: Actor, now: datetime
) -> MatchState:
    """Note what the company says and return the state of the match; the caller has checked that the actor is the company's.

    What it says now replaces what it said before. Side effects: an audit row and a notice to the coordinator, who asks for
    the details of an outcome; for `met` and `led-to-something` an introduced match becomes met, with its support event; a
    later `not-yet` takes both back, where the company's own word brought them. What is known already is noted no second
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
    told = last_told(db, match)
    if progress not in tellable(match, told):
        return match.state
    detail: dict[str, object] = {"progress": progress}
    if progress is Progress.NOT_YET:
        _have_not_met(db, match, told, actor, now)
    elif match.state is MatchState.INTRODUCED:
        detail["decision"] = _meet(db, introduction, match, actor, now)
    elif told is not None:
        detail["decision"] = told.decision_id
    enqueue_progress(db, introduction, progress, told.progress if told else None, now)
    record_step(db, "tell_progress", introduction, actor, now, detail)
    return matches.get_match(db, match.id).state


def _have_not_met(db: Database, match: Match, told: Told | None, actor: Actor, now: datetime) -> None:
    """Take back the meeting that the company's own word recorded, unless the match was moved on since."""
    last = matches.list_decisions(db, match.id)[-1]
    if told is None or told.decision_id != last.id:
        return
    follow_up.delete_support_events(db, last.id)
    move(
        db,
        match,
        last.after,
        last.before,
        actor=actor,
        now=now,
        reverses=last.id,
        action="undo_decision",
    )


def _meet(db: Database, introduction: Introduction, match: Match, actor: Actor, now: datetime) -> str:
    """Move the match to met, with its support event; return the decision's id."""
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
    return decision.id
