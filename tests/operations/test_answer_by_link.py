"""Answering by a mail's link, and handing the question on to a colleague."""

from datetime import timedelta

import pytest
from sqlite_utils import Database

from matchmaker.model.errors import AlreadyDecided, LinkInvalid, NotAllowed
from matchmaker.model.introduction import Answer, LinkAction, Side
from matchmaker.operations.answer_introduction import answer_by_link
from matchmaker.operations.hand_on_introduction import (
    hand_on_by_link,
    hand_on_introduction,
    take_back_question,
)
from matchmaker.operations.read_introduction import QuestionState, read_linked_question
from matchmaker.store import action_links, audit
from matchmaker.store.database import write_tx
from tests.conftest import NOW
from tests.introducing import KAISA, PROFESSOR, World, build_world

LATER = NOW + timedelta(days=1)


COLLEAGUE = "kollega@tutkimus.example"


@pytest.fixture
def world(db: Database) -> World:
    return build_world(db).asked()


def test_a_link_answers_for_its_own_side_once(world: World) -> None:
    token = world.link(Side.INSTITUTION)
    answer_by_link(world.db, token=token, answer=Answer.YES, now=LATER)
    assert set(world.introduction.answers) == {Side.INSTITUTION}
    with pytest.raises(LinkInvalid) as refused:
        answer_by_link(world.db, token=token, answer=Answer.NO, now=LATER)
    assert refused.value.reason == "used"
    assert world.introduction.answers[Side.INSTITUTION].answer is Answer.YES


def test_the_link_of_the_reminder_answers_no_second_time(world: World) -> None:
    first, reminder = world.link(Side.COMPANY), world.link(Side.COMPANY)
    answer_by_link(world.db, token=first, answer=Answer.YES, now=LATER)
    with pytest.raises(AlreadyDecided):
        answer_by_link(world.db, token=reminder, answer=Answer.NO, now=LATER)
    known = action_links.find_action_link(world.db, reminder, LATER)
    assert known is not None
    assert known.open, "a refused answer uses no link up"


@pytest.mark.parametrize("token", ["", "forged", "a" * 43, "%00"])
def test_a_forged_token_answers_nothing(world: World, token: str) -> None:
    with pytest.raises(LinkInvalid) as refused:
        answer_by_link(world.db, token=token, answer=Answer.YES, now=LATER)
    assert (refused.value.reason, world.introduction.answers) == ("unknown", {})


@pytest.mark.parametrize(
    "action", [LinkAction.CONFIRM_OFFERING, LinkAction.UNSUBSCRIBE, LinkAction.ANSWER_CLARIFICATION]
)
def test_a_link_for_something_else_answers_nothing(world: World, action: LinkAction) -> None:
    with write_tx(world.db):
        token = action_links.add_action_link(
            world.db,
            action=action,
            object_id=world.introduction.id,
            email=KAISA,
            now=NOW,
            life=timedelta(days=9),
        )
    with pytest.raises(LinkInvalid):
        answer_by_link(world.db, token=token, answer=Answer.YES, now=LATER)
    known = action_links.find_action_link(world.db, token, LATER)
    assert known is not None
    assert known.open
    with pytest.raises(LinkInvalid):
        read_linked_question(world.db, known, LATER)


def test_a_late_link_tells_that_the_time_is_over(world: World) -> None:
    token = world.link(Side.COMPANY)
    late = world.introduction.due_at + timedelta(days=1)
    with pytest.raises(NotAllowed) as refused:
        answer_by_link(world.db, token=token, answer=Answer.YES, now=late)
    assert refused.value.reason == "lapsed"
    known = action_links.find_action_link(world.db, token, late)
    assert known is not None
    assert read_linked_question(world.db, known, late).state is QuestionState.LAPSED


def test_whoever_holds_the_link_is_known_by_the_account_of_its_address(world: World) -> None:
    answer_by_link(world.db, token=world.link(Side.COMPANY), answer=Answer.YES, now=LATER)
    answer_by_link(world.db, token=world.link(Side.INSTITUTION), answer=Answer.YES, now=LATER)
    answered = [e for e in audit.list_for_need(world.db, world.need_id) if e.action == "answer_introduction"]
    assert [(entry.actor_role, entry.actor_id) for entry in answered] == [
        ("institution", None),
        ("company", world.kaisa.user_id),
    ]


def test_handing_on_asks_the_colleague_and_silences_the_old_link(world: World) -> None:
    token = world.link(Side.INSTITUTION)
    hand_on_by_link(world.db, token=token, email=COLLEAGUE.upper(), now=LATER)
    assert world.introduction.institution_email == COLLEAGUE
    assert world.mails() == [("ask_institution", COLLEAGUE)]
    assert world.due(LATER) == ["ask_institution"]
    with pytest.raises(LinkInvalid) as refused:
        answer_by_link(world.db, token=token, answer=Answer.YES, now=LATER)
    assert refused.value.reason == "handed-on"
    known = action_links.find_action_link(world.db, token, LATER)
    assert known is not None
    question = read_linked_question(world.db, known, LATER)
    assert (question.state, question.opened, question.words) == (
        QuestionState.HANDED_ON,
        None,
        {},
    )
    answer_by_link(world.db, token=world.link(Side.INSTITUTION), answer=Answer.YES, now=LATER)
    world.answer(Side.COMPANY, Answer.YES, LATER)
    assert ("introduced_institution", COLLEAGUE) in world.mails()


def test_handing_on_before_the_mail_left_sends_one_mail_only(db: Database) -> None:
    world = build_world(db)
    world.ask()
    hand_on_introduction(
        db, introduction_id=world.introduction.id, email=COLLEAGUE, actor=world.researcher, now=NOW
    )
    assert world.mails() == [("ask_company", KAISA), ("ask_institution", COLLEAGUE)]
    assert world.due(NOW + timedelta(minutes=9)) == []
    assert world.due(NOW + timedelta(minutes=10)) == ["ask_company", "ask_institution"]
    take_back_question(db, introduction_id=world.introduction.id, actor=world.researcher, now=NOW)
    assert world.mails() == [("ask_company", KAISA), ("ask_institution", PROFESSOR)], "asked again"
    with pytest.raises(NotAllowed):
        take_back_question(db, introduction_id=world.introduction.id, actor=world.researcher, now=NOW)


def test_the_company_cannot_hand_on(world: World) -> None:
    with pytest.raises(LinkInvalid):
        hand_on_by_link(world.db, token=world.link(Side.COMPANY), email=COLLEAGUE, now=LATER)
    assert world.introduction.institution_email == PROFESSOR


def test_handing_on_to_oneself_or_after_the_answer_is_refused(world: World) -> None:
    token = world.link(Side.INSTITUTION)
    with pytest.raises(NotAllowed) as refused:
        hand_on_by_link(world.db, token=token, email=PROFESSOR, now=LATER)
    assert refused.value.reason == "same"
    world.answer(Side.INSTITUTION, Answer.YES, LATER)
    with pytest.raises(AlreadyDecided):
        hand_on_by_link(world.db, token=token, email=COLLEAGUE, now=LATER)


def test_nothing_is_handed_on_after_the_time(world: World) -> None:
    due = world.introduction.due_at
    with pytest.raises(NotAllowed) as refused:
        hand_on_by_link(world.db, token=world.link(Side.INSTITUTION), email=COLLEAGUE, now=due)
    assert (refused.value.reason, world.introduction.institution_email) == ("lapsed", PROFESSOR)
