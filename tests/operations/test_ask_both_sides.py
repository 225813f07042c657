"""Asking both sides: what it needs, what it does, and how it is taken back."""

from datetime import timedelta

import pytest

from matchmaker.model.codes import Language
from matchmaker.model.company import ConsentPurpose
from matchmaker.model.errors import AlreadyDecided, NotAllowed, NotFound
from matchmaker.model.introduction import Answer, Side, TieKind
from matchmaker.model.match import MatchState
from matchmaker.model.need import ClosingResult, NeedState
from matchmaker.operations.ask_both_sides import AskFacts, ask_both_sides, ask_facts
from matchmaker.operations.close_need import close_need
from matchmaker.operations.decide_match import decide_match, undo_decision
from matchmaker.operations.record_tie import record_tie, remove_tie
from matchmaker.store import audit, companies, institutions, introductions, matches, settings, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW
from tests.introducing import KAISA, MEMBER, PROFESSOR, World


def facts(world: World) -> AskFacts:
    return ask_facts(world.db, matches.get_match(world.db, world.match_id))


def test_asking_opens_an_introduction_and_two_mails_that_wait_for_an_undo(world: World) -> None:
    decision = world.ask()
    asked = world.introduction
    assert (world.state, asked.company_email, asked.institution_email) == (MatchState.ASKED, KAISA, PROFESSOR)
    assert (asked.asked_at, asked.due_at, asked.answers) == (NOW, NOW + timedelta(days=7), {})
    assert world.mails() == [("ask_company", KAISA), ("ask_institution", PROFESSOR)]
    rows = list(world.db.query("SELECT decision_id, not_before, kind, language FROM outbox ORDER BY rowid"))
    assert [tuple(row.values()) for row in rows] == [
        (decision.id, "2026-11-24T07:40:00Z", "necessary", "fi")
    ] * 2
    assert world.due(NOW + timedelta(minutes=9, seconds=59)) == []
    assert world.due(NOW + timedelta(minutes=10)) == ["ask_company", "ask_institution"]


def test_deadlines_are_settings(world: World) -> None:
    with write_tx(world.db):
        settings.set_number(world.db, "answer_days", 3, NOW)
        settings.set_number(world.db, "undo_minutes", 0, NOW)
    world.ask()
    assert world.introduction.due_at == NOW + timedelta(days=3)
    assert world.due(NOW) == ["ask_company", "ask_institution"]


def test_the_coordinator_may_choose_who_answers_for_the_institution(world: World) -> None:
    assert [person.email for person in facts(world).institution] == [PROFESSOR, MEMBER]
    world.ask(institution_email=MEMBER.upper())
    assert world.introduction.institution_email == MEMBER


def test_nobody_outside_the_institution_is_asked_for_it(world: World) -> None:
    with pytest.raises(NotFound):
        world.ask(institution_email="somebody@else.example")
    assert (world.state, world.mails()) == (MatchState.APPROVED, [])


def test_ended_contacts_and_disabled_members_are_not_asked(world: World) -> None:
    with write_tx(world.db):
        (contact,) = institutions.list_contacts(world.db, world.institution_id)
        institutions.end_contact(world.db, contact.id, NOW)
        users.disable_user(world.db, world.researcher.user_id or "", NOW)
    assert facts(world).hindrance == "no-institution-contact"
    with pytest.raises(NotAllowed) as refused:
        world.ask()
    assert refused.value.reason == "no-institution-contact"


def test_a_company_without_anybody_to_ask_hinders(world: World) -> None:
    with write_tx(world.db):
        users.disable_user(world.db, world.kaisa.user_id or "", NOW)
    with pytest.raises(NotAllowed) as refused:
        world.ask()
    assert refused.value.reason == "no-company-contact"


def test_a_contact_invited_after_a_phone_call_is_asked(world: World) -> None:
    """Who told a need by phone may never have signed in."""
    world.db.execute("UPDATE memberships SET state = 'invited' WHERE company_id = ?", [world.company_id])
    world.ask()
    assert world.introduction.company_email == KAISA


def test_the_sender_of_the_need_comes_before_other_members(world: World) -> None:
    with write_tx(world.db):
        boss = users.add_user(world.db, email="a.boss@saha.example", language=Language.EN, now=NOW)
        users.add_membership(
            world.db,
            user_id=boss.id,
            role=world.kaisa.role,
            state=users.list_memberships(world.db, world.kaisa.user_id or "")[0].state,
            now=NOW - timedelta(days=9),
            company_id=world.company_id,
        )
    world.ask()
    assert world.introduction.company_email == KAISA


def test_without_the_consent_to_introduce_nobody_is_asked(world: World) -> None:
    with write_tx(world.db):
        for consent in companies.list_consents(world.db, world.company_id, world.need_id):
            if consent.purpose is ConsentPurpose.INTRODUCE:
                companies.withdraw_consent(world.db, consent.id, NOW)
    with pytest.raises(NotAllowed) as refused:
        world.ask()
    assert refused.value.reason == "no-consent"


def test_a_closed_need_is_not_asked_about(world: World) -> None:
    close_need(
        world.db,
        need_id=world.need_id,
        seen=NeedState.ACCEPTED,
        result=ClosingResult.NO_MATCH,
        actor=world.coordinator,
        now=NOW,
    )
    with pytest.raises(NotAllowed) as refused:
        world.ask()
    assert refused.value.reason == "closed"


@pytest.mark.parametrize(
    ("state", "hindrance"), [(NeedState.SUBMITTED, None), (NeedState.CLARIFICATION, "clarification")]
)
def test_a_need_must_not_wait_for_its_company(world: World, state: NeedState, hindrance: str | None) -> None:
    world.db.execute("UPDATE needs SET state = ? WHERE id = ?", [state, world.need_id])
    assert facts(world).hindrance == hindrance


def test_asking_takes_a_submitted_need_up(world: World) -> None:
    world.db.execute("UPDATE needs SET state = 'submitted', assignee_id = NULL WHERE id = ?", [world.need_id])
    world.ask()
    assert world.need_state is NeedState.ACCEPTED


@pytest.mark.parametrize("kind", list(TieKind))
def test_a_tie_has_to_be_confirmed(world: World, kind: TieKind) -> None:
    record_tie(
        world.db,
        company_id=world.company_id,
        institution_id=world.institution_id,
        kind=kind,
        note="Vuosisopimus",
        actor=world.coordinator,
        now=NOW,
    )
    assert [(tie.kind, tie.note) for tie in facts(world).ties] == [(kind, "Vuosisopimus")]
    with pytest.raises(NotAllowed) as refused:
        world.ask()
    assert (refused.value.reason, world.state) == (kind, MatchState.APPROVED)
    world.ask(despite_ties=True)
    assert world.state is MatchState.ASKED


def test_a_tie_can_be_taken_back_once(world: World) -> None:
    tie = {
        "company_id": world.company_id,
        "institution_id": world.institution_id,
        "kind": TieKind.CUSTOMER,
        "actor": world.coordinator,
        "now": NOW,
    }
    record_tie(world.db, note="", **tie)
    remove_tie(world.db, **tie)
    remove_tie(world.db, **tie)
    assert facts(world).ties == ()
    trail = [entry.action for entry in audit.list_for_object(world.db, "company", world.company_id)]
    assert trail == ["remove_tie", "record_tie"]


def test_a_busy_institution_is_said_and_hinders_nothing(world: World) -> None:
    with write_tx(world.db):
        settings.set_number(world.db, "busy_institution_introductions", 1, NOW)
    assert (facts(world).open_introductions, facts(world).busy) == (0, False)
    world.ask()
    assert (facts(world).open_introductions, facts(world).busy) == (1, True)


def test_asking_twice_asks_once(world: World) -> None:
    world.ask()
    with pytest.raises(AlreadyDecided):
        world.ask()
    assert len(introductions.list_introductions_of_need(world.db, world.need_id)) == 1
    assert len(world.mails()) == 2


def test_undo_within_the_ten_minutes_takes_everything_back(world: World) -> None:
    decision = world.ask()
    undo_decision(
        world.db, match_id=world.match_id, decision_id=decision.id, actor=world.coordinator, now=NOW
    )
    assert (world.state, world.mails(), world.introduction.ended_at) == (MatchState.APPROVED, [], NOW)
    assert world.due(NOW + timedelta(days=30)) == []
    with pytest.raises(NotAllowed):
        world.answer(Side.COMPANY, Answer.YES)
    world.ask(NOW + timedelta(minutes=5))
    assert (world.state, len(world.mails())) == (MatchState.ASKED, 2)


def test_no_undo_once_a_mail_has_left(world: World) -> None:
    decision = world.ask()
    world.mails_have_left(NOW + timedelta(minutes=10))
    with pytest.raises(NotAllowed) as refused:
        undo_decision(
            world.db, match_id=world.match_id, decision_id=decision.id, actor=world.coordinator, now=NOW
        )
    assert (refused.value.reason, world.introduction.ended_at) == ("mail-has-left", None)


def test_no_undo_once_a_side_has_answered(world: World) -> None:
    """Somebody signed in may answer before the mail has left."""
    decision = world.ask()
    world.answer(Side.INSTITUTION, Answer.YES)
    with pytest.raises(NotAllowed) as refused:
        undo_decision(
            world.db, match_id=world.match_id, decision_id=decision.id, actor=world.coordinator, now=NOW
        )
    assert (refused.value.reason, world.state) == ("answered", MatchState.ASKED)


@pytest.mark.parametrize("answer", [Answer.YES, Answer.NO])
def test_what_the_sides_decided_is_not_the_coordinators_to_undo(world: World, answer: Answer) -> None:
    world.ask()
    world.answer(Side.COMPANY, Answer.YES)
    world.answer(Side.INSTITUTION, answer)
    last = matches.list_decisions(world.db, world.match_id)[-1]
    with pytest.raises(NotAllowed) as refused:
        undo_decision(
            world.db, match_id=world.match_id, decision_id=last.id, actor=world.coordinator, now=NOW
        )
    assert refused.value.reason == "not-a-persons"


def test_only_an_approved_match_is_asked_about(world: World) -> None:
    other = world.next_match_id
    with pytest.raises(AlreadyDecided):
        ask_both_sides(world.db, match_id=other, actor=world.coordinator, now=NOW)
    decide_match(
        world.db,
        match_id=other,
        seen=MatchState.SUGGESTED,
        after=MatchState.APPROVED,
        actor=world.coordinator,
        now=NOW,
    )
    ask_both_sides(world.db, match_id=other, actor=world.coordinator, now=NOW)
    assert matches.get_match(world.db, other).state is MatchState.ASKED
