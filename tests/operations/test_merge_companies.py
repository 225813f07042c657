"""Two entries of one company become one."""

import pytest

from matchmaker.model.codes import Language, SizeClass
from matchmaker.model.company import CompanyProfile
from matchmaker.model.errors import NotAllowed
from matchmaker.model.user import MembershipState, Role
from matchmaker.operations.merge_companies import merge_companies
from matchmaker.store import audit, companies, drafts, needs, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW
from tests.operations.conftest import Desk

PROFILE = CompanyProfile("Saha Oy", business_id="1234567-1", size=SizeClass.SMALL, makes="Sahatavaraa")


@pytest.fixture
def twin(desk: Desk) -> str:
    """A second entry of the desk's company, with more in its profile."""
    with write_tx(desk.db):
        return companies.add_company(desk.db, PROFILE, now=NOW).id


def merge(desk: Desk, company_id: str, into: str):
    return merge_companies(desk.db, company_id=company_id, into=into, actor=desk.actor, now=NOW)


def add_member(desk: Desk, company_id: str, email: str, state: MembershipState) -> str:
    with write_tx(desk.db):
        user = users.find_user_by_email(desk.db, email) or users.add_user(
            desk.db, email=email, language=Language.FI, now=NOW
        )
        users.add_membership(
            desk.db, user_id=user.id, role=Role.COMPANY, state=state, now=NOW, company_id=company_id
        )
    return user.id


def test_everything_moves_to_the_entry_that_lives_on(desk: Desk, twin: str):
    user_id = add_member(desk, desk.company.id, "kaisa@example.com", MembershipState.ACTIVE)
    with write_tx(desk.db):
        draft = drafts.add_draft(desk.db, user_id=user_id, form={"title": "kesken"}, now=NOW)
    merged = merge(desk, desk.company.id, twin)
    assert merged.profile == CompanyProfile(
        "Saha Oy", business_id="1234567-1", municipality="297", size=SizeClass.SMALL, makes="Sahatavaraa"
    )
    assert [need.id for need in needs.list_needs_of_company(desk.db, twin)] == [desk.need_id]
    assert needs.list_needs_of_company(desk.db, desk.company.id) == []
    assert {c.company_id for c in companies.list_consents(desk.db, twin)} == {twin}
    assert [m.company_id for m in users.list_memberships(desk.db, user_id)] == [twin]
    assert drafts.get_draft(desk.db, draft.id, user_id).form == {"title": "kesken"}
    gone = companies.get_company(desk.db, desk.company.id)
    assert (gone.merged_into, gone.profile.business_id) == (twin, None)
    (entry, *_older) = audit.list_for_object(desk.db, "company", twin)
    assert (entry.action, entry.detail) == ("merge_companies", {"merged": desk.company.id})


def test_the_business_id_of_the_entry_that_goes_is_kept(desk: Desk, twin: str):
    assert merge(desk, twin, desk.company.id).profile.business_id == "1234567-1"


def test_a_completed_profile_ranks_the_needs_anew(desk: Desk, twin: str):
    assert needs.list_needs_to_rank(desk.db, catalogue=0) == []
    desk.db.execute("UPDATE needs SET ranked_catalogue = 5")
    merge(desk, twin, desk.company.id)
    assert [need.id for need in needs.list_needs_to_rank(desk.db, catalogue=1)] == [desk.need_id]


def test_a_person_of_both_entries_keeps_the_stronger_membership(desk: Desk, twin: str):
    add_member(desk, desk.company.id, "kaisa@example.com", MembershipState.ACTIVE)
    add_member(desk, twin, "kaisa@example.com", MembershipState.REQUESTED)
    merge(desk, desk.company.id, twin)
    assert [m.state for m, _user in users.list_members(desk.db, company_id=twin)] == [MembershipState.ACTIVE]


def test_two_companies_with_their_own_business_ids_are_not_merged(desk: Desk, twin: str):
    with write_tx(desk.db):
        other = companies.add_company(desk.db, CompanyProfile("Saha Oy", business_id="2345678-2"), now=NOW).id
    with pytest.raises(NotAllowed, match="business-ids"):
        merge(desk, other, twin)
    with pytest.raises(NotAllowed, match="same"):
        merge(desk, twin, twin)
    merge(desk, desk.company.id, twin)
    with pytest.raises(NotAllowed, match="merged"):
        merge(desk, desk.company.id, other)
    with pytest.raises(NotAllowed, match="merged"):
        merge(desk, other, desk.company.id)
    assert companies.get_company(desk.db, other).merged_into is None
