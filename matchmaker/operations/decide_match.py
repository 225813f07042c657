"""A coordinator's decisions on matches, and taking them back."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.errors import AlreadyDecided, NotAllowed, StateTransitionError
from matchmaker.model.match import TRANSITIONS, Decision, Match, MatchState, RejectReason
from matchmaker.model.need import NeedState
from matchmaker.model.user import Actor
from matchmaker.store import audit, matches, needs, outbox
from matchmaker.store.database import write_tx


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
        return _move(db, match, seen, after, actor=actor, now=now, reason=reason, note=note)


def undo_decision(db: Database, *, match_id: str, decision_id: str, actor: Actor, now: datetime) -> Decision:
    """Take the latest decision back: a new decision that names the one it reverses.

    Mails of the decision that still wait are cancelled. Raises AlreadyDecided when another decision came after it,
    NotAllowed when it is itself an undo (`is-undo`) or one of its mails has left (`mail-has-left`).
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
        outbox.cancel_mails(db, decision_id, now)
        return _move(
            db,
            match,
            latest[0].after,
            latest[0].before,
            actor=actor,
            now=now,
            reverses=decision_id,
            action="undo_decision",
        )


def _move(
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
) -> Decision:
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
