"""After a no or a silence: the reason may still be given, and a side may say that it could after all."""

from datetime import timedelta

import pytest
from sqlite_utils import Database

from matchmaker.model.errors import LinkInvalid, NotAllowed
from matchmaker.model.introduction import Answer, DeclineReason, Side
from matchmaker.model.match import MatchState
from matchmaker.operations.after_a_no import (
    explain_answer,
    explain_by_link,
    may_reconsider,
    reconsider_answer,
    reconsider_by_link,
)
from matchmaker.operations.watch_deadlines import watch_deadlines
from matchmaker.operations.withdraw_need import withdraw_need
from matchmaker.store.second_thoughts import reconsidered_at
from tests.conftest import NOW
from tests.introducing import COORDINATOR, World, build_world

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def world(db: Database) -> World:
    return build_world(db).asked()


def explain(world: World, side: Side = Side.INSTITUTION, note: str = "Laite on rikki.") -> None:
    explain_answer(
        world.db,
        introduction_id=world.introduction.id,
        side=side,
        reason=DeclineReason.NO_TIME,
        note=note,
        actor=world.researcher,
        now=LATER,
    )


def reconsider(world: World, side: Side = Side.INSTITUTION) -> None:
    reconsider_answer(
        world.db, introduction_id=world.introduction.id, side=side, actor=world.researcher, now=LATER
    )


def test_a_reason_given_afterwards_reaches_the_coordinator_and_leaves_the_answer(world: World) -> None:
    world.answer(Side.INSTITUTION, Answer.NOT_NOW)
    world.mails_have_left(LATER)
    explain(world)
    given = world.introduction.answers[Side.INSTITUTION]
    assert (given.answer, given.reason, given.note, given.at) == (
        Answer.NOT_NOW,
        DeclineReason.NO_TIME,
        "Laite on rikki.",
        NOW,
    )
    assert world.mails() == [("introduction_result", COORDINATOR)]
    explain(world)
    assert world.mails() == [("introduction_result", COORDINATOR)], (
        "what is known already is told no second time"
    )


@pytest.mark.parametrize("answer", [None, Answer.YES])
def test_only_a_no_has_a_reason(world: World, answer: Answer | None) -> None:
    if answer:
        world.answer(Side.INSTITUTION, answer, note="Ensin näyte.")
    with pytest.raises(NotAllowed, match="not-declined"):
        explain(world, note="")
    assert world.introduction.condition(Side.INSTITUTION) == ("Ensin näyte." if answer else "")


@pytest.mark.parametrize("answer", [Answer.NOT_NOW, Answer.NO, None])
def test_a_yes_after_all_is_told_to_the_coordinator_once_and_asks_nobody(
    world: World, answer: Answer | None
) -> None:
    if answer:
        world.answer(Side.INSTITUTION, answer)
    else:
        watch_deadlines(world.db, now=world.introduction.due_at)
    state = world.state
    world.mails_have_left(LATER + timedelta(days=90))
    for _press in range(2):
        reconsider(world)
    assert world.mails() == [("answer_reconsidered", COORDINATOR)]
    assert (world.state, reconsidered_at(world.db, world.introduction, Side.INSTITUTION)) == (state, LATER)


def test_who_did_not_end_it_cannot_begin_it_again(world: World) -> None:
    assert not may_reconsider(world.db, world.introduction, Side.INSTITUTION), "it is still open"
    world.answer(Side.COMPANY, Answer.YES)
    world.answer(Side.INSTITUTION, Answer.NO)
    with pytest.raises(NotAllowed, match="over"):
        reconsider(world, Side.COMPANY)
    assert world.state is MatchState.DECLINED


def test_nothing_is_reconsidered_once_the_need_is_taken_back(world: World) -> None:
    world.answer(Side.INSTITUTION, Answer.NOT_NOW)
    withdraw_need(world.db, need_id=world.need_id, company_id=world.company_id, actor=world.kaisa, now=LATER)
    with pytest.raises(NotAllowed, match="over"):
        reconsider(world)


def test_the_link_that_answered_explains_and_reconsiders_while_it_lives(world: World) -> None:
    token = world.link(Side.INSTITUTION)
    world.answer(Side.INSTITUTION, Answer.NO)
    explain_by_link(world.db, token=token, reason=None, note="Ei laitetta.", now=LATER)
    reconsider_by_link(world.db, token=token, now=LATER)
    assert world.introduction.answers[Side.INSTITUTION].note == "Ei laitetta."
    assert reconsidered_at(world.db, world.introduction, Side.INSTITUTION) == LATER
    for wrong, now in (("forged", LATER), (token, NOW + timedelta(days=30))):
        with pytest.raises(LinkInvalid):
            reconsider_by_link(world.db, token=wrong, now=now)
