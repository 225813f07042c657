"""Nothing typed is lost: drafts that save themselves, and forms that were sent when the session had ended."""

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.ids import new_id
from matchmaker.operations.save_draft import MOST_DRAFTS
from matchmaker.operations.sign_in import make_link_token
from matchmaker.store import drafts, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW, new_client
from tests.web.company.conftest import AUTOSAVE, MEMBER, NEW, NEWCOMER, Fields, answers, unchecked


def drafts_of(db: Database, email: str = NEWCOMER):
    return drafts.list_drafts(db, users.find_user_by_email(db, email).id)


def test_autosave_keeps_one_draft_and_says_when(newcomer: FlaskClient, app_db: Database):
    form = unchecked(title="Kesken")
    answer = newcomer.post(AUTOSAVE, data=form)
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "Draft saved 09:30", "text/plain")
    newcomer.post(AUTOSAVE, data={**form, "title": "Kesken vielä"})
    (draft,) = drafts_of(app_db)
    assert draft.form["title"] == "Kesken vielä"
    newcomer.post(f"{AUTOSAVE}?draft={draft.id}", data={**form, "title": "Kolmas"})
    assert [draft.form["title"] for draft in drafts_of(app_db)] == ["Kolmas"]


def test_autosave_speaks_finnish(newcomer: FlaskClient):
    newcomer.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fi"
    assert newcomer.post(AUTOSAVE, data=answers()).text == "Luonnos tallennettu klo 09:30"


def test_autosave_that_comes_after_sending_brings_no_draft_back(newcomer: FlaskClient, app_db: Database):
    form = answers()
    newcomer.post(AUTOSAVE, data=form)
    newcomer.post(NEW, data=form)
    assert drafts_of(app_db) == []
    late = newcomer.post(AUTOSAVE, data=form)
    assert (late.status_code, late.text) == (409, "This form has been sent.")
    assert drafts_of(app_db) == []


def test_autosave_of_somebody_elses_draft_makes_an_own_one(newcomer, member, app_db):
    newcomer.post(AUTOSAVE, data=answers(title="Minun"))
    (draft,) = drafts_of(app_db)
    member.post(f"{AUTOSAVE}?draft={draft.id}", data=answers(title="Toisen"))
    assert [draft.form["title"] for draft in drafts_of(app_db)] == ["Minun"]
    assert [draft.form["title"] for draft in drafts_of(app_db, MEMBER)] == ["Toisen"]


def fill_up(db: Database, email: str = NEWCOMER) -> None:
    user = users.find_user_by_email(db, email)
    with write_tx(db):
        for _ in range(MOST_DRAFTS):
            drafts.add_draft(db, user_id=user.id, form={"title": "x", "submission_key": new_id()}, now=NOW)


def test_fiftieth_draft_is_the_last_and_the_text_stays_on_the_page(newcomer: FlaskClient, app_db: Database):
    fill_up(app_db)
    response = newcomer.post(NEW, data=answers(action="draft", title="Viides kymmenes"))
    assert response.status_code == 409
    assert "You have 50 drafts, and there is no room for more." in response.text
    assert Fields(response.text).found["title"]["value"] == "Viides kymmenes"
    assert newcomer.post(AUTOSAVE, data=answers()).status_code == 409
    front = newcomer.post("/send", data={"description": "Hitsaussauma halkeaa kulmasta."})
    assert front.status_code == 409
    assert "Hitsaussauma halkeaa kulmasta." in front.text
    assert len(drafts_of(app_db)) == MOST_DRAFTS


def test_full_drafts_can_still_be_changed_and_sent(newcomer: FlaskClient, app_db: Database):
    fill_up(app_db)
    draft = drafts_of(app_db)[0]
    url = f"{NEW}?draft={draft.id}"
    assert newcomer.post(url, data=answers(action="draft", title="Uusi otsikko")).status_code == 302
    assert newcomer.post(url, data=answers()).status_code == 302
    assert len(drafts_of(app_db)) == MOST_DRAFTS - 1


def test_form_sent_after_the_session_ended_is_carried_along_and_comes_back(app: Flask, app_db: Database):
    browser = new_client(app)
    typed = unchecked(title="Puhallin <tärisee>", helps=["testing", "analysis"], consent_report="y")
    page = browser.post(NEW, data=typed)
    assert page.status_code == 401
    assert "Your text is not lost" in page.text
    assert 'value="Puhallin &lt;tärisee&gt;"' in page.text
    carried = set(re.findall(r'<input type="hidden" name="(\w+)" value="[^"]*">', page.text))
    assert {"title", "description", "helps", "consent_report"} <= carried
    assert not {"action", "checked"} & carried
    sent = browser.post("/company/needs/keep", data={**typed, "email": NEWCOMER})
    assert "Check your e-mail" in sent.text
    assert "24 hours" in sent.text
    link = re.search(r'href="http://localhost(/sign-in/[^"]+)"', sent.text)
    assert link is not None
    back = browser.post(link[1]).headers["Location"]
    fields = Fields(browser.get(back).text)
    assert fields.found["title"]["value"] == "Puhallin <tärisee>"
    assert "checked" in fields.found["consent_report"]
    assert fields.found["submission_key"]["value"] == typed["submission_key"]
    (draft,) = drafts_of(app_db)
    assert draft.form["helps"] == ["testing", "analysis"]


def test_carried_form_needs_an_address_and_stays(app: Flask):
    browser = new_client(app)
    page = browser.post("/company/needs/keep", data={**unchecked(title="Tärinä"), "email": "x"})
    assert page.status_code == 422
    assert 'name="title" value="Tärinä"' in page.text


def test_carried_form_does_not_take_megabytes(app: Flask, app_db: Database):
    before = app_db["drafts"].count
    typed = unchecked(description="a" * 70_000)
    assert new_client(app).post("/company/needs/keep", data={**typed, "email": NEWCOMER}).status_code == 413
    assert app_db["drafts"].count == before


def test_carried_form_of_one_address_is_nobody_elses(app: Flask, app_db: Database, member: FlaskClient):
    new_client(app).post("/company/needs/keep", data={**unchecked(), "email": NEWCOMER})
    assert drafts_of(app_db, MEMBER) == []
    draft_id = next(iter(app_db.query("SELECT id FROM drafts WHERE email = ?", [NEWCOMER])))["id"]
    assert member.get(f"{NEW}?draft={draft_id}").status_code == 404


def test_empty_form_of_a_visitor_leads_to_sign_in(app: Flask):
    response = new_client(app).post(NEW, data={"action": "send"})
    assert (response.status_code, response.headers["Location"]) == (302, "/sign-in")


def test_signed_out_form_passes_the_token_check(app: Flask, app_db: Database):
    """The token of the old page does not matter to the page that answers; that page brings its own for the next step."""
    app.config["WTF_CSRF_ENABLED"] = True
    browser = new_client(app)
    page = browser.post(NEW, data=unchecked())
    assert page.status_code == 401
    token = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', page.text)
    assert token is not None
    assert browser.post("/company/needs/keep", data={**unchecked(), "email": NEWCOMER}).status_code == 400
    kept = browser.post(
        "/company/needs/keep", data={**unchecked(), "email": NEWCOMER, "csrf_token": token[1]}
    )
    assert kept.status_code == 200


def test_link_of_the_carried_form_works_in_another_browser(app: Flask, app_db: Database):
    new_client(app).post("/company/needs/keep", data={**unchecked(title="Tärinä"), "email": NEWCOMER})
    draft_id = next(iter(app_db.query("SELECT id FROM drafts WHERE email = ?", [NEWCOMER])))["id"]
    other = new_client(app)
    path = f"{NEW}?draft={draft_id}"
    token = make_link_token(app_db, email=NEWCOMER, next_path=path, now=NOW)
    assert other.post(f"/sign-in/{token}").headers["Location"] == path
    assert Fields(other.get(path).text).found["title"]["value"] == "Tärinä"
