"""What a company says on the phone: written down, taken back, and told on in a call."""

from datetime import timedelta

import pytest
from sqlite_utils import Database

from matchmaker.model.company import ConsentPurpose
from matchmaker.model.errors import AlreadyDecided, NotAllowed
from matchmaker.model.introduction import Answer, Side
from matchmaker.model.match import MatchState
from matchmaker.model.user import MembershipState
from matchmaker.operations.ask_both_sides import ask_facts
from matchmaker.operations.decide_match import decide_match, undo_decision
from matchmaker.operations.tell_answer import Told, mark_called, take_back_told_answer, tell_answer
from matchmaker.operations.watch_deadlines import watch_deadlines
from matchmaker.store import audit, companies, institutions, matches, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW
from tests.introducing import COORDINATOR, PROFESSOR, World, build_world

LATER = NOW + timedelta(minutes=11)


@pytest.fixture
def world(db: Database) -> World:
    """A company that no mail reaches."""
    made = build_world(db)
    with write_tx(db):
        for membership, _user in users.list_members(db, company_id=made.company_id):
            leave(db, membership.id)
    return made


def leave(db: Database, membership_id: str) -> None:
    users.set_membership_state(db, membership_id, MembershipState.ENDED, now=NOW, by=None)


def tell(world: World, answer: Answer = Answer.YES, now=NOW) -> None:
    told = Told(answer, "Kaisa Saha", now, "Vasta keväällä.")
    tell_answer(world.db, match_id=world.match_id, told=told, actor=world.coordinator, now=now)


def test_a_yes_asks_the_institution_alone(world: World) -> None:
    assert ask_facts(world.db, matches.get_match(world.db, world.match_id)).company is None
    with pytest.raises(NotAllowed, match="no-company-contact"):
        world.ask()
    tell(world)
    given = world.introduction.answers[Side.COMPANY]
    assert (given.answer, given.told_by, given.note) == (Answer.YES, "Kaisa Saha", "Vasta keväällä.")
    assert (world.state, world.mails()) == (MatchState.ASKED, [("ask_institution", PROFESSOR)])
    entry = next(e for e in audit.list_for_need(world.db, world.need_id) if e.action == "answer_introduction")
    assert (entry.actor_name, entry.detail["told_by"]) == ("Koo", "Kaisa Saha")
    with pytest.raises(AlreadyDecided):
        tell(world)


def test_a_no_ends_it_and_the_institution_never_hears_of_it(world: World) -> None:
    with write_tx(world.db):
        for contact in institutions.list_contacts(world.db, world.institution_id):
            institutions.end_contact(world.db, contact.id, NOW)
        for membership, _user in users.list_members(world.db, institution_id=world.institution_id):
            leave(world.db, membership.id)
    tell(world, Answer.NO)
    assert (world.state, world.mails()) == (MatchState.DECLINED, [])
    decide_match(
        world.db,
        match_id=world.match_id,
        seen=MatchState.DECLINED,
        after=MatchState.APPROVED,
        actor=world.coordinator,
        now=NOW,
    )
    with pytest.raises(NotAllowed, match="no-institution-contact"):
        tell(world)


def test_without_permission_a_yes_asks_nobody(world: World) -> None:
    for consent in companies.list_consents(world.db, world.company_id, world.need_id):
        if consent.purpose is ConsentPurpose.INTRODUCE:
            companies.withdraw_consent(world.db, consent.id, NOW)
    with pytest.raises(NotAllowed, match="no-consent"):
        tell(world)


def test_it_is_undone_until_the_institutions_mail_has_left(world: World) -> None:
    tell(world)
    asked = matches.list_decisions(world.db, world.match_id)[-1]
    undo_decision(world.db, match_id=world.match_id, decision_id=asked.id, actor=world.coordinator, now=NOW)
    assert (world.state, world.mails(), dict(world.introduction.answers)) == (MatchState.APPROVED, [], {})
    tell(world)
    assert world.state is MatchState.ASKED


def test_afterwards_the_answer_alone_is_taken_back(world: World) -> None:
    tell(world)
    world.mails_have_left(LATER)
    take_back_told_answer(world.db, match_id=world.match_id, actor=world.coordinator, now=LATER)
    assert (world.state, dict(world.introduction.answers)) == (MatchState.ASKED, {})
    with pytest.raises(NotAllowed, match="nothing-told"):
        take_back_told_answer(world.db, match_id=world.match_id, actor=world.coordinator, now=LATER)
    tell(world, Answer.NOT_NOW, LATER)
    assert world.state is MatchState.DECLINED
    assert world.mails() == [("over_institution", PROFESSOR)]


def test_who_was_asked_by_mail_may_answer_by_phone(db: Database) -> None:
    world = build_world(db)
    world.ask()
    world.answer(Side.INSTITUTION, Answer.YES)
    tell(world)
    assert world.state is MatchState.INTRODUCED
    assert [name for name, _to in world.mails()] == ["introduced_company", "introduced_institution"]
    assert world.introduction.call_since is None


def test_somebody_calls_after_both_said_yes_and_again_to_ask_how_it_went(world: World) -> None:
    tell(world)
    world.answer(Side.INSTITUTION, Answer.YES)
    assert world.introduction.call_since == NOW
    assert [to for name, to in world.mails() if name == "introduction_result"] == [COORDINATOR]
    for _twice in range(2):
        mark_called(world.db, match_id=world.match_id, actor=world.coordinator, now=NOW)
    assert world.introduction.call_since is None
    calls = [e for e in audit.list_for_need(world.db, world.need_id) if e.action == "call_company"]
    assert len(calls) == 1
    after = NOW + timedelta(days=60)
    watch_deadlines(world.db, now=after)
    assert world.introduction.call_since == after


def test_a_company_that_said_yes_is_called_when_the_institution_stays_silent(world: World) -> None:
    tell(world)
    late = NOW + timedelta(days=30)
    watch_deadlines(world.db, now=late)
    assert (world.state, world.introduction.call_since) == (MatchState.LAPSED, late)


def test_a_yes_by_phone_that_was_taken_back_reminds_nobody_of_a_mail_that_never_was(db: Database) -> None:
    world = build_world(db)
    tell(world)
    world.mails_have_left(LATER)
    take_back_told_answer(db, match_id=world.match_id, actor=world.coordinator, now=LATER)
    watch_deadlines(db, now=NOW + timedelta(days=5))
    assert world.mails() == [("remind_institution", PROFESSOR)]
