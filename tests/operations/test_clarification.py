"""A question to the company: asked, answered on the page, by a link or by a new text, reminded once."""

from datetime import timedelta

import pytest
from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.errors import AlreadyDecided, LinkInvalid, NotAllowed, NotFound, StateTransitionError
from matchmaker.model.introduction import Clarification, LinkAction
from matchmaker.model.need import Audience, ClosingResult, NeedState
from matchmaker.model.user import Actor, MembershipState, Role, User
from matchmaker.operations.answer_clarification import (
    answer_clarification,
    answer_clarification_by_link,
    open_answer,
    write_down_answer,
)
from matchmaker.operations.ask_clarification import ask_clarification, remind_clarifications
from matchmaker.operations.close_need import close_need, reopen_need
from matchmaker.operations.handle_need import read_answer
from matchmaker.operations.withdraw_need import withdraw_need
from matchmaker.store import action_links, audit, follow_up, settings, users
from matchmaker.store.database import write_tx
from matchmaker.store.desk import has_unread_answer
from tests.conftest import NOW
from tests.operations.conftest import Desk

PEKKA = "pekka@saha.example"
QUESTION = "Mitä materiaalia puhaltimen siipi on?"


@pytest.fixture
def pekka(desk: Desk) -> User:
    """A member of the company, who can be mailed."""
    with write_tx(desk.db):
        user = users.add_user(desk.db, email=PEKKA, language=Language.FI, now=NOW, name="Pekka")
        users.add_membership(
            desk.db,
            user_id=user.id,
            role=Role.COMPANY,
            state=MembershipState.ACTIVE,
            now=NOW,
            company_id=desk.company.id,
        )
    return user


@pytest.fixture
def asked(desk: Desk, pekka: User) -> Clarification:
    return ask_clarification(desk.db, need_id=desk.need_id, question=QUESTION, actor=desk.actor, now=NOW)


def answer(desk: Desk, asked: Clarification, text: str = "S355", **changed: object) -> Clarification:
    given = {"company_id": desk.company.id, "actor": Actor(None, Role.COMPANY), "now": NOW, **changed}
    return answer_clarification(desk.db, clarification_id=asked.id, answer=text, **given)


def test_company_opens_and_closes_its_answer(desk: Desk, asked: Clarification) -> None:
    assert answer(desk, asked).audience is Audience.INTRODUCED
    owner = {"company_id": desk.company.id, "actor": Actor(None, Role.COMPANY), "now": NOW}
    open_answer(desk.db, clarification_id=asked.id, audience=Audience.COORDINATOR, **owner)
    assert follow_up.get_clarification(desk.db, asked.id).audience is Audience.COORDINATOR
    trail = audit.list_for_need(desk.db, desk.need_id)
    assert (trail[0].action, trail[0].detail["after"]) == ("open_answer", "coordinator")
    with pytest.raises(NotFound):
        open_answer(
            desk.db, clarification_id=asked.id, audience=Audience.ASKED, **{**owner, "company_id": "x" * 16}
        )


def link(desk: Desk, asked: Clarification, action: LinkAction = LinkAction.ANSWER_CLARIFICATION) -> str:
    with write_tx(desk.db):
        return action_links.add_action_link(
            desk.db, action=action, object_id=asked.id, email=PEKKA, now=NOW, life=timedelta(days=30)
        )


def mails(db: Database) -> list[tuple[str, str, str]]:
    sql = "SELECT template, recipient, kind FROM outbox WHERE template LIKE 'clarification%' ORDER BY rowid"
    return [(row["template"], row["recipient"], row["kind"]) for row in db.query(sql)]


def test_question_waits_for_the_company_and_is_mailed(desk: Desk, asked: Clarification) -> None:
    assert (desk.need.state, desk.need.assignee_id) == (NeedState.CLARIFICATION, desk.coordinator.id)
    assert follow_up.list_clarifications(desk.db, desk.need_id) == [asked]
    assert (asked.question, asked.due_at) == (QUESTION, NOW + timedelta(days=7))
    assert mails(desk.db) == [("clarification", PEKKA, "necessary")]
    assert audit.list_for_need(desk.db, desk.need_id)[0].action == "ask_clarification"


def test_deadline_is_a_setting(desk: Desk, pekka: User) -> None:
    settings.set_number(desk.db, "clarification_days", 3, NOW)
    asked = ask_clarification(desk.db, need_id=desk.need_id, question="?", actor=desk.actor, now=NOW)
    assert asked.due_at == NOW + timedelta(days=3)


def test_question_that_nobody_could_read_is_refused(desk: Desk) -> None:
    with pytest.raises(NotAllowed, match="no-company-contact"):
        ask_clarification(desk.db, need_id=desk.need_id, question=QUESTION, actor=desk.actor, now=NOW)
    assert desk.need.state is NeedState.SUBMITTED


def test_empty_question_is_refused(desk: Desk, pekka: User) -> None:
    with pytest.raises(NotAllowed, match="empty"):
        ask_clarification(desk.db, need_id=desk.need_id, question=" \n", actor=desk.actor, now=NOW)


@pytest.mark.parametrize("state", [NeedState.ACCEPTED, NeedState.IN_DIALOGUE])
def test_need_that_is_taken_up_is_asked_about_and_stays_so(desk: Desk, pekka: User, state: NeedState) -> None:
    desk.db.execute("UPDATE needs SET state = ? WHERE id = ?", [state, desk.need_id])
    asked = ask_clarification(desk.db, need_id=desk.need_id, question=QUESTION, actor=desk.actor, now=NOW)
    assert desk.need.state is state
    assert remind_clarifications(desk.db, now=NOW + timedelta(days=5)) == 1
    assert not has_unread_answer(desk.db, desk.need_id)
    answer(desk, asked)
    assert desk.need.state is state
    assert has_unread_answer(desk.db, desk.need_id)
    read_answer(desk.db, need_id=desk.need_id, actor=desk.actor, now=NOW)
    assert not has_unread_answer(desk.db, desk.need_id)


@pytest.mark.parametrize("mailed", [True, False])
def test_answer_on_the_phone_is_written_down(desk: Desk, pekka: User, mailed: bool) -> None:
    told = {"need_id": desk.need_id, "answer": "S355 ", "told_by": "Pekka", "actor": desk.actor, "now": NOW}
    asked = None
    if mailed:
        ask = {"need_id": desk.need_id, "question": QUESTION, "actor": desk.actor, "now": NOW}
        asked = ask_clarification(desk.db, **ask).id
    write_down_answer(desk.db, clarification_id=asked, question=QUESTION, **told)
    (kept,) = follow_up.list_clarifications(desk.db, desk.need_id)
    assert (kept.question, kept.answer, kept.audience) == (QUESTION, "S355", Audience.COORDINATOR)
    assert desk.need.state is NeedState.SUBMITTED
    assert audit.list_for_need(desk.db, desk.need_id)[0].detail["told_by"] == "Pekka"
    with pytest.raises(AlreadyDecided):
        write_down_answer(desk.db, clarification_id=kept.id, question="", **told)


def test_closed_need_is_not_asked_about(desk: Desk, pekka: User) -> None:
    desk.db.execute("UPDATE needs SET state = 'closed', result = 'no-match' WHERE id = ?", [desk.need_id])
    with pytest.raises(StateTransitionError):
        ask_clarification(desk.db, need_id=desk.need_id, question=QUESTION, actor=desk.actor, now=NOW)


def test_answer_brings_the_need_back_and_tells_who_asked(desk: Desk, asked: Clarification) -> None:
    answered = answer(desk, asked, " S355 \n")
    assert (answered.answer, answered.answered_at) == ("S355", NOW)
    assert desk.need.state is NeedState.SUBMITTED
    assert mails(desk.db)[1:] == [("clarification_answered", desk.coordinator.email, "notice")]


def test_need_waits_until_the_last_question_is_answered(desk: Desk, asked: Clarification) -> None:
    second = ask_clarification(desk.db, need_id=desk.need_id, question="Koko?", actor=desk.other, now=NOW)
    answer(desk, second)
    assert desk.need.state is NeedState.CLARIFICATION
    answer(desk, asked)
    assert desk.need.state is NeedState.SUBMITTED
    assert [mail[1] for mail in mails(desk.db)[2:]] == [desk.colleague.email, desk.coordinator.email]


def test_second_answer_overwrites_nothing(desk: Desk, asked: Clarification) -> None:
    answer(desk, asked)
    with pytest.raises(AlreadyDecided):
        answer(desk, asked, "Alumiini")
    assert follow_up.get_clarification(desk.db, asked.id).answer == "S355"


def test_another_company_cannot_answer(desk: Desk, asked: Clarification) -> None:
    with pytest.raises(NotFound):
        answer(desk, asked, company_id="x" * 16)


def test_closed_need_needs_no_answer_and_no_reminder(desk: Desk, asked: Clarification) -> None:
    withdraw_need(
        desk.db, need_id=desk.need_id, company_id=desk.company.id, actor=Actor(None, Role.COMPANY), now=NOW
    )
    with pytest.raises(NotAllowed, match="closed"):
        answer(desk, asked)
    assert remind_clarifications(desk.db, now=NOW + timedelta(days=30)) == 0


def test_link_answers_once_in_the_name_of_its_address(desk: Desk, pekka: User, asked: Clarification) -> None:
    token = link(desk, asked)
    answered = answer_clarification_by_link(desk.db, token=token, answer="S355", now=NOW)
    assert answered.answer == "S355"
    assert audit.list_for_need(desk.db, desk.need_id)[0].actor_name == "Pekka"
    with pytest.raises(LinkInvalid, match="used"):
        answer_clarification_by_link(desk.db, token=token, answer="Alumiini", now=NOW)


def test_link_of_another_kind_does_not_answer(desk: Desk, asked: Clarification) -> None:
    token = link(desk, asked, LinkAction.ANSWER_COMPANY)
    with pytest.raises(LinkInvalid):
        answer_clarification_by_link(desk.db, token=token, answer="S355", now=NOW)
    assert action_links.find_action_link(desk.db, token, NOW).open  # the failed try was rolled back


def test_empty_answer_does_not_use_the_link_up(desk: Desk, asked: Clarification) -> None:
    token = link(desk, asked)
    with pytest.raises(NotAllowed, match="empty"):
        answer_clarification_by_link(desk.db, token=token, answer=" ", now=NOW)
    assert answer_clarification_by_link(desk.db, token=token, answer="S355", now=NOW).answer == "S355"


def test_silent_company_is_reminded_once_after_its_days(desk: Desk, asked: Clarification) -> None:
    assert remind_clarifications(desk.db, now=NOW + timedelta(days=4, seconds=-1)) == 0
    assert remind_clarifications(desk.db, now=NOW + timedelta(days=4)) == 1
    assert remind_clarifications(desk.db, now=NOW + timedelta(days=9)) == 0
    assert mails(desk.db)[1:] == [("clarification_reminder", PEKKA, "reminder")]


def test_answered_question_is_not_reminded_of(desk: Desk, asked: Clarification) -> None:
    answer(desk, asked)
    assert remind_clarifications(desk.db, now=NOW + timedelta(days=9)) == 0


def test_link_of_who_left_the_company_does_not_answer(desk: Desk, pekka: User, asked: Clarification) -> None:
    token = link(desk, asked)
    with write_tx(desk.db):
        for membership in users.list_memberships(desk.db, pekka.id):
            users.set_membership_state(desk.db, membership.id, MembershipState.ENDED, now=NOW, by=None)
    with pytest.raises(LinkInvalid):
        answer_clarification_by_link(desk.db, token=token, answer="S355", now=NOW)
    assert follow_up.get_clarification(desk.db, asked.id).answer is None


def test_the_old_question_of_a_reopened_need_is_not_pressed_at_once(desk: Desk, asked: Clarification) -> None:
    close_need(
        desk.db,
        need_id=desk.need_id,
        seen=NeedState.CLARIFICATION,
        result=ClosingResult.NO_MATCH,
        actor=desk.actor,
        now=NOW,
    )
    again = NOW + timedelta(days=10)
    reopen_need(desk.db, need_id=desk.need_id, actor=desk.actor, now=again)
    reminded = [remind_clarifications(desk.db, now=again + timedelta(days=days)) for days in (0, 3, 4)]
    assert reminded == [0, 0, 1]
