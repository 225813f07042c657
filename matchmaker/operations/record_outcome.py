"""What came of it: they met, something was bought or begun, or the coordinator helped. One line each, with its evidence."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise

from sqlite_utils import Database

from matchmaker.model.errors import NotAllowed, NotFound, StateTransitionError
from matchmaker.model.introduction import SupportEvent, SupportKind
from matchmaker.model.match import Match, MatchState
from matchmaker.model.user import Actor
from matchmaker.operations.days import day_in_finland
from matchmaker.operations.decide_match import move
from matchmaker.store import audit, follow_up, matches, needs
from matchmaker.store.database import write_tx

# How far each kind moves its match. Brokering and advice are facts of their own and move nothing.
MOVES: Mapping[SupportKind, MatchState] = {
    SupportKind.MET: MatchState.MET,
    SupportKind.SERVICE_BOUGHT: MatchState.OUTCOME,
    SupportKind.JOINT_RD: MatchState.OUTCOME,
    SupportKind.JOINED_PROJECT: MatchState.OUTCOME,
    SupportKind.STUDENT_WORK: MatchState.OUTCOME,
    SupportKind.NOTHING: MatchState.OUTCOME,
}
_WAY = (MatchState.INTRODUCED, MatchState.MET, MatchState.OUTCOME)
MOST_HOURS = 10_000


def record_outcome(
    db: Database,
    *,
    need_id: str,
    kind: SupportKind,
    happened_on: date,
    actor: Actor,
    now: datetime,
    match_id: str | None = None,
    hours: float = 0.0,
    evidence: str = "",
) -> str:
    """Write one support event of a need and return its id. `hours` are hours of work put into it.

    Side effects: the event, an audit row; with a match, `met` and the outcomes move it on (an outcome of two who were
    only introduced counts as met as well). More than one outcome of a match may be recorded. Raises NotFound for a match
    of another need, StateTransitionError for a match whose sides were never introduced, NotAllowed for what needs a match
    (`no-match`), for an outcome of nothing without its reason in `evidence` (`no-reason`), for a day to come (`future`)
    and for impossible hours (`hours`).
    """
    _check(kind, match_id, happened_on, hours, evidence, now)
    with write_tx(db):
        need = needs.get_need(db, need_id)
        match = matches.get_match(db, match_id) if match_id else None
        if match is not None and match.need_id != need_id:
            raise NotFound("match", match.id)
        decision_id = _move_on(db, match, kind, actor, now) if match is not None else None
        event_id = follow_up.add_support_event(
            db,
            need_id=need_id,
            match_id=match_id,
            company_id=need.company_id,
            kind=kind,
            happened_on=happened_on,
            hours=hours,
            evidence=evidence,
            recorded_by=actor.user_id,
            now=now,
            decision_id=decision_id,
        )
        audit.record(
            db,
            actor=actor,
            action="record_outcome",
            object_type="match" if match_id else "need",
            object_id=match_id or need_id,
            need_id=need_id,
            now=now,
            detail={"kind": kind, "event": event_id},
        )
        return event_id


def remove_outcome(db: Database, *, need_id: str, event_id: str, actor: Actor, now: datetime) -> SupportEvent:
    """Take a support event back that was written down by mistake, also of a closed need; return it.

    Side effects: the event is gone, an audit row; a match that it moved is where it was before, unless something moved it
    on since. Raises NotFound for an event of another need.
    """
    with write_tx(db):
        event, decision_id = follow_up.delete_support_event(db, event_id, need_id)
        if event.match_id is not None and decision_id is not None:
            _move_back(db, event.match_id, decision_id, actor, now)
        audit.record(
            db,
            actor=actor,
            action="remove_outcome",
            object_type="match" if event.match_id else "need",
            object_id=event.match_id or need_id,
            need_id=need_id,
            now=now,
            detail={"kind": event.kind, "event": event.id},
        )
        return event


def _move_back(db: Database, match_id: str, decision_id: str, actor: Actor, now: datetime) -> None:
    """To the state before the event's decisions: an outcome of two who were only introduced brought two of one moment."""
    decisions = matches.list_decisions(db, match_id)
    last = decisions[-1]
    if last.id != decision_id:
        return
    together = [
        one for one in decisions if one.decided_at == last.decided_at and one.actor_id == last.actor_id
    ]
    first = next(one for one in together if one.before in _WAY)
    move(db, matches.get_match(db, match_id), last.after, first.before, actor=actor, now=now)


def _check(
    kind: SupportKind, match_id: str | None, happened_on: date, hours: float, evidence: str, now: datetime
) -> None:
    if kind in MOVES and match_id is None:
        raise NotAllowed("record_outcome", "no-match")
    if kind is SupportKind.NOTHING and not evidence.strip():
        raise NotAllowed("record_outcome", "no-reason")
    if happened_on > day_in_finland(now):
        raise NotAllowed("record_outcome", "future")
    if not 0 <= hours <= MOST_HOURS:
        raise NotAllowed("record_outcome", "hours")


def _move_on(db: Database, match: Match, kind: SupportKind, actor: Actor, now: datetime) -> str | None:
    """Move a match step by step as far as the kind says; return the last decision's id, None when it is there already."""
    if kind not in MOVES:
        return None
    if match.state not in _WAY:
        raise StateTransitionError("match", match.state, MOVES[kind])
    steps = _WAY[_WAY.index(match.state) : _WAY.index(MOVES[kind]) + 1]
    decision_id = None
    for before, after in pairwise(steps):
        decision_id = move(db, match, before, after, actor=actor, now=now).id
    return decision_id
