"""A company's own steps: joining, profile, drafts, consents, withdrawing."""

from email import message_from_bytes
from email.policy import default

import pytest
from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.company import CompanyProfile, ConsentChannel, ConsentPurpose
from matchmaker.model.errors import Conflict, NotAllowed, NotFound, StateTransitionError
from matchmaker.model.need import ClosingResult, Need, NeedChannel, NeedContent, NeedState
from matchmaker.model.user import Actor, MembershipState, Role, User
from matchmaker.operations.change_consent import give_consent, withdraw_consent
from matchmaker.operations.deliver_mail import deliver_mail
from matchmaker.operations.join_company import accept_member, end_membership, register_company
from matchmaker.operations.save_draft import delete_draft, save_draft
from matchmaker.operations.save_profile import save_profile
from matchmaker.operations.withdraw_need import withdraw_need
from matchmaker.store import audit, companies, drafts, needs, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW, demo_settings

SHOP = CompanyProfile("Saha Oy", business_id="2077474-0", municipality="297", makes="Sahatavaraa")


def add_person(db: Database, email: str) -> User:
    with write_tx(db):
        return users.add_user(db, email=email, language=Language.FI, now=NOW)


@pytest.fixture
def kaisa(db: Database) -> User:
    return add_person(db, "kaisa@example.com")


@pytest.fixture
def ville(db: Database) -> User:
    return add_person(db, "ville@example.com")


@pytest.fixture
def company_id(db: Database, kaisa: User) -> str:
    return register_company(db, profile=SHOP, user=kaisa, now=NOW).company_id


@pytest.fixture
def need(db: Database, company_id: str, kaisa: User) -> Need:
    with write_tx(db):
        need = needs.add_need(
            db,
            company_id=company_id,
            content=NeedContent("Hitsi halkeaa", "Miksi?", Language.FI),
            channel=NeedChannel.WEB,
            submission_key="k",
            created_by=kaisa.id,
            now=NOW,
        )
        for purpose in ConsentPurpose:
            companies.add_consent(
                db,
                company_id=company_id,
                need_id=need.id,
                purpose=purpose,
                text_version="1",
                agreed_by="Kaisa",
                channel=ConsentChannel.FORM,
                given_at=NOW,
                recorded_by=kaisa.id,
            )
    return need


def actor(user: User) -> Actor:
    return Actor(user.id, Role.COMPANY)


def actions(db: Database, kind: str, key: str) -> list[str]:
    return [entry.action for entry in reversed(audit.list_for_object(db, kind, key))]


def given(db: Database, need: Need) -> set[ConsentPurpose]:
    return {
        c.purpose for c in companies.list_consents(db, need.company_id, need.id) if c.withdrawn_at is None
    }


# Joining


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


# Profile


def test_changed_profile_names_its_changes_in_the_audit_trail(db, company_id, kaisa, need):
    changed = CompanyProfile("Saha Oy", business_id="2077474-0", municipality="091", makes="Lankkuja")
    saved = save_profile(db, company_id=company_id, profile=changed, actor=actor(kaisa), now=NOW)
    entry = audit.list_for_object(db, "company", company_id)[0]
    assert saved.profile == changed
    assert entry.action == "save_profile"
    assert entry.detail == {
        "changed": ["municipality", "makes"],
        "before": {"municipality": "297"},
        "after": {"municipality": "091"},
    }
    assert db["outbox"].count == 0  # a member's own change


def test_unchanged_profile_leaves_no_trace(db, company_id, kaisa):
    save_profile(db, company_id=company_id, profile=SHOP, actor=actor(kaisa), now=NOW)
    assert actions(db, "company", company_id) == ["register_company"]


def test_business_id_of_another_company_is_a_conflict(db, company_id, ville):
    own = register_company(db, profile=CompanyProfile("Oma Oy", municipality="297"), user=ville, now=NOW)
    with pytest.raises(Conflict):
        save_profile(db, company_id=own.company_id, profile=SHOP, actor=actor(ville), now=NOW)


# Drafts


def test_draft_of_the_same_form_is_kept_once(db, kaisa):
    first = save_draft(db, user_id=kaisa.id, form={"submission_key": "k1", "title": "a"}, now=NOW)
    second = save_draft(db, user_id=kaisa.id, form={"submission_key": "k1", "title": "b"}, now=NOW)
    other = save_draft(db, user_id=kaisa.id, form={"title": "ilman avainta"}, now=NOW)
    assert (first.id, second.form["title"]) == (second.id, "b")
    assert {draft.id for draft in drafts.list_drafts(db, kaisa.id)} == {first.id, other.id}


def test_draft_of_another_user_is_not_found(db, kaisa, ville):
    draft = save_draft(db, user_id=kaisa.id, form={"title": "a"}, now=NOW)
    with pytest.raises(NotFound):
        save_draft(db, user_id=ville.id, form={"title": "b"}, draft_id=draft.id, now=NOW)
    with pytest.raises(NotFound):
        delete_draft(db, draft_id=draft.id, user_id=ville.id)
    assert drafts.list_drafts(db, kaisa.id) == [draft]


# Withdrawing and consents


@pytest.mark.parametrize("state", [state for state in NeedState if state is not NeedState.CLOSED])
def test_need_may_be_withdrawn_in_every_open_state(db, need, kaisa, state):
    if state is not NeedState.SUBMITTED:
        with write_tx(db):
            needs.move_need(db, need.id, before=NeedState.SUBMITTED, after=state, now=NOW)
    closed = withdraw_need(db, need_id=need.id, company_id=need.company_id, actor=actor(kaisa), now=NOW)
    assert (closed.state, closed.result) == (NeedState.CLOSED, ClosingResult.WITHDRAWN)
    assert given(db, need) == {ConsentPurpose.REPORT}
    assert actions(db, "need", need.id) == ["withdraw_need"]


def test_need_closed_for_another_reason_is_not_withdrawn(db, need, kaisa):
    with write_tx(db):
        needs.move_need(
            db,
            need.id,
            before=NeedState.SUBMITTED,
            after=NeedState.CLOSED,
            now=NOW,
            result=ClosingResult.RESULT,
        )
    with pytest.raises(StateTransitionError):
        withdraw_need(db, need_id=need.id, company_id=need.company_id, actor=actor(kaisa), now=NOW)


def test_steps_on_another_companys_need_find_nothing(db, need, ville):
    with pytest.raises(NotFound):
        withdraw_need(db, need_id=need.id, company_id="a" * 16, actor=actor(ville), now=NOW)
    with pytest.raises(NotFound):
        give_consent(
            db,
            need_id=need.id,
            company_id="a" * 16,
            purpose=ConsentPurpose.REPORT,
            user=ville,
            actor=actor(ville),
            now=NOW,
        )
    for consent in companies.list_consents(db, need.company_id, need.id):
        with pytest.raises(NotFound):
            withdraw_consent(db, consent_id=consent.id, company_id="a" * 16, actor=actor(ville), now=NOW)
    assert given(db, need) == set(ConsentPurpose)


def test_consent_is_taken_back_and_given_again_as_a_new_row(db, need, kaisa):
    by_purpose = {c.purpose: c for c in companies.list_consents(db, need.company_id, need.id)}
    taken = by_purpose[ConsentPurpose.INTRODUCE]
    for _press in range(2):
        withdraw_consent(db, consent_id=taken.id, company_id=need.company_id, actor=actor(kaisa), now=NOW)
    assert given(db, need) == {ConsentPurpose.MATCH, ConsentPurpose.REPORT}
    for _press in range(2):
        give_consent(
            db,
            need_id=need.id,
            company_id=need.company_id,
            purpose=ConsentPurpose.INTRODUCE,
            user=kaisa,
            actor=actor(kaisa),
            now=NOW,
        )
    assert given(db, need) == set(ConsentPurpose)
    assert actions(db, "need", need.id) == ["withdraw_consent", "give_consent"]
    assert len(companies.list_consents(db, need.company_id, need.id)) == 4


def test_consent_to_matching_is_taken_back_only_with_the_need(db, need, kaisa):
    consent = next(
        c for c in companies.list_consents(db, need.company_id, need.id) if c.purpose is ConsentPurpose.MATCH
    )
    with pytest.raises(NotAllowed):
        withdraw_consent(db, consent_id=consent.id, company_id=need.company_id, actor=actor(kaisa), now=NOW)


def test_closed_need_takes_no_new_consent(db, need, kaisa):
    withdraw_need(db, need_id=need.id, company_id=need.company_id, actor=actor(kaisa), now=NOW)
    with pytest.raises(NotAllowed):
        give_consent(
            db,
            need_id=need.id,
            company_id=need.company_id,
            purpose=ConsentPurpose.MATCH,
            user=kaisa,
            actor=actor(kaisa),
            now=NOW,
        )
