"""A company's profile, and the drafts of its people."""

import pytest

from matchmaker.model.company import CompanyProfile
from matchmaker.model.errors import Conflict, NotFound
from matchmaker.operations.join_company import register_company
from matchmaker.operations.save_draft import delete_draft, save_draft
from matchmaker.operations.save_profile import save_profile
from matchmaker.store import audit, drafts
from tests.conftest import NOW
from tests.operations.company.conftest import SHOP, actions, actor


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
