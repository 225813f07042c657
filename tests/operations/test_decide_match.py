"""How a match moves: every pair of states, two people at once, undo, and re-runs that keep what people decided."""

from itertools import product

import pytest

from matchmaker.matching.engine import MODEL_VERSION
from matchmaker.model.errors import AlreadyDecided, NotAllowed, NotFound, StateTransitionError
from matchmaker.model.match import MatchOrigin, MatchState, RejectReason
from matchmaker.model.need import ClosingResult, NeedState
from matchmaker.operations.add_match import add_match
from matchmaker.operations.close_need import close_need
from matchmaker.operations.decide_match import decide_match, undo_decision
from matchmaker.operations.refresh_matches import refresh_need
from matchmaker.store import audit, matches
from tests.conftest import NOW
from tests.operations.conftest import Desk

S = MatchState
# Written out here, so that a change of the rules shows.
ALLOWED = {
    (S.SUGGESTED, S.ON_HOLD),
    (S.SUGGESTED, S.REJECTED),
    (S.SUGGESTED, S.APPROVED),
    (S.ON_HOLD, S.SUGGESTED),
    (S.ON_HOLD, S.REJECTED),
    (S.ON_HOLD, S.APPROVED),
    (S.REJECTED, S.SUGGESTED),
    (S.APPROVED, S.ASKED),
    (S.ASKED, S.INTRODUCED),
    (S.ASKED, S.DECLINED),
    (S.ASKED, S.LAPSED),
    (S.DECLINED, S.APPROVED),
    (S.LAPSED, S.APPROVED),
    (S.INTRODUCED, S.MET),
    (S.MET, S.OUTCOME),
}


def decide(desk: Desk, after: MatchState, *, seen: MatchState | None = None, place: int = 0, **changed):
    match = desk.matches[place]
    values = {
        "match_id": match.id,
        "seen": seen or match.state,
        "after": after,
        "actor": desk.actor,
        "now": NOW,
    }
    if after is S.REJECTED:
        values["reason"] = RejectReason.OTHER_FIELD
    return decide_match(desk.db, **{**values, **changed})


@pytest.mark.parametrize(("before", "after"), product(S, S))
def test_a_match_moves_only_as_the_table_says(desk: Desk, before: MatchState, after: MatchState):
    match = desk.matches[0]
    desk.db.execute("UPDATE matches SET state = ? WHERE id = ?", [before, match.id])
    if (before, after) in ALLOWED:
        decision = decide(desk, after, seen=before)
        assert (decision.before, decision.after) == (before, after)
        assert matches.list_decisions(desk.db, match.id) == [decision]
        assert matches.get_match(desk.db, match.id).state is after
    else:
        with pytest.raises(StateTransitionError):
            decide(desk, after, seen=before)
        assert matches.list_decisions(desk.db, match.id) == []
        assert matches.get_match(desk.db, match.id).state is before


def test_a_decision_is_kept_with_reason_note_and_trail(desk: Desk):
    decision = decide(desk, S.REJECTED, reason=RejectReason.WRONG_SIZE, note="Vain suurille.")
    assert (decision.reason, decision.note, decision.actor_id) == (
        RejectReason.WRONG_SIZE,
        "Vain suurille.",
        desk.coordinator.id,
    )
    (entry, *_older) = audit.list_for_need(desk.db, desk.need_id)
    assert (entry.action, entry.actor_name, entry.object_id) == ("decide_match", "Kaija", decision.match_id)
    assert entry.detail == {
        "before": "suggested",
        "after": "rejected",
        "reason": "wrong-size",
        "decision": decision.id,
    }


def test_a_rejection_needs_a_reason(desk: Desk):
    with pytest.raises(NotAllowed, match="no-reason"):
        decide(desk, S.REJECTED, reason=None)
    assert desk.matches[0].state is S.SUGGESTED


def test_the_second_of_two_coordinators_is_told_and_overwrites_nothing(desk: Desk):
    first = decide(desk, S.REJECTED, actor=desk.other)
    with pytest.raises(AlreadyDecided) as told:
        decide(desk, S.APPROVED, seen=S.SUGGESTED)
    assert told.value.current == S.REJECTED
    assert matches.list_decisions(desk.db, first.match_id) == [first]


def test_nothing_is_decided_on_a_closed_need(desk: Desk):
    close_need(
        desk.db,
        need_id=desk.need_id,
        seen=NeedState.SUBMITTED,
        result=ClosingResult.NO_MATCH,
        actor=desk.actor,
        now=NOW,
    )
    with pytest.raises(NotAllowed, match="closed"):
        decide(desk, S.APPROVED)
    with pytest.raises(NotAllowed, match="closed"):
        add_match(
            desk.db,
            desk.index,
            need_id=desk.need_id,
            offering_id=desk.offering_ids[2],
            model_version=MODEL_VERSION,
            actor=desk.actor,
            now=NOW,
        )


def test_undo_is_a_decision_that_names_the_one_it_reverses(desk: Desk):
    first = decide(desk, S.APPROVED)
    back = undo_decision(desk.db, match_id=first.match_id, decision_id=first.id, actor=desk.actor, now=NOW)
    assert (back.before, back.after, back.reverses) == (S.APPROVED, S.SUGGESTED, first.id)
    assert matches.list_decisions(desk.db, first.match_id) == [first, back]
    assert audit.list_for_need(desk.db, desk.need_id)[0].action == "undo_decision"
    with pytest.raises(NotAllowed, match="is-undo"):
        undo_decision(desk.db, match_id=first.match_id, decision_id=back.id, actor=desk.actor, now=NOW)


def test_only_the_latest_decision_is_taken_back(desk: Desk):
    held = decide(desk, S.ON_HOLD)
    decide(desk, S.APPROVED, actor=desk.other)
    with pytest.raises(AlreadyDecided):
        undo_decision(desk.db, match_id=held.match_id, decision_id=held.id, actor=desk.actor, now=NOW)
    with pytest.raises(AlreadyDecided):
        undo_decision(desk.db, match_id=held.match_id, decision_id="a" * 16, actor=desk.actor, now=NOW)
    assert desk.matches[0].state is S.APPROVED


def test_a_rerun_keeps_what_people_decided(desk: Desk):
    approved = decide(desk, S.APPROVED, place=0)
    rejected = decide(desk, S.REJECTED, place=1)
    before = {match.id: match for match in desk.matches}
    rerun(desk)
    after = {match.id: match for match in desk.matches}
    assert after[approved.match_id] == before[approved.match_id]
    assert after[rejected.match_id] == before[rejected.match_id]


def rerun(desk: Desk) -> None:
    refresh_need(desk.db, desk.index, need=desk.need, catalogue=99, model_version="another model", now=NOW)


def test_an_offering_added_by_hand_stays_through_a_rerun(desk: Desk):
    berries = desk.offering_ids[2]
    assert berries not in [match.offering_id for match in desk.matches]
    added = add_by_hand(desk, berries)
    assert (added.state, added.origin, added.withdrawn) == (S.SUGGESTED, MatchOrigin.MANUAL, False)
    rerun(desk)
    assert berries in [match.offering_id for match in desk.matches]
    (entry,) = [e for e in audit.list_for_need(desk.db, desk.need_id) if e.action == "add_match"]
    assert entry.object_id == added.id


def add_by_hand(desk: Desk, offering_id: str):
    return add_match(
        desk.db,
        desk.index,
        need_id=desk.need_id,
        offering_id=offering_id,
        model_version=MODEL_VERSION,
        actor=desk.actor,
        now=NOW,
    )


def test_adding_what_was_decided_is_refused(desk: Desk):
    rejected = desk.matches[0].offering_id
    decide(desk, S.REJECTED)
    with pytest.raises(NotAllowed, match="decided"):
        add_by_hand(desk, rejected)
    with pytest.raises(NotFound):
        add_by_hand(desk, "a" * 16)
