"""A need told by phone or during a visit."""

from dataclasses import replace

import pytest

from matchmaker.matching.engine import MODEL_VERSION
from matchmaker.model.codes import Language
from matchmaker.model.company import CompanyProfile, ConsentChannel, ConsentPurpose
from matchmaker.model.errors import Conflict, NotAllowed, NotFound
from matchmaker.model.need import NeedChannel, NeedState
from matchmaker.model.user import MembershipState
from matchmaker.operations.enter_need import Contact, enter_need
from matchmaker.operations.merge_companies import merge_companies
from matchmaker.store import audit, companies, matches, needs, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW
from tests.operations.conftest import CONTENT, Desk, consent

NEWCOMER = CompanyProfile("Paja Oy", municipality="915")
KAISA = Contact("Kaisa Korhonen", "kaisa@example.com", Language.FI)


def enter(desk: Desk, **changed):
    values = {
        "company": desk.company.id,
        "content": CONTENT,
        "consent": consent(ConsentPurpose.MATCH, ConsentPurpose.REPORT),
        "channel": NeedChannel.PHONE,
        "contact": None,
        "submission_key": "puhelu",
        "model_version": MODEL_VERSION,
        "actor": desk.actor,
        "now": NOW,
    }
    return enter_need(desk.db, desk.index, **{**values, **changed})


def test_a_need_of_a_known_company_is_ranked_and_waits_in_the_queue(desk: Desk):
    need = enter(desk)
    assert (need.company_id, need.channel, need.state) == (
        desk.company.id,
        NeedChannel.PHONE,
        NeedState.SUBMITTED,
    )
    assert need.created_by == desk.coordinator.id
    assert matches.list_matches(desk.db, need.id) != []
    assert [n.id for n in needs.list_queue(desk.db)].count(need.id) == 1
    (entry,) = audit.list_for_need(desk.db, need.id)
    assert (entry.action, entry.actor_name) == ("enter_need", "Kaija")


def test_what_was_agreed_is_kept_with_who_how_and_when(desk: Desk):
    need = enter(desk)
    given = companies.list_consents(desk.db, desk.company.id, need.id)
    assert {c.purpose for c in given} == {ConsentPurpose.MATCH, ConsentPurpose.REPORT}
    assert {(c.agreed_by, c.channel, c.given_at, c.recorded_by) for c in given} == {
        ("Kaisa Korhonen", ConsentChannel.PHONE, NOW, desk.coordinator.id)
    }


def test_a_new_company_comes_with_its_need(desk: Desk):
    need = enter(desk, company=NEWCOMER)
    assert companies.get_company(desk.db, need.company_id).profile == NEWCOMER
    assert audit.list_for_object(desk.db, "company", need.company_id)[0].action == "register_company"


def test_a_company_that_is_here_already_is_not_entered_again(desk: Desk):
    with pytest.raises(Conflict) as told:
        enter(desk, company=CompanyProfile("  saha OY ", municipality="297"))
    assert (told.value.field, told.value.value) == ("name", desk.company.id)
    enter(desk, company=replace(NEWCOMER, business_id="1234567-1"))
    with pytest.raises(Conflict) as told:
        enter(desk, company=replace(NEWCOMER, name="Toinen Oy", business_id="1234567-1"), submission_key="b")
    assert told.value.field == "business_id"


def test_a_contact_is_invited_to_the_companys_pages(desk: Desk):
    need = enter(desk, contact=KAISA)
    ((membership, user),) = users.list_members(desk.db, company_id=need.company_id)
    assert (membership.state, user.email, user.name) == (
        MembershipState.INVITED,
        "kaisa@example.com",
        "Kaisa Korhonen",
    )
    enter(desk, contact=KAISA, submission_key="toinen puhelu")
    assert len(users.list_members(desk.db, company_id=need.company_id)) == 1


def test_a_person_of_another_company_is_not_taken_over(desk: Desk):
    enter(desk, contact=KAISA)
    with pytest.raises(Conflict) as told:
        enter(desk, company=NEWCOMER, contact=KAISA, submission_key="b")
    assert told.value.field == "email"
    assert companies.list_companies(desk.db, search="Paja") == []  # all or nothing


def test_two_presses_make_one_need_and_one_company(desk: Desk):
    first = enter(desk, company=NEWCOMER, contact=KAISA)
    assert enter(desk, company=NEWCOMER, contact=KAISA) == first
    assert len(companies.list_companies(desk.db)) == 2


def test_nothing_is_stored_without_permission_or_for_nobody(desk: Desk):
    with pytest.raises(NotAllowed, match="no-consent"):
        enter(desk, company=NEWCOMER, consent=consent(ConsentPurpose.REPORT))
    with pytest.raises(NotFound):
        enter(desk, company="a" * 16)
    with write_tx(desk.db):
        survivor = companies.add_company(desk.db, NEWCOMER, now=NOW).id
    merge_companies(desk.db, company_id=desk.company.id, into=survivor, actor=desk.actor, now=NOW)
    with pytest.raises(NotFound):
        enter(desk, company=desk.company.id)
    assert len(needs.list_queue(desk.db)) == 1
