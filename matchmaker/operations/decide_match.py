"""A coordinator's decisions on matches, and taking them back."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.errors import AlreadyDecided, NotAllowed, StateTransitionError
from matchmaker.model.match import TRANSITIONS, Decision, Match, MatchState, RejectReason
from matchmaker.model.need import NeedState
from matchmaker.model.user import Actor
from matchmaker.store import audit, follow_up, introductions, matches, needs, outbox
from matchmaker.store.database import write_tx

# Moved by the answers of the two sides, or by their silence: nothing that a coordinator could take back.
NOT_A_COORDINATORS = frozenset({MatchState.INTRODUCED, MatchState.DECLINED, MatchState.LAPSED})


def decide_match(
    db: Database,
    *,
    match_id: str,
    seen: MatchState,
    after: MatchState,
    actor: Actor,
    now: datetime,
    reason: RejectReason | None = None,
    note: str = "",
) -> Decision:
    """Move a match from the state the person saw. Side effects: the match's state, a decision, an audit row.

    Raises AlreadyDecided when it is no longer in `seen`, StateTransitionError when the table forbids the step,
    NotAllowed for a rejection without a reason (`no-reason`) and when the need is closed (`closed`).
    """
    if after not in TRANSITIONS[seen]:
        raise StateTransitionError("match", seen, after)
    if after is MatchState.REJECTED and reason is None:
        raise NotAllowed("decide_match", "no-reason")
    with write_tx(db):
        match = matches.get_match(db, match_id)
        if needs.get_need(db, match.need_id).state is NeedState.CLOSED:
            raise NotAllowed("decide_match", "closed")
        return move(db, match, seen, after, actor=actor, now=now, reason=reason, note=note)


def undo_decision(db: Database, *, match_id: str, decision_id: str, actor: Actor, now: datetime) -> Decision:
    """Take the latest decision back: a new decision that names the one it reverses.

    Side effects: those of a decision; its mails that still wait are cancelled, its support events go, an introduction
    that it began ends, with what the company said to it on the phone. Raises AlreadyDecided when another decision came
    after it, NotAllowed when it is itself an undo (`is-undo`), when one of its mails has left (`mail-has-left`), when a
    side has answered itself (`answered`), and for what the sides or the time decided (`not-a-persons`).
    """
    with write_tx(db):
        match = matches.get_match(db, match_id)
        latest = matches.list_decisions(db, match_id)[-1:]
        if not latest or latest[0].id != decision_id:
            raise AlreadyDecided("match", match_id, match.state)
        if latest[0].reverses is not None:
            raise NotAllowed("undo_decision", "is-undo")
        if outbox.mail_has_left(db, decision_id):
            raise NotAllowed("undo_decision", "mail-has-left")
        if latest[0].after in NOT_A_COORDINATORS:
            raise NotAllowed("undo_decision", "not-a-persons")
        _take_back(db, latest[0], now)
        return move(
            db,
            match,
            latest[0].after,
            latest[0].before,
            actor=actor,
            now=now,
            reverses=decision_id,
            action="undo_decision",
        )


def _take_back(db: Database, decision: Decision, now: datetime) -> None:
    """What the decision brought with it, inside the caller's write transaction."""
    if decision.after is MatchState.ASKED:
        introduction = introductions.find_introduction(db, decision.match_id)
        if introduction is not None and any(not given.told_by for given in introduction.answers.values()):
            raise NotAllowed("undo_decision", "answered")
        if introduction is not None:
            introductions.clear_told_answer(db, introduction.id)
            introductions.end_introduction(db, introduction.id, now)
    outbox.cancel_mails(db, decision.id, now)
    follow_up.delete_support_events(db, decision.id)


def move(
    db: Database,
    match: Match,
    before: MatchState,
    after: MatchState,
    *,
    actor: Actor,
    now: datetime,
    reason: RejectReason | None = None,
    note: str = "",
    reverses: str | None = None,
    action: str = "decide_match",
    batch: str = "",
) -> Decision:
    """Move a match inside the caller's write transaction, with its decision and audit row; checks no rule but the state."""
    decision = matches.move_match(
        db,
        match.id,
        before=before,
        after=after,
        reason=reason,
        note=note,
        actor_id=actor.user_id,
        now=now,
        reverses=reverses,
        batch=batch,
    )
    audit.record(
        db,
        actor=actor,
        action=action,
        object_type="match",
        object_id=match.id,
        need_id=match.need_id,
        now=now,
        detail={"before": before, "after": after, "reason": reason, "decision": decision.id},
    )
    return decision
