"""Becoming a member of a company, being accepted, and leaving."""

from email import message_from_bytes
from email.policy import default

import pytest

from matchmaker.model.company import CompanyProfile
from matchmaker.model.errors import NotAllowed, NotFound
from matchmaker.model.user import MembershipState, Role
from matchmaker.operations.deliver_mail import deliver_mail
from matchmaker.operations.join_company import accept_member, end_membership, register_company
from matchmaker.store import companies, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW, demo_settings
from tests.operations.company.conftest import SHOP, actions, actor, add_person


def test_first_person_becomes_a_member_at_once_and_twice_is_once(db, kaisa):
    first = register_company(db, profile=SHOP, user=kaisa, now=NOW)
    assert (first.state, register_company(db, profile=SHOP, user=kaisa, now=NOW)) == (
        MembershipState.ACTIVE,
        first,
    )
    assert companies.get_company(db, first.company_id).profile == SHOP
    assert db["companies"].count == 1


@pytest.mark.parametrize(
    ("profile", "state"),
    [
        (CompanyProfile("Muu nimi", business_id="2077474-0", municipality="091"), MembershipState.REQUESTED),
        (CompanyProfile("SAHA  oy", municipality="297"), MembershipState.REQUESTED),
        (CompanyProfile("Saha Oy", municipality="091"), MembershipState.ACTIVE),
        (CompanyProfile("Saha Oy", business_id="1234567-1", municipality="297"), MembershipState.ACTIVE),
        (CompanyProfile("Saha", municipality="297"), MembershipState.ACTIVE),
    ],
)
def test_second_person_asks_when_the_company_is_known(db, company_id, ville, profile, state):
    membership = register_company(db, profile=profile, user=ville, now=NOW)
    assert membership.state is state
    assert (membership.company_id == company_id) == (state is MembershipState.REQUESTED)


def test_request_for_a_company_without_members_goes_to_the_coordinators(db, ville):
    coordinator = add_person(db, "koordinaattori@example.com")
    with write_tx(db):
        held = users.add_membership(
            db, user_id=coordinator.id, role=Role.COORDINATOR, state=MembershipState.INVITED, now=NOW
        )
        users.set_membership_state(db, held.id, MembershipState.ACTIVE, now=NOW, by=None)
        companies.add_company(db, SHOP, now=NOW)
    register_company(db, profile=SHOP, user=ville, now=NOW)
    (mail,) = db["outbox"].rows
    assert (mail["template"], mail["recipient"]) == ("membership_requested", "koordinaattori@example.com")


def test_one_request_at_a_time(db, company_id, ville):
    register_company(db, profile=SHOP, user=ville, now=NOW)
    with pytest.raises(NotAllowed):
        register_company(db, profile=CompanyProfile("Oma Oy", municipality="297"), user=ville, now=NOW)


def test_accepting_is_audited_and_mailed_once(db, company_id, kaisa, ville):
    asked = register_company(db, profile=SHOP, user=ville, now=NOW)
    for _press in range(2):
        accepted = accept_member(
            db, membership_id=asked.id, company_id=company_id, actor=actor(kaisa), now=NOW
        )
    assert accepted.state is MembershipState.ACTIVE
    assert actions(db, "company", company_id) == ["register_company", "ask_to_join", "accept_member"]
    assert [row["template"] for row in db["outbox"].rows].count("membership_accepted") == 1


def test_member_and_asker_read_who_asks_and_what_follows(db, company_id, kaisa, ville, tmp_path):
    settings = demo_settings(tmp_path)
    asked = register_company(db, profile=SHOP, user=ville, now=NOW)
    accept_member(db, membership_id=asked.id, company_id=company_id, actor=actor(kaisa), now=NOW)
    assert deliver_mail(db, settings, now=NOW) == 2
    mails = [message_from_bytes(path.read_bytes(), policy=default) for path in settings.outbox.glob("*.eml")]
    texts = {mail["To"]: mail.get_body(("plain",)).get_content() for mail in mails}
    assert "ville@example.com" in texts["kaisa@example.com"]
    assert "/company/members" in texts["kaisa@example.com"]
    assert "Sinut hyväksyttiin jäseneksi yritykseen Saha Oy." in " ".join(texts["ville@example.com"].split())


def test_membership_of_another_company_is_not_found(db, company_id, kaisa, ville):
    asked = register_company(db, profile=SHOP, user=ville, now=NOW)
    for step in (accept_member, end_membership):
        with pytest.raises(NotFound):
            step(db, membership_id=asked.id, company_id="a" * 16, actor=actor(kaisa), now=NOW)


def test_ended_membership_cannot_be_accepted(db, company_id, kaisa, ville):
    asked = register_company(db, profile=SHOP, user=ville, now=NOW)
    end_membership(db, membership_id=asked.id, company_id=company_id, actor=actor(kaisa), now=NOW)
    with pytest.raises(NotFound):
        accept_member(db, membership_id=asked.id, company_id=company_id, actor=actor(kaisa), now=NOW)


def test_last_member_cannot_be_removed(db, company_id, kaisa):
    (held,) = users.list_memberships(db, kaisa.id)
    with pytest.raises(NotAllowed):
        end_membership(db, membership_id=held.id, company_id=company_id, actor=actor(kaisa), now=NOW)
