"""Rejecting all suggestions of a need that are left, in one step with one reason, and taking that step back."""

from collections.abc import Collection
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.errors import AlreadyDecided, NotAllowed, NotFound
from matchmaker.model.ids import new_id
from matchmaker.model.match import Decision, MatchState, RejectReason
from matchmaker.model.need import NeedState
from matchmaker.model.user import Actor
from matchmaker.operations.decide_match import move
from matchmaker.store import matches, needs
from matchmaker.store.database import write_tx


def reject_rest(
    db: Database,
    *,
    need_id: str,
    seen: Collection[str],
    reason: RejectReason,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> list[Decision]:
    """Reject those of the need's matches that the person saw (`seen`, their ids) and that are still suggested.

    Side effects: per match those of `decide_match`; the decisions share a batch. Raises NotAllowed when the need is
    closed (`closed`) and when none of them is left (`nothing-left`).
    """
    with write_tx(db):
        if needs.get_need(db, need_id).state is NeedState.CLOSED:
            raise NotAllowed("reject_rest", "closed")
        left = [
            match
            for match in matches.list_matches(db, need_id, states=[MatchState.SUGGESTED])
            if match.id in seen
        ]
        if not left:
            raise NotAllowed("reject_rest", "nothing-left")
        batch = new_id()
        return [
            move(
                db,
                match,
                MatchState.SUGGESTED,
                MatchState.REJECTED,
                actor=actor,
                now=now,
                reason=reason,
                note=note,
                batch=batch,
            )
            for match in left
        ]


def undo_rest(db: Database, *, need_id: str, batch: str, actor: Actor, now: datetime) -> list[Decision]:
    """Take one step of `reject_rest` back; matches that somebody has moved since stay where they are.

    Side effects: per match a decision that names the one it reverses, and an audit row. Raises NotFound for a step of
    another need, AlreadyDecided when nothing of the step is left to take back.
    """
    with write_tx(db):
        rejected = matches.list_open_batch(db, batch)
        if not rejected:
            raise AlreadyDecided("batch", batch, "moved")
        found = [matches.get_match(db, decision.match_id) for decision in rejected]
        if any(match.need_id != need_id for match in found):
            raise NotFound("batch", batch)
        return [
            move(
                db,
                match,
                decision.after,
                decision.before,
                actor=actor,
                now=now,
                reverses=decision.id,
                action="undo_decision",
            )
            for match, decision in zip(found, rejected, strict=True)
        ]
