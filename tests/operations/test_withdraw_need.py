"""A company closes its own need: with a result or without, and who is told."""

from datetime import timedelta

import pytest

from matchmaker.model.company import ConsentPurpose
from matchmaker.model.errors import NotFound, StateTransitionError
from matchmaker.model.match import MatchState
from matchmaker.model.need import ClosingResult, CompanyClosing, Need, NeedState
from matchmaker.operations.handle_need import assign_need
from matchmaker.operations.watch_deadlines import watch_deadlines
from matchmaker.operations.withdraw_need import close_own_need
from matchmaker.store import audit, companies, needs
from tests.conftest import NOW
from tests.introducing import COORDINATOR, World

MINUTE = timedelta(minutes=1)


def close(world: World, why: CompanyClosing, **changed: object) -> Need:
    given = {"company_id": world.company_id, "actor": world.kaisa, "now": NOW, **changed}
    return close_own_need(world.db, need_id=world.need_id, why=why, **given)


def standing(world: World) -> set[ConsentPurpose]:
    found = companies.list_consents(world.db, world.company_id, world.need_id)
    return {consent.purpose for consent in found if consent.withdrawn_at is None}


@pytest.mark.parametrize(
    ("why", "result", "kept"),
    [
        (CompanyClosing.LED_TO_SOMETHING, ClosingResult.RESULT, set(ConsentPurpose)),
        (CompanyClosing.FOUND_ELSEWHERE, ClosingResult.WITHDRAWN, {ConsentPurpose.REPORT}),
        (CompanyClosing.NO_LONGER_NEEDED, ClosingResult.WITHDRAWN, {ConsentPurpose.REPORT}),
    ],
)
def test_need_is_closed_with_what_the_company_says(world, why, result, kept):
    need = close(world, why)
    assert (need.state, need.result) == (NeedState.CLOSED, result)
    assert standing(world) == kept
    assert audit.list_for_need(world.db, world.need_id)[0].detail["why"] == why


def test_coordinator_who_has_the_need_is_told_once(world: World) -> None:
    close(world, CompanyClosing.FOUND_ELSEWHERE)
    close(world, CompanyClosing.FOUND_ELSEWHERE)
    told = list(world.db.query("SELECT recipient, kind, params FROM outbox WHERE template = 'need_closed'"))
    assert [(row["recipient"], row["kind"]) for row in told] == [(COORDINATOR, "notice")]
    assert '"why": "found-elsewhere"' in told[0]["params"]


def test_nobody_is_told_of_a_need_that_nobody_has(world: World) -> None:
    assign_need(world.db, need_id=world.need_id, assignee_id=None, actor=world.coordinator, now=NOW)
    close(world, CompanyClosing.NO_LONGER_NEEDED)
    assert ("need_closed", COORDINATOR) not in world.mails()


def test_closed_need_cannot_be_closed_otherwise(world: World) -> None:
    close(world, CompanyClosing.LED_TO_SOMETHING)
    with pytest.raises(StateTransitionError):
        close(world, CompanyClosing.NO_LONGER_NEEDED)
    assert needs.get_need(world.db, world.need_id).result is ClosingResult.RESULT


def test_another_companys_need_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        close(world, CompanyClosing.NO_LONGER_NEEDED, company_id="x" * 16)


@pytest.mark.parametrize("why", CompanyClosing)
def test_a_question_that_has_not_left_never_does_and_the_institution_does_not_learn_of_it(
    world: World, why: CompanyClosing
) -> None:
    world.ask()
    close(world, why, now=NOW + 5 * MINUTE)
    for minutes in range(6, 20):
        watch_deadlines(world.db, now=NOW + minutes * MINUTE)
        assert not {"ask_company", "ask_institution"} & set(world.due(NOW + minutes * MINUTE))
    assert (world.state, world.introduction.institution_asked) == (MatchState.LAPSED, False)
