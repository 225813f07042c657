"""Both sides answer: in every order, late, twice, by link and signed in, and what each end brings."""

from datetime import datetime, timedelta
from itertools import product

import pytest
from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.company import ConsentPurpose
from matchmaker.model.errors import AlreadyDecided, NotAllowed
from matchmaker.model.introduction import Answer, DeclineReason, Side
from matchmaker.model.match import MatchState
from matchmaker.model.need import NeedState
from matchmaker.operations.read_introduction import QuestionState, read_question
from matchmaker.operations.withdraw_need import withdraw_need
from matchmaker.store import audit, companies, matches
from matchmaker.store.database import open_database, write_tx
from matchmaker.store.migrations import migrate
from tests.conftest import NOW
from tests.introducing import COORDINATOR, KAISA, PROFESSOR, World, build_world

LATER = NOW + timedelta(days=1)


@pytest.fixture
def world(db: Database) -> World:
    return build_world(db).asked()


def view(world: World, side: Side, now: datetime = LATER) -> QuestionState:
    return read_question(world.db, world.introduction, side, now).state


@pytest.mark.parametrize("order", [(Side.COMPANY, Side.INSTITUTION), (Side.INSTITUTION, Side.COMPANY)])
def test_two_yes_introduce_in_either_order(world: World, order: tuple[Side, Side]) -> None:
    world.answer(order[0], Answer.YES, LATER)
    assert (world.state, world.need_state, world.mails()) == (MatchState.ASKED, NeedState.ACCEPTED, [])
    assert (view(world, order[0]), view(world, order[1])) == (QuestionState.WAITING, QuestionState.OPEN)
    world.answer(order[1], Answer.YES, LATER)
    assert (world.state, world.need_state) == (MatchState.INTRODUCED, NeedState.IN_DIALOGUE)
    assert world.introduction.ended_at == LATER
    assert world.mails() == [
        ("introduced_company", KAISA),
        ("introduced_institution", PROFESSOR),
        ("introduction_result", COORDINATOR),
    ]
    assert {view(world, side) for side in Side} == {QuestionState.AGREED}


def test_a_second_introduction_of_a_need_in_dialogue_leaves_it_there(world: World) -> None:
    world.db.execute("UPDATE needs SET state = 'in-dialogue' WHERE id = ?", [world.need_id])
    for side in Side:
        world.answer(side, Answer.YES, LATER)
    assert (world.state, world.need_state) == (MatchState.INTRODUCED, NeedState.IN_DIALOGUE)


@pytest.mark.parametrize(
    ("side", "answer", "other_first"),
    list(product(Side, (Answer.NO, Answer.NOT_NOW), (True, False))),
)
def test_a_no_ends_it_and_tells_the_other_side_and_the_coordinator(
    world: World, side: Side, answer: Answer, other_first: bool
) -> None:
    if other_first:
        world.answer(side.other, Answer.YES, LATER)
    reason = DeclineReason.NO_TIME
    world.answer(side, answer, LATER, reason=reason, note="Ensi vuonna ehkä")
    introduction = world.introduction
    given = introduction.answers[side]
    assert (given.answer, given.reason, given.note, given.at) == (answer, reason, "Ensi vuonna ehkä", LATER)
    assert (world.state, introduction.declined_by, introduction.ended_at) == (
        MatchState.DECLINED,
        side,
        LATER,
    )
    assert world.need_state is NeedState.ACCEPTED
    told = {Side.COMPANY: ("over_company", KAISA), Side.INSTITUTION: ("over_institution", PROFESSOR)}
    assert world.mails() == [told[side.other], ("introduction_result", COORDINATOR)]
    told_from = LATER + timedelta(minutes=10)
    assert world.due(LATER) == ["introduction_result"]
    assert world.due(told_from) == [told[side.other][0], "introduction_result"]
    unheard = QuestionState.WAITING if other_first else QuestionState.RESTING
    assert [view(world, one) for one in (side, side.other)] == [QuestionState.DECLINED, unheard]
    later = read_question(world.db, world.introduction, side.other, told_from)
    assert later.state is QuestionState.OVER


def test_a_side_that_was_never_reached_is_not_told_of_a_no(db: Database) -> None:
    """The company declines on its page within the ten minutes: the institution's mail is taken back instead."""
    world = build_world(db)
    world.ask()
    world.answer(Side.COMPANY, Answer.NO)
    assert world.mails() == [("introduction_result", COORDINATOR)]
    assert world.due(NOW + timedelta(days=1)) == ["introduction_result"]


@pytest.mark.parametrize(("first", "second"), list(product(Answer, Answer)))
def test_a_second_answer_of_a_side_changes_nothing(world: World, first: Answer, second: Answer) -> None:
    world.answer(Side.COMPANY, first, LATER)
    before = world.introduction
    with pytest.raises(AlreadyDecided):
        world.answer(Side.COMPANY, second, LATER + timedelta(hours=1))
    assert world.introduction == before


@pytest.mark.parametrize("answer", list(Answer))
def test_an_answer_after_the_other_side_declined_is_refused(world: World, answer: Answer) -> None:
    world.answer(Side.INSTITUTION, Answer.NO, LATER)
    with pytest.raises(NotAllowed) as refused:
        world.answer(Side.COMPANY, answer, LATER)
    assert (refused.value.reason, world.state) == ("over", MatchState.DECLINED)


def test_a_yes_counts_until_the_deadline_and_not_at_it(world: World) -> None:
    due = world.introduction.due_at
    world.answer(Side.COMPANY, Answer.YES, due - timedelta(seconds=1))
    with pytest.raises(NotAllowed) as refused:
        world.answer(Side.INSTITUTION, Answer.YES, due)
    assert (refused.value.reason, world.state) == ("lapsed", MatchState.ASKED)
    assert view(world, Side.INSTITUTION, due) is QuestionState.LAPSED


def test_no_answer_counts_once_the_company_has_withdrawn(world: World) -> None:
    withdraw_need(world.db, need_id=world.need_id, company_id=world.company_id, actor=world.kaisa, now=LATER)
    with pytest.raises(NotAllowed) as refused:
        world.answer(Side.INSTITUTION, Answer.YES, LATER)
    assert refused.value.reason == "called-off"
    assert view(world, Side.INSTITUTION) is QuestionState.CALLED_OFF


def test_no_introduction_without_the_consent_that_was_taken_back(world: World) -> None:
    world.answer(Side.COMPANY, Answer.YES, LATER)
    with write_tx(world.db):
        for consent in companies.list_consents(world.db, world.company_id, world.need_id):
            if consent.purpose is ConsentPurpose.INTRODUCE:
                companies.withdraw_consent(world.db, consent.id, LATER)
    with pytest.raises(NotAllowed) as refused:
        world.answer(Side.INSTITUTION, Answer.YES, LATER)
    assert (refused.value.reason, world.state) == ("called-off", MatchState.ASKED)


def test_a_yes_keeps_no_reason(world: World) -> None:
    introduction = world.answer(Side.COMPANY, Answer.YES, LATER, reason=DeclineReason.NO_TIME, note="Kiitos")
    assert (introduction.answers[Side.COMPANY].reason, introduction.answers[Side.COMPANY].note) == (
        None,
        "Kiitos",
    )


def test_the_trail_names_side_and_answer_and_never_the_note(world: World) -> None:
    world.answer(Side.COMPANY, Answer.NO, LATER, note="salaisuus")
    entries = audit.list_for_need(world.db, world.need_id)
    (answered,) = [entry for entry in entries if entry.action == "answer_introduction"]
    assert answered.detail == {"side": "company", "answer": "no", "reason": None}
    assert answered.actor_id == world.kaisa.user_id
    assert "salaisuus" not in str([entry.detail for entry in entries])


# Links


# Handing on


# What each side sees


def test_the_institution_sees_the_opened_parts_and_no_word_of_the_others(world: World) -> None:
    question = read_question(world.db, world.introduction, Side.INSTITUTION, LATER)
    assert question.need is None
    assert question.opened is not None
    assert (question.opened.title, question.opened.description) == ("Hitsi halkeaa pakkasella", "")
    assert (question.opened.municipality, question.opened.makes) == (None, "")
    assert question.words[Language.FI] == ("Hitsi", "pakkasella (cold)"), (
        "Laakerit stands in the closed description"
    )


def test_the_company_sees_its_need_and_all_reasons(world: World) -> None:
    question = read_question(world.db, world.introduction, Side.COMPANY, LATER)
    assert question.need is not None
    assert question.words[Language.FI] == ("Hitsi", "pakkasella (cold)", "Laakerit")


def test_two_answers_one_after_the_other_lead_to_one_end() -> None:
    """The whole space of two answers: who answered what in which order, and where it leads."""
    ends = {}
    for first, second in product(Answer, Answer):
        other = asked_world()
        other.answer(Side.COMPANY, first, LATER)
        try:
            other.answer(Side.INSTITUTION, second, LATER)
        except NotAllowed as refusal:
            ends[first, second] = refusal.reason
        else:
            ends[first, second] = other.state.value
    yes, no, later = Answer.YES, Answer.NO, Answer.NOT_NOW
    assert ends == {
        (yes, yes): "introduced",
        (yes, no): "declined",
        (yes, later): "declined",
        (no, yes): "over",
        (no, no): "over",
        (no, later): "over",
        (later, yes): "over",
        (later, no): "over",
        (later, later): "over",
    }


def asked_world() -> World:
    """A fresh world that is asked, in a database of its own."""
    database = open_database(":memory:")
    migrate(database)
    built = build_world(database)
    built.ask()
    return built


def test_a_declined_match_stays_where_it_is(world: World) -> None:
    world.answer(Side.COMPANY, Answer.NO, LATER)
    assert matches.list_decisions(world.db, world.match_id)[-1].after is MatchState.DECLINED
    with pytest.raises(AlreadyDecided):
        world.ask(LATER)
