"""Rejecting all that is left in one step, and taking that step back."""

import pytest

from matchmaker.model.errors import AlreadyDecided, NotAllowed, NotFound
from matchmaker.model.match import MatchState, RejectReason
from matchmaker.model.need import ClosingResult, NeedState
from matchmaker.operations.close_need import close_need
from matchmaker.operations.decide_match import decide_match
from matchmaker.operations.reject_rest import reject_rest, undo_rest
from matchmaker.store import audit, matches
from tests.conftest import NOW
from tests.operations.conftest import Desk


def reject(desk: Desk, seen: list[str] | None = None):
    return reject_rest(
        desk.db,
        need_id=desk.need_id,
        seen=[match.id for match in desk.matches] if seen is None else seen,
        reason=RejectReason.OTHER_FIELD,
        note="Eri ala.",
        actor=desk.actor,
        now=NOW,
    )


def undo(desk: Desk, batch: str, **changed):
    given = {"need_id": desk.need_id, "batch": batch, "actor": desk.other, "now": NOW, **changed}
    return undo_rest(desk.db, **given)


def states(desk: Desk) -> list[MatchState]:
    return [match.state for match in desk.matches]


def decide(desk: Desk, match_id: str, before: MatchState, after: MatchState):
    decide_match(desk.db, match_id=match_id, seen=before, after=after, actor=desk.actor, now=NOW)


def test_all_that_is_left_is_rejected_for_one_reason(desk: Desk):
    first, *rest = desk.matches
    assert rest
    decide(desk, first.id, MatchState.SUGGESTED, MatchState.APPROVED)
    done = reject(desk)
    assert matches.get_match(desk.db, first.id).state is MatchState.APPROVED
    assert {decision.match_id for decision in done} == {match.id for match in rest}
    assert {(d.after, d.reason, d.note) for d in done} == {
        (MatchState.REJECTED, RejectReason.OTHER_FIELD, "Eri ala.")
    }
    assert len({decision.batch for decision in done}) == 1
    written = [e for e in audit.list_for_need(desk.db, desk.need_id) if e.action == "decide_match"]
    assert len(written) == 1 + len(rest)


def test_what_the_person_did_not_see_stays(desk: Desk):
    first, *rest = desk.matches
    reject(desk, [first.id])
    assert {match.state for match in desk.matches if match.id != first.id} == {MatchState.SUGGESTED}
    assert len(rest) == len(desk.matches) - 1


def test_one_undo_takes_all_of_it_back_once(desk: Desk):
    batch = reject(desk)[0].batch
    back = undo(desk, batch)
    assert set(states(desk)) == {MatchState.SUGGESTED}
    assert all(decision.reverses for decision in back)
    with pytest.raises(AlreadyDecided):
        undo(desk, batch)


def test_what_was_moved_since_stays_where_it_is(desk: Desk):
    done = reject(desk)
    decide(desk, done[0].match_id, MatchState.REJECTED, MatchState.SUGGESTED)
    decide(desk, done[0].match_id, MatchState.SUGGESTED, MatchState.APPROVED)
    assert len(undo(desk, done[0].batch)) == len(done) - 1
    assert matches.get_match(desk.db, done[0].match_id).state is MatchState.APPROVED


def test_a_single_decision_is_no_step_of_many(desk: Desk):
    decide_match(
        desk.db,
        match_id=desk.matches[0].id,
        seen=MatchState.SUGGESTED,
        after=MatchState.REJECTED,
        reason=RejectReason.OTHER,
        actor=desk.actor,
        now=NOW,
    )
    with pytest.raises(AlreadyDecided):
        undo(desk, "")
    assert MatchState.REJECTED in states(desk)


def test_refusals_change_nothing(desk: Desk):
    batch = reject(desk)[0].batch
    with pytest.raises(NotFound):
        undo(desk, batch, need_id="a" * 16)
    assert set(states(desk)) == {MatchState.REJECTED}
    with pytest.raises(NotAllowed, match="nothing-left"):
        reject(desk)
    close_need(
        desk.db,
        need_id=desk.need_id,
        seen=NeedState.SUBMITTED,
        result=ClosingResult.NO_MATCH,
        actor=desk.actor,
        now=NOW,
    )
    with pytest.raises(NotAllowed, match="closed"):
        reject(desk)
