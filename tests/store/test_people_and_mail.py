"""Accounts, companies, one-time links, sessions, drafts and the outbox."""

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.company import Company, CompanyProfile, ConsentChannel, ConsentPurpose
from matchmaker.model.errors import Conflict, LinkInvalid, NotFound
from matchmaker.model.need import Need
from matchmaker.model.user import MembershipState, Role, User
from matchmaker.store import companies, drafts, sessions, users

BUSINESS_ID = "1234567-1"


def test_addresses_are_kept_in_lower_case_and_are_unique(
    db: Database, coordinator: User, now: datetime
) -> None:
    assert coordinator.email == "koordinaattori@example.com"
    assert users.find_user_by_email(db, "KOORDINAATTORI@example.com") == coordinator
    with pytest.raises(sqlite3.IntegrityError):
        users.add_user(db, email="koordinaattori@EXAMPLE.com", language=Language.EN, now=now)


def test_a_role_in_a_company_is_held_once_and_again_after_it_ended(
    db: Database, coordinator: User, company: Company, now: datetime
) -> None:
    def join(state: MembershipState) -> str:
        return users.add_membership(
            db, user_id=coordinator.id, role=Role.COMPANY, state=state, now=now, company_id=company.id
        ).id

    first = join(MembershipState.REQUESTED)
    with pytest.raises(sqlite3.IntegrityError):
        join(MembershipState.ACTIVE)
    users.set_membership_state(db, first, MembershipState.ENDED, now=now, by=coordinator.id)
    second = join(MembershipState.ACTIVE)
    assert [membership.id for membership, _ in users.list_members(db, company_id=company.id)] == [second]


def test_only_active_enabled_people_hold_a_role(db: Database, coordinator: User, now: datetime) -> None:
    invited = users.add_user(db, email="uusi@example.com", language=Language.FI, now=now)
    users.add_membership(
        db, user_id=invited.id, role=Role.COORDINATOR, state=MembershipState.INVITED, now=now
    )
    assert users.list_users_with_role(db, Role.COORDINATOR) == [coordinator]
    users.disable_user(db, coordinator.id, now)
    assert users.list_users_with_role(db, Role.COORDINATOR) == []


def test_a_business_id_belongs_to_one_company(db: Database, company: Company, now: datetime) -> None:
    companies.update_profile(db, company.id, replace(company.profile, business_id=BUSINESS_ID), now)
    with pytest.raises(Conflict) as conflict:
        companies.add_company(db, CompanyProfile(name="Toinen Oy", business_id=BUSINESS_ID), now=now)
    assert (conflict.value.field, conflict.value.value) == ("business_id", BUSINESS_ID)
    found = companies.find_company_by_business_id(db, BUSINESS_ID)
    assert found is not None
    assert found.id == company.id


def test_a_merged_company_hands_over_needs_and_consents_and_leaves_the_list(
    db: Database, company: Company, need: Need, now: datetime
) -> None:
    companies.add_consent(
        db,
        company_id=company.id,
        need_id=need.id,
        purpose=ConsentPurpose.MATCH,
        text_version="1",
        agreed_by="Pekka",
        channel=ConsentChannel.PHONE,
        given_at=now,
        recorded_by=None,
    )
    other = companies.add_company(db, CompanyProfile(name="Paja Oy Ab"), now=now)
    companies.move_company_rows(db, company.id, other.id)
    companies.mark_merged(db, company.id, other.id, now)
    assert [one.id for one in companies.list_companies(db)] == [other.id]
    assert [one.agreed_by for one in companies.list_consents(db, other.id, need.id)] == ["Pekka"]
    assert companies.list_consents(db, company.id) == []
    assert companies.get_company(db, company.id).merged_into == other.id


def test_a_link_opens_once_within_its_time(db: Database, now: datetime) -> None:
    token = sessions.add_sign_in_token(db, email="A@Example.com", next_path="/company", now=now)
    late = sessions.add_sign_in_token(db, email="b@example.com", next_path="", now=now)
    assert sessions.use_sign_in_token(db, token, now) == sessions.SignInLink("a@example.com", "/company")
    for link, moment, reason in (
        (token, now, "used"),
        (late, now + sessions.LINK_LIFE, "expired"),
        ("forged", now, "unknown"),
        ("", now, "unknown"),
    ):
        with pytest.raises(LinkInvalid) as invalid:
            sessions.use_sign_in_token(db, link, moment)
        assert invalid.value.reason == reason
    assert token not in str(list(db.query("SELECT * FROM sign_in_tokens")))


def test_a_session_ends_by_sign_out_and_by_time(db: Database, coordinator: User, now: datetime) -> None:
    first = sessions.add_session(db, user_id=coordinator.id, now=now)
    second = sessions.add_session(db, user_id=coordinator.id, now=now)
    assert sessions.find_session_user_id(db, first, now) == coordinator.id
    sessions.end_session(db, first, now)
    assert sessions.find_session_user_id(db, first, now) is None
    assert sessions.find_session_user_id(db, second, now) == coordinator.id
    assert sessions.find_session_user_id(db, second, now + timedelta(days=sessions.SESSION_DAYS)) is None
    sessions.purge_expired(db, now + timedelta(days=2))
    assert db["sessions"].count == 1


def test_an_unconfirmed_draft_becomes_its_owners_within_a_day_and_nobody_elses(
    db: Database, coordinator: User, now: datetime
) -> None:
    old = drafts.add_unconfirmed_draft(
        db, email="koordinaattori@example.com", form={"title": "vanha"}, now=now
    )
    later = now + timedelta(hours=drafts.UNCONFIRMED_HOURS)
    new = drafts.add_unconfirmed_draft(
        db, email="Koordinaattori@example.com", form={"title": "uusi"}, now=later
    )
    taken = drafts.confirm_drafts(db, email=coordinator.email, user_id=coordinator.id, now=later)
    assert [(draft.id, draft.form, draft.expires_at) for draft in taken] == [
        (new.id, {"title": "uusi"}, None)
    ]
    with pytest.raises(NotFound):
        drafts.get_draft(db, old.id, coordinator.id)
    assert drafts.purge_unconfirmed(db, later) == 1
    assert [draft.id for draft in drafts.list_drafts(db, coordinator.id)] == [new.id]
