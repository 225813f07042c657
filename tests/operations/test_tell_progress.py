"""The company tells how it went: what each answer does, from which state, and by which link."""

import json
from datetime import timedelta
from itertools import product

import pytest
from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.errors import LinkInvalid, NotAllowed
from matchmaker.model.introduction import Progress, Side, SupportKind
from matchmaker.model.match import MatchState
from matchmaker.operations.introduction_params import introduction_params
from matchmaker.operations.record_outcome import record_outcome
from matchmaker.operations.tell_progress import tell_progress, tell_progress_by_link
from matchmaker.store import audit, follow_up
from tests.conftest import NOW
from tests.introducing import COORDINATOR, World, build_world

LATER = NOW + timedelta(days=21)
INTRODUCED, MET, OUTCOME = MatchState.INTRODUCED, MatchState.MET, MatchState.OUTCOME


@pytest.fixture
def world(db: Database) -> World:
    built = build_world(db).introduced()
    built.mails_have_left(NOW + timedelta(hours=1))
    return built


def tell(world: World, progress: Progress) -> MatchState:
    return tell_progress(
        world.db, introduction_id=world.introduction.id, progress=progress, actor=world.kaisa, now=LATER
    )


@pytest.mark.parametrize(
    ("before", "progress", "after", "met", "told"),
    [
        (INTRODUCED, Progress.MET, MET, True, True),
        (INTRODUCED, Progress.NOT_YET, INTRODUCED, False, True),
        (INTRODUCED, Progress.LED_TO_SOMETHING, MET, True, True),
        (MET, Progress.MET, MET, False, False),
        (MET, Progress.NOT_YET, MET, False, False),
        (MET, Progress.LED_TO_SOMETHING, MET, False, True),
        (OUTCOME, Progress.LED_TO_SOMETHING, OUTCOME, False, True),
        (OUTCOME, Progress.MET, OUTCOME, False, False),
    ],
)
def test_each_answer_moves_what_it_tells_and_no_more(
    world: World, before: MatchState, progress: Progress, after: MatchState, met: bool, told: bool
) -> None:
    world.db.execute("UPDATE matches SET state = ? WHERE id = ?", [before, world.match_id])
    assert tell(world, progress) is after
    events = [event.kind for event in follow_up.list_support_events(world.db, world.need_id)]
    assert events == ([SupportKind.MET] if met else [])
    assert world.mails() == ([("progress_told", COORDINATOR)] if told else [])


@pytest.mark.parametrize(
    ("state", "progress"),
    list(product((MatchState.APPROVED, MatchState.ASKED, MatchState.DECLINED, MatchState.LAPSED), Progress)),
)
def test_nothing_is_told_of_what_was_never_introduced(
    world: World, state: MatchState, progress: Progress
) -> None:
    world.db.execute("UPDATE matches SET state = ? WHERE id = ?", [state, world.match_id])
    with pytest.raises(NotAllowed):
        tell(world, progress)
    assert (world.state, world.mails()) == (state, [])


def test_the_link_tells_first_not_yet_and_later_met(world: World) -> None:
    token = world.link(Side.COMPANY, LATER)
    for progress in (Progress.NOT_YET, Progress.MET):
        tell_progress_by_link(world.db, token=token, progress=progress, now=LATER)
    assert world.state is MET


def test_a_second_telling_replaces_the_first(world: World) -> None:
    steps = []
    for progress in (Progress.MET, Progress.MET, Progress.LED_TO_SOMETHING, Progress.NOT_YET, Progress.MET):
        state = tell(world, progress)
        steps.append((state, len(follow_up.list_support_events(world.db, world.need_id))))
    assert steps == [(MET, 1), (MET, 1), (MET, 1), (INTRODUCED, 0), (MET, 1)]
    trail = [
        entry for entry in audit.list_for_need(world.db, world.need_id) if entry.action == "tell_progress"
    ]
    assert [entry.detail["progress"] for entry in trail] == ["met", "not-yet", "led-to-something", "met"]
    assert world.mails() == [("progress_told", COORDINATOR)] * 4
    said = [json.loads(row["params"]) for row in world.db.query("SELECT params FROM outbox ORDER BY rowid")][
        -2:
    ]
    told = [introduction_params(world.db, "progress_told", params, Language.EN)["before"] for params in said]
    assert told == ["It has led to something", "Not yet"]


def test_what_a_coordinator_recorded_stays(world: World) -> None:
    tell(world, Progress.MET)
    record_outcome(
        world.db,
        need_id=world.need_id,
        match_id=world.match_id,
        kind=SupportKind.SERVICE_BOUGHT,
        happened_on=LATER.date(),
        actor=world.coordinator,
        now=LATER,
    )
    assert tell(world, Progress.NOT_YET) is OUTCOME
    assert len(follow_up.list_support_events(world.db, world.need_id)) == 2


def test_the_institutions_link_and_old_ones_tell_nothing(world: World) -> None:
    for token, reason in (
        (world.link(Side.INSTITUTION, LATER), "unknown"),
        ("forged", "unknown"),
        (world.link(Side.COMPANY, NOW - timedelta(days=10)), "expired"),
    ):
        with pytest.raises(LinkInvalid) as refused:
            tell_progress_by_link(world.db, token=token, progress=Progress.MET, now=LATER)
        assert refused.value.reason == reason
    assert world.state is INTRODUCED
