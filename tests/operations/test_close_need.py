"""Closing a need: its company is told after a while, it can be taken back until then and opened again afterwards."""

from datetime import datetime, timedelta

import pytest

from matchmaker.model.codes import Language
from matchmaker.model.errors import AlreadyDecided, NotAllowed, StateTransitionError
from matchmaker.model.introduction import Side
from matchmaker.model.match import MatchState
from matchmaker.model.need import TRANSITIONS, ClosingResult, NeedState
from matchmaker.operations.addressees import addressee
from matchmaker.operations.close_need import close_need, closed, reopen_need
from matchmaker.operations.need_params import need_params
from matchmaker.operations.watch_deadlines import watch_deadlines
from matchmaker.operations.withdraw_need import withdraw_need
from matchmaker.store import audit, deliveries, needs
from tests.conftest import NOW
from tests.introducing import KAISA, World

WAIT = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)


def close(
    world: World,
    now: datetime = NOW,
    seen: NeedState = NeedState.ACCEPTED,
    result: ClosingResult = ClosingResult.NO_MATCH,
) -> None:
    close_need(
        world.db,
        need_id=world.need_id,
        seen=seen,
        result=result,
        actor=world.coordinator,
        now=now,
    )


def reopen(world: World, now: datetime) -> bool:
    return reopen_need(world.db, need_id=world.need_id, actor=world.coordinator, now=now)


@pytest.mark.parametrize("before", set(NeedState) - {NeedState.CLOSED})
def test_every_open_need_can_be_closed_and_that_taken_back(world: World, before: NeedState) -> None:
    waited = "2026-11-20T08:00:00Z"
    world.db.execute("UPDATE needs SET state = ?, waiting_since = ?", [before, waited])
    close(world, seen=before)
    need = needs.get_need(world.db, world.need_id)
    assert (need.state, need.result) == (NeedState.CLOSED, ClosingResult.NO_MATCH)
    assert (world.due(NOW + WAIT - MINUTE), world.due(NOW + WAIT)) == ([], ["closed_company"])
    assert reopen(world, NOW + MINUTE) is True
    need = needs.get_need(world.db, world.need_id)
    assert (need.state, need.result, need.waiting_since.day) == (before, None, 20)
    assert world.mails() == []
    assert before in TRANSITIONS[NeedState.CLOSED]


def test_a_closed_need_is_closed_once_and_not_over_somebody_elses_step(world: World) -> None:
    with pytest.raises(AlreadyDecided):
        close(world, seen=NeedState.SUBMITTED)
    close(world)
    with pytest.raises(StateTransitionError):
        close(world, seen=NeedState.CLOSED)
    with pytest.raises(AlreadyDecided):
        close(world)
    assert world.mails() == [("closed_company", KAISA)]


def test_once_the_company_has_heard_it_is_told_that_the_need_is_open_again(world: World) -> None:
    close(world)
    world.mails_have_left(NOW + WAIT)
    needs.assign_need(world.db, world.need_id, None)
    assert reopen(world, NOW + 2 * WAIT) is False
    need = needs.get_need(world.db, world.need_id)
    assert (need.state, need.assignee_id) == (NeedState.ACCEPTED, world.coordinator.user_id)
    assert world.mails() == [("reopened_company", KAISA)]
    assert [one.id for one in needs.list_needs_to_rank(world.db, catalogue=1)] == [need.id]
    assert audit.list_for_need(world.db, need.id)[0].detail["undone"] is False
    with pytest.raises(AlreadyDecided):
        reopen(world, NOW + 2 * WAIT)


def reopened(world: World) -> datetime:
    """A closing of which the company has heard, taken back; the word of that waits from the moment returned."""
    close(world)
    world.mails_have_left(NOW + WAIT)
    moment = NOW + 2 * WAIT
    reopen(world, moment)
    assert (world.due(moment + WAIT - MINUTE), world.due(moment + WAIT)) == ([], ["reopened_company"])
    return moment


def test_closed_again_before_it_heard_of_the_opening_the_company_hears_nothing_twice(world: World) -> None:
    moment = reopened(world)
    close(world, moment + MINUTE)
    assert world.mails() == []
    assert reopen(world, moment + 2 * MINUTE) is True
    assert world.mails() == [("reopened_company", KAISA)]
    close(world, moment + 3 * MINUTE, result=ClosingResult.NOT_RESEARCH)
    assert world.mails() == [("closed_company", KAISA)]


def test_a_company_that_closes_its_need_itself_is_not_told_that_it_is_open(world: World) -> None:
    moment = reopened(world)
    withdraw_need(
        world.db, need_id=world.need_id, company_id=world.company_id, actor=world.kaisa, now=moment + MINUTE
    )
    assert "reopened_company" not in world.due(moment + WAIT)


def test_where_nobody_can_be_told_time_alone_decides(world: World) -> None:
    world.db.execute("UPDATE memberships SET state = 'ended' WHERE role = 'company'")
    close(world)
    assert world.mails() == []
    need = needs.get_need(world.db, world.need_id)
    undoable = [closed(world.db, need, NOW + later).undoable for later in (WAIT - MINUTE, WAIT)]
    assert undoable == [True, False]


def test_what_the_company_took_back_stays_closed(world: World) -> None:
    withdraw_need(world.db, need_id=world.need_id, company_id=world.company_id, actor=world.kaisa, now=NOW)
    need = needs.get_need(world.db, world.need_id)
    standing = closed(world.db, need, NOW)
    assert (standing.undoable, standing.reopenable, standing.told) == (False, False, "")
    with pytest.raises(NotAllowed):
        reopen(world, NOW)


def test_a_question_waits_for_the_end_of_the_undo_and_is_then_called_off(world: World) -> None:
    world.ask()
    close(world, NOW + 5 * MINUTE)
    assert "ask_institution" not in world.due(NOW + 15 * MINUTE)
    assert watch_deadlines(world.db, now=NOW + 14 * MINUTE) == 0
    assert watch_deadlines(world.db, now=NOW + 15 * MINUTE) == 1
    assert world.state is MatchState.LAPSED
    assert world.mails() == [("closed_company", KAISA)]


def test_a_closing_that_is_taken_back_lets_a_question_leave(world: World) -> None:
    world.ask()
    close(world, NOW + 5 * MINUTE)
    reopen(world, NOW + 6 * MINUTE)
    assert watch_deadlines(world.db, now=NOW + 20 * MINUTE) == 0
    assert world.due(NOW + 20 * MINUTE) == ["ask_company", "ask_institution"]
    assert world.introduction.email(Side.COMPANY) == KAISA


def test_the_mail_says_how_it_ended_and_goes_to_who_answers_for_the_company_then(world: World) -> None:
    close(world)
    assert need_params(world.db, {"need_id": world.need_id}, Language.FI)["ending"] == "no-match"
    (row,) = deliveries.claim_due(world.db, now=NOW + WAIT)
    assert addressee(world.db, row).changed is False
    world.db.execute("UPDATE memberships SET state = 'ended' WHERE role = 'company'")
    assert (addressee(world.db, row).changed, addressee(world.db, row).person) == (True, None)
