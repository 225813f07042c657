"""A need that is being told is kept as a draft: by itself, by a button, and until it is entered."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.ids import new_id
from matchmaker.model.need import Draft
from matchmaker.model.user import Actor
from matchmaker.operations.merge_companies import merge_companies
from matchmaker.operations.purge import purge
from matchmaker.store import companies, drafts, needs, users
from tests.conftest import NOW, SignIn, new_client
from tests.web.company.conftest import Fields
from tests.web.coordinator.test_companies import add_company
from tests.web.coordinator.test_entering import URL, enter, told

HALF = {
    "company_name": "Savon Hitsaus Oy",
    "title": "Hitsit halkeilevat",
    "description": "Kesken",
    "agreed_on": "ensi viikolla",
    "consent_report": "y",
    "helps": ["testing", "analysis"],
}


def kept(db: Database) -> list[Draft]:
    coordinator = users.find_user_by_email(db, "coordinator@demo.example.com")
    assert coordinator is not None
    return drafts.list_drafts(db, coordinator.id, told=True)


def test_half_a_call_saves_itself_and_is_gone_when_entered(
    coordinator: FlaskClient, app_db: Database
) -> None:
    half = {**HALF, "submission_key": new_id()}
    answer = coordinator.post(f"{URL}/draft?company=new", data=half)
    assert (answer.status_code, answer.text) == (200, "Draft saved 09:30")
    (draft,) = kept(app_db)
    page = coordinator.get(URL).text
    assert "Savon Hitsaus Oy" in page
    assert f"draft={draft.id}" in page
    back = coordinator.get(f"{URL}?company=new&draft={draft.id}").text
    fields = Fields(back).found
    assert (fields["title"]["value"], fields["agreed_on"]["value"]) == ("Hitsit halkeilevat", "ensi viikolla")
    assert back.count(" checked") >= 3
    assert fields["submission_key"]["value"] == half["submission_key"]
    assert "checked" not in fields["consent_match"]
    sent = told(submission_key=half["submission_key"])
    assert coordinator.post(f"{URL}?company=new&draft={draft.id}", data=sent).status_code == 302
    assert kept(app_db) == []
    late = coordinator.post(f"{URL}/draft?company=new", data=half)
    assert (late.status_code, kept(app_db)) == (409, [])


def test_without_javascript_a_button_keeps_it_and_one_press_throws_it_away(
    coordinator: FlaskClient, app_db: Database
) -> None:
    page = coordinator.post(f"{URL}?company=new", data={**HALF, "action": "draft"}, follow_redirects=True)
    assert "The draft is saved." in page.text
    (draft,) = kept(app_db)
    coordinator.post(f"/coordinator/needs/drafts/{draft.id}/delete")
    assert kept(app_db) == []
    assert coordinator.post(f"/coordinator/needs/drafts/{draft.id}/delete").status_code == 404


def test_what_is_refused_is_kept_and_deleted_after_its_days(
    coordinator: FlaskClient, app_db: Database
) -> None:
    assert enter(coordinator, agreed_by="").status_code == 422
    assert [draft.form["title"] for draft in kept(app_db)] == ["Hitsit halkeilevat rungossa"]
    purge(app_db, now=NOW + timedelta(days=29))
    assert len(kept(app_db)) == 1
    purge(app_db, now=NOW + timedelta(days=30))
    assert kept(app_db) == []


def test_a_draft_is_its_writers_alone_and_follows_a_merged_company(
    app: Flask, coordinator: FlaskClient, app_db: Database, sign_in: SignIn
) -> None:
    going, staying = add_company(app_db, "Paja Oy"), add_company(app_db, "Paja Ky")
    coordinator.post(f"{URL}?company={going}", data={**HALF, "action": "draft"})
    (draft,) = kept(app_db)
    url = f"{URL}?company={going}&draft={draft.id}"
    other = sign_in("admin@demo.example.com")
    assert other.get(url).status_code == 404
    assert other.post(f"/coordinator/needs/drafts/{draft.id}/delete").status_code == 404
    other.post(f"{URL}/draft?company=new&draft={draft.id}", data={**HALF, "title": "Muu"})
    assert kept(app_db) == [draft]
    merge_companies(app_db, company_id=going, into=staying, actor=Actor.system(), now=NOW)
    assert "Paja Ky" in coordinator.get(url).text
    entered = coordinator.post(url, data=told())
    need = needs.get_need(app_db, entered.location.rsplit("/", 1)[1])
    assert (need.company_id, kept(app_db)) == (staying, [])
    assert companies.get_company(app_db, going).merged_into == staying
    signed_out = new_client(app).post(f"{URL}?company=new", data=told())
    assert (signed_out.status_code, "hitsi halkeaa kulmasta" in signed_out.text) == (401, True)
