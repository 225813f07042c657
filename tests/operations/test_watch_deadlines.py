"""What time brings to introductions: reminders, the end of waiting, follow-ups; each once, whoever works."""

import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from matchmaker.model.company import ConsentPurpose
from matchmaker.model.introduction import Answer, Side
from matchmaker.model.match import MatchState
from matchmaker.model.need import ClosingResult, NeedState
from matchmaker.operations.close_need import close_need
from matchmaker.operations.decide_match import undo_decision
from matchmaker.operations.watch_deadlines import watch_deadlines
from matchmaker.operations.withdraw_need import withdraw_need
from matchmaker.store import audit, companies, settings
from matchmaker.store.database import open_database, write_tx
from matchmaker.store.migrations import migrate
from tests.conftest import NOW
from tests.introducing import COORDINATOR, KAISA, PROFESSOR, World, build_world

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def world(db: Database) -> World:
    return build_world(db).asked()


def test_nothing_is_due_before_its_time(world: World) -> None:
    before = [table for table in world.db.table_names() if world.db[table].count]
    counts = {table: world.db[table].count for table in before}
    assert watch_deadlines(world.db, now=NOW + 4 * DAY - SECOND) == 0
    assert {table: world.db[table].count for table in before} == counts


def test_the_silent_side_is_reminded_once(world: World) -> None:
    world.answer(Side.COMPANY, Answer.YES, NOW + DAY)
    assert watch_deadlines(world.db, now=NOW + 4 * DAY) == 1
    assert world.mails() == [("remind_institution", PROFESSOR)]
    (kind,) = world.db.execute("SELECT kind FROM outbox WHERE template = 'remind_institution'").fetchone()
    assert kind == "reminder"
    assert watch_deadlines(world.db, now=NOW + 5 * DAY) == 0
    assert world.mails() == [("remind_institution", PROFESSOR)]


def test_both_are_reminded_when_both_are_silent(world: World) -> None:
    watch_deadlines(world.db, now=NOW + 4 * DAY)
    assert world.mails() == [("remind_company", KAISA), ("remind_institution", PROFESSOR)]


def test_a_reminder_that_waits_is_taken_back_by_the_answer(world: World) -> None:
    """A mail server may have been down: nobody is reminded of what is over."""
    watch_deadlines(world.db, now=NOW + 4 * DAY)
    world.answer(Side.COMPANY, Answer.NO, NOW + 4 * DAY)
    assert {template for template, _to in world.mails()} == {"over_institution", "introduction_result"}


@pytest.mark.parametrize("said_yes", [None, Side.COMPANY, Side.INSTITUTION])
def test_silence_lapses_exactly_at_the_deadline(world: World, said_yes: Side | None) -> None:
    if said_yes:
        world.answer(said_yes, Answer.YES, NOW + DAY)
    due = world.introduction.due_at
    watch_deadlines(world.db, now=due - SECOND)
    world.mails_have_left(due)
    assert (world.state, world.introduction.ended_at) == (MatchState.ASKED, None)
    assert watch_deadlines(world.db, now=due) == 1
    assert (world.state, world.introduction.ended_at) == (MatchState.LAPSED, due)
    addressed = {Side.COMPANY: ("over_company", KAISA), Side.INSTITUTION: ("over_institution", PROFESSOR)}
    told = [addressed[said_yes]] if said_yes else []
    assert world.mails() == [*told, ("introduction_result", COORDINATOR)]
    assert watch_deadlines(world.db, now=due + DAY) == 0
    assert world.need_state is NeedState.ACCEPTED


def test_a_sleeping_worker_lapses_without_reminding(world: World) -> None:
    """After a week's pause the reminder would come too late to be of use."""
    assert watch_deadlines(world.db, now=NOW + 8 * DAY) == 1
    assert {template for template, _to in world.mails()} == {"introduction_result"}


def test_deadlines_are_those_of_the_settings(world: World) -> None:
    with write_tx(world.db):
        settings.set_number(world.db, "remind_answer_days", 2, NOW)
    assert watch_deadlines(world.db, now=NOW + 2 * DAY) == 1


def test_a_question_that_was_undone_is_left_alone(db: Database) -> None:
    world = build_world(db)
    decision = world.ask()
    undo_decision(db, match_id=world.match_id, decision_id=decision.id, actor=world.coordinator, now=NOW)
    assert watch_deadlines(db, now=NOW + 30 * DAY) == 0
    assert world.state is MatchState.APPROVED


def test_a_withdrawn_need_calls_the_question_off(world: World) -> None:
    withdraw_need(
        world.db, need_id=world.need_id, company_id=world.company_id, actor=world.kaisa, now=NOW + DAY
    )
    assert watch_deadlines(world.db, now=NOW + DAY) == 1
    assert (world.state, world.introduction.ended_at) == (MatchState.LAPSED, NOW + DAY)
    assert world.mails() == [("need_closed", COORDINATOR), ("over_institution", PROFESSOR)]
    assert watch_deadlines(world.db, now=NOW + 30 * DAY) == 0


def test_a_question_called_off_before_its_mails_left_leaves_no_trace_with_anybody(db: Database) -> None:
    world = build_world(db)
    world.ask()
    with write_tx(db):
        for consent in companies.list_consents(db, world.company_id, world.need_id):
            if consent.purpose is ConsentPurpose.INTRODUCE:
                companies.withdraw_consent(db, consent.id, NOW)
    assert watch_deadlines(db, now=NOW + timedelta(minutes=1)) == 1
    assert (world.mails(), world.due(NOW + 30 * DAY)) == ([], [])


def test_the_company_is_asked_once_how_it_went(world: World) -> None:
    for side in Side:
        world.answer(side, Answer.YES, NOW + DAY)
    world.mails_have_left(NOW + DAY)
    assert watch_deadlines(world.db, now=NOW + 22 * DAY - SECOND) == 0
    assert watch_deadlines(world.db, now=NOW + 22 * DAY) == 1
    assert world.mails() == [("follow_up", KAISA)]
    assert watch_deadlines(world.db, now=NOW + 90 * DAY) == 0


@pytest.mark.parametrize("state", [MatchState.MET, MatchState.OUTCOME])
def test_nobody_is_asked_what_is_known_already(world: World, state: MatchState) -> None:
    for side in Side:
        world.answer(side, Answer.YES, NOW + DAY)
    world.mails_have_left(NOW + DAY)
    world.db.execute("UPDATE matches SET state = ? WHERE id = ?", [state, world.match_id])
    assert watch_deadlines(world.db, now=NOW + 60 * DAY) == 0


def test_nobody_is_asked_about_a_closed_need(world: World) -> None:
    for side in Side:
        world.answer(side, Answer.YES, NOW + DAY)
    close_need(
        world.db,
        need_id=world.need_id,
        seen=NeedState.IN_DIALOGUE,
        result=ClosingResult.RESULT,
        actor=world.coordinator,
        now=NOW + 2 * DAY,
    )
    assert watch_deadlines(world.db, now=NOW + 60 * DAY) == 0


def test_every_step_is_in_the_trail_as_the_services_own(world: World) -> None:
    watch_deadlines(world.db, now=NOW + 4 * DAY)
    watch_deadlines(world.db, now=NOW + 7 * DAY)
    mine = [e for e in audit.list_for_need(world.db, world.need_id) if e.actor_id is None]
    assert [(entry.action, entry.detail.get("after")) for entry in mine] == [
        ("decide_match", "lapsed"),
        ("remind_sides", None),
    ]


@pytest.mark.parametrize("days", [4, 7])
def test_two_workers_do_every_step_once(tmp_path: Path, days: int) -> None:
    """Both look at the same moment; the write lock lets the second see what the first did."""
    path = tmp_path / "matchmaker.sqlite"
    first = open_database(path)
    migrate(first)
    world = build_world(first)
    world.ask()
    world.mails_have_left(NOW + timedelta(minutes=10))

    def work(_number: int) -> int:
        own = open_database(path)
        try:
            return watch_deadlines(own, now=NOW + days * DAY)
        finally:
            own.close()

    with ThreadPoolExecutor(max_workers=4) as workers:
        done = list(workers.map(work, range(8)))
    assert sum(done) == 1
    expected = {4: {"remind_company": 1, "remind_institution": 1}, 7: {"introduction_result": 1}}
    assert Counter(template for template, _to in world.mails()) == expected[days]
    first.close()


def test_a_step_that_fails_leaves_nothing_half_done(world: World) -> None:
    world.db.execute(
        "CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT raise(ABORT, 'disk full'); END"
    )
    with pytest.raises(sqlite3.IntegrityError, match="disk full"):
        watch_deadlines(world.db, now=NOW + 7 * DAY)
    assert (world.state, world.introduction.ended_at) == (MatchState.ASKED, None)
    world.db.execute("DROP TRIGGER full")
    assert watch_deadlines(world.db, now=NOW + 7 * DAY) == 1
