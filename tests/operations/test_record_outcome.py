"""What came of it, in one line: which kinds move the match, which need a match, and what is refused."""

from datetime import date, timedelta
from itertools import product

import pytest
from sqlite_utils import Database

from matchmaker.model.errors import NotAllowed, NotFound, StateTransitionError
from matchmaker.model.introduction import SupportKind
from matchmaker.model.match import MatchState
from matchmaker.operations.decide_match import undo_decision
from matchmaker.operations.record_outcome import MOVES, record_outcome, remove_outcome
from matchmaker.store import audit, follow_up, matches
from tests.conftest import NOW
from tests.introducing import World, build_world

TODAY = date(2026, 11, 24)
OUTCOMES = [kind for kind, state in MOVES.items() if state is MatchState.OUTCOME]


@pytest.fixture
def world(db: Database) -> World:
    return build_world(db).introduced()


def record(world: World, kind: SupportKind, **changed: object) -> str:
    values = {
        "need_id": world.need_id,
        "match_id": world.match_id,
        "happened_on": TODAY,
        "hours": 1.5,
        "evidence": "Muistio 12",
        "actor": world.coordinator,
        "now": NOW,
    }
    return record_outcome(world.db, kind=kind, **{**values, **changed})


def kinds(world: World) -> list[SupportKind]:
    return [event.kind for event in follow_up.list_support_events(world.db, world.need_id)]


@pytest.mark.parametrize(
    ("kind", "before"),
    list(product(SupportKind, (MatchState.INTRODUCED, MatchState.MET, MatchState.OUTCOME))),
)
def test_each_kind_moves_its_match_as_far_as_it_tells(
    world: World, kind: SupportKind, before: MatchState
) -> None:
    world.db.execute("UPDATE matches SET state = ? WHERE id = ?", [before, world.match_id])
    way = [MatchState.INTRODUCED, MatchState.MET, MatchState.OUTCOME]
    record(world, kind)
    after = max(before, MOVES.get(kind, before), key=way.index)
    assert (world.state, kinds(world)) == (after, [kind])


def test_an_event_keeps_day_hours_and_evidence(world: World) -> None:
    record(world, SupportKind.SERVICE_BOUGHT, happened_on=TODAY - timedelta(days=3))
    (event,) = follow_up.list_support_events(world.db, world.need_id)
    assert (event.happened_on, event.hours, event.evidence, event.match_id, event.company_id) == (
        TODAY - timedelta(days=3),
        1.5,
        "Muistio 12",
        world.match_id,
        world.company_id,
    )


def test_an_outcome_of_two_who_were_only_introduced_counts_as_met(world: World) -> None:
    record(world, SupportKind.JOINT_RD)
    moves = [(d.before, d.after) for d in matches.list_decisions(world.db, world.match_id)][-2:]
    assert moves == [
        (MatchState.INTRODUCED, MatchState.MET),
        (MatchState.MET, MatchState.OUTCOME),
    ]


@pytest.mark.parametrize("kind", list(MOVES))
@pytest.mark.parametrize(
    "state",
    [MatchState.SUGGESTED, MatchState.APPROVED, MatchState.ASKED, MatchState.DECLINED, MatchState.LAPSED],
)
def test_nothing_came_of_what_was_never_introduced(
    world: World, kind: SupportKind, state: MatchState
) -> None:
    world.db.execute("UPDATE matches SET state = ? WHERE id = ?", [state, world.match_id])
    with pytest.raises(StateTransitionError):
        record(world, kind)
    assert kinds(world) == []


@pytest.mark.parametrize("kind", list(MOVES))
def test_what_two_did_needs_their_match(world: World, kind: SupportKind) -> None:
    with pytest.raises(NotAllowed) as refused:
        record(world, kind, match_id=None)
    assert refused.value.reason == "no-match"


def test_advice_counts_without_a_match(world: World) -> None:
    record(world, SupportKind.SUPPORTED, match_id=None, hours=0.25)
    assert kinds(world) == [SupportKind.SUPPORTED]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"happened_on": TODAY + timedelta(days=1)}, "future"),
        ({"hours": -1.0}, "hours"),
        ({"hours": float("nan")}, "hours"),
        ({"hours": float("inf")}, "hours"),
    ],
)
def test_impossible_days_and_hours_are_refused(world: World, changed: dict[str, object], reason: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        record(world, SupportKind.MET, **changed)
    assert (refused.value.reason, world.state) == (reason, MatchState.INTRODUCED)


def test_nothing_needs_its_reason(world: World) -> None:
    with pytest.raises(NotAllowed) as refused:
        record(world, SupportKind.NOTHING, evidence="  ")
    assert refused.value.reason == "no-reason"


def test_a_match_of_another_need_is_not_found(world: World) -> None:
    world.db.execute("PRAGMA foreign_keys = OFF")
    world.db.execute("UPDATE matches SET need_id = 'xxxxxxxxxxxxxxxx' WHERE id = ?", [world.match_id])
    with pytest.raises(NotFound):
        record(world, SupportKind.MET)


def test_undo_takes_the_event_back_with_the_decision(world: World) -> None:
    record(world, SupportKind.MET)
    last = matches.list_decisions(world.db, world.match_id)[-1]
    undo_decision(world.db, match_id=world.match_id, decision_id=last.id, actor=world.coordinator, now=NOW)
    assert (world.state, kinds(world)) == (MatchState.INTRODUCED, [])


@pytest.mark.parametrize("kind", [SupportKind.MET, SupportKind.NOTHING])
def test_a_recorded_outcome_is_removed_and_its_match_goes_back(world: World, kind: SupportKind) -> None:
    event = record(world, kind)
    gone = {"event_id": event, "actor": world.coordinator, "now": NOW + timedelta(hours=1)}
    with pytest.raises(NotFound):
        remove_outcome(world.db, need_id="x" * 16, **gone)
    remove_outcome(world.db, need_id=world.need_id, **gone)
    assert (world.state, kinds(world)) == (MatchState.INTRODUCED, [])
    assert audit.list_for_need(world.db, world.need_id)[0].action == "remove_outcome"


def test_what_moved_on_since_stays_when_an_earlier_event_is_removed(world: World) -> None:
    met = record(world, SupportKind.MET)
    record(world, SupportKind.JOINT_RD, now=NOW + timedelta(hours=1))
    remove_outcome(world.db, need_id=world.need_id, event_id=met, actor=world.coordinator, now=NOW)
    assert (world.state, kinds(world)) == (MatchState.OUTCOME, [SupportKind.JOINT_RD])


def test_a_second_outcome_of_a_match_is_one_more_event(world: World) -> None:
    record(world, SupportKind.SERVICE_BOUGHT)
    record(world, SupportKind.STUDENT_WORK)
    assert kinds(world) == [SupportKind.SERVICE_BOUGHT, SupportKind.STUDENT_WORK]
