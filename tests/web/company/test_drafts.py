"""What is typed is kept and sent once: drafts, forms sent twice, and a refused sending."""

import re

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.need import Need
from matchmaker.operations.keep_need_text import keep_need_text
from matchmaker.store import drafts, needs, users
from tests.conftest import NOW, SignIn
from tests.web.company.conftest import NEW, NEWCOMER, Fields, answers, need_of


def only_need(db: Database, email: str = NEWCOMER) -> Need:
    user = users.find_user_by_email(db, email)
    company_id = next(m.company_id for m in users.list_memberships(db, user.id) if m.company_id)
    (need,) = needs.list_needs_of_company(db, company_id)
    return need


def test_double_click_makes_one_need_and_one_company(newcomer: FlaskClient, app_db: Database):
    before = app_db["companies"].count
    form = answers()
    first, second = newcomer.post(NEW, data=form), newcomer.post(NEW, data=form)
    assert first.headers["Location"] == second.headers["Location"]
    only_need(app_db)
    assert app_db["companies"].count == before + 1


def test_form_that_was_sent_before_says_that_its_change_is_not_taken(newcomer: FlaskClient, app_db: Database):
    form = answers()
    newcomer.post(NEW, data=form)
    response = newcomer.post(
        NEW, data={**form, "description": "Jotain aivan muuta kuin äsken."}, follow_redirects=True
    )
    assert "This form was sent before" in response.text
    assert only_need(app_db).content.description == form["description"]


@pytest.mark.parametrize("key", ["", "x", "0" * 16, "a" * 500, "\u0000" * 16])
def test_key_that_we_did_not_make_is_replaced(newcomer: FlaskClient, app_db: Database, key: str):
    newcomer.post(NEW, data=answers(submission_key=key))
    stored = next(
        iter(app_db.query("SELECT submission_key FROM needs ORDER BY submitted_at DESC, rowid DESC"))
    )
    assert re.fullmatch(r"\w{16}:[a-z2-9]{16}", stored["submission_key"])


def test_another_ones_key_opens_nothing(newcomer: FlaskClient, sign_in: SignIn, app_db: Database):
    form = answers()
    other = need_of(app_db, newcomer.post(NEW, data=form))
    stranger = sign_in("toinen@example.com")
    mine = need_of(app_db, stranger.post(NEW, data={**form, "company_name": "Toinen Oy"}))
    assert mine.id != other.id
    assert mine.company_name == "Toinen Oy"


def test_draft_keeps_everything_however_wrong_and_comes_back(newcomer: FlaskClient, app_db: Database):
    typed = answers(
        title="x" * 500,
        description="kesken",
        municipality="Ei missään",
        phone="123",
        call_me="y",
        open_title="coordinator",
        action="draft",
    )
    response = newcomer.post(NEW, data=typed)
    assert response.headers["Location"] == "/company/needs"
    (draft,) = drafts.list_drafts(app_db, users.find_user_by_email(app_db, NEWCOMER).id)
    page = newcomer.get(f"{NEW}?draft={draft.id}").text
    fields = Fields(page)
    assert fields.texts["description"].strip() == "kesken"
    kept = {
        name: fields.found[name].get("value") for name in ("title", "municipality", "phone", "submission_key")
    }
    assert kept == {name: typed[name] for name in kept}
    assert re.search(r'value="testing"\s+checked', page)
    assert "checked" in fields.found["call_me"]
    assert re.search(r'<option selected value="coordinator">', page)


def test_saving_again_keeps_one_draft_and_sending_uses_it_up(newcomer: FlaskClient, app_db: Database):
    form = answers(action="draft")
    newcomer.post(NEW, data=form)
    newcomer.post(NEW, data={**form, "title": "Toinen versio"})
    user = users.find_user_by_email(app_db, NEWCOMER)
    (draft,) = drafts.list_drafts(app_db, user.id)
    assert draft.form["title"] == "Toinen versio"
    url = f"{NEW}?draft={draft.id}"
    first = newcomer.post(url, data={**form, "action": "send"})
    again = newcomer.post(url, data={**form, "action": "send"})
    assert first.headers["Location"] == again.headers["Location"]
    assert drafts.list_drafts(app_db, user.id) == []


def test_draft_of_somebody_else_is_not_found(newcomer, member, app_db):
    newcomer.post(NEW, data=answers(action="draft"))
    (draft,) = drafts.list_drafts(app_db, users.find_user_by_email(app_db, NEWCOMER).id)
    assert member.get(f"{NEW}?draft={draft.id}").status_code == 404
    assert member.post(f"/company/drafts/{draft.id}/delete").status_code == 404
    assert newcomer.get(f"{NEW}?draft={'a' * 16}").status_code == 404
    assert drafts.list_drafts(app_db, draft.user_id) == [draft]


def test_draft_is_listed_resumed_and_deleted(newcomer: FlaskClient, app_db: Database):
    newcomer.post(NEW, data=answers(action="draft", title="<i>Kesken</i>"))
    page = newcomer.get("/company/needs").text
    (draft,) = drafts.list_drafts(app_db, users.find_user_by_email(app_db, NEWCOMER).id)
    assert f"{NEW}?draft={draft.id}" in page
    assert "&lt;i&gt;Kesken&lt;/i&gt;" in page
    newcomer.post(f"/company/drafts/{draft.id}/delete")
    assert "No needs yet" in newcomer.get("/company/needs").text


def test_text_of_the_front_page_waits_with_its_first_sentence_as_title(app_db: Database, sign_in: SignIn):
    text = "Puhallin tärisee pahasti. Laakerit on vaihdettu kahdesti, mutta vika palaa aina."
    draft = keep_need_text(app_db, email=NEWCOMER, form={"description": text}, language=Language.FI, now=NOW)
    page = sign_in(NEWCOMER).get(f"{NEW}?draft={draft.id}").text
    fields = Fields(page)
    assert fields.found["title"]["value"] == "Puhallin tärisee pahasti."
    assert fields.texts["description"].strip() == text


def test_person_waiting_for_a_company_can_keep_a_draft_but_not_send(newcomer, member, sign_in, app_db):
    taken = {"company_name": "Esimerkkipaja Oy (keksitty)", "municipality": "Varkaus"}
    before = app_db["needs"].count
    response = newcomer.post(NEW, data=answers(**taken))
    assert response.headers["Location"] == "/company/profile"
    page = newcomer.get("/company/profile").text
    assert "Waiting to be accepted" in page
    assert "Esimerkkipaja" not in page
    newcomer.post(NEW, data=answers(**taken, submission_key="b" * 16))
    assert app_db["needs"].count == before
    assert len(drafts.list_drafts(app_db, users.find_user_by_email(app_db, NEWCOMER).id)) == 2


def test_refused_send_keeps_what_was_typed_as_a_draft(newcomer: FlaskClient, app_db: Database):
    typed = answers(title="Uusi otsikko", description="Mepcon kone seisoo.", company_name="", summary="")
    assert newcomer.post(NEW, data=typed).status_code == 422
    user = users.find_user_by_email(app_db, NEWCOMER)
    (draft,) = drafts.list_drafts(app_db, user.id)
    assert (draft.form["title"], draft.form["description"]) == ("Uusi otsikko", "Mepcon kone seisoo.")
