"""Help while a need is written, the summary, drafts that save themselves, and forms sent after the session had ended."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.ids import new_id
from matchmaker.model.need import Audience, NeedPart
from matchmaker.operations.save_draft import MOST_DRAFTS
from matchmaker.operations.sign_in import make_link_token
from matchmaker.store import drafts, needs, users
from matchmaker.store.database import write_tx
from matchmaker.web.limits import limiter
from tests.conftest import NOW, new_client
from tests.web.company.conftest import MEMBER, NEWCOMER, Fields, answers

NEW = "/company/needs/new"
HELP = "/company/needs/help"
AUTOSAVE = "/company/drafts/autosave"
SHOP = "Esimerkkipaja Oy (keksitty)"


def drafts_of(db: Database, email: str = NEWCOMER):
    return drafts.list_drafts(db, users.find_user_by_email(db, email).id)


def unchecked(**changed: object) -> dict[str, object]:
    """As a browser without scripts sends it the first time."""
    return answers(**{"summary": "", "checked": "", **changed})


# The summary and the hints before sending


def test_first_send_shows_what_institutions_may_see_and_the_second_sends(newcomer, app_db):
    form = unchecked()
    before = app_db["needs"].count
    page = newcomer.post(NEW, data=form)
    fields = Fields(page.text)
    assert page.status_code == 200
    box = page.text[page.text.index("Not sent yet") : page.text.index("What would help")]
    assert 'name="action" value="send"' in " ".join(box.split()), "it can be sent from there"
    assert "notice-warning" in page.text[: page.text.index("Not sent yet")][-700:]
    assert "This is what an institution sees" in page.text
    assert app_db["needs"].count == before
    summary = fields.texts["summary"].strip()
    assert summary.startswith("Runko on 8 mm S700-terästä"), "the title stands above it"
    assert fields.found["checked"]["value"] == "yes"
    again = newcomer.post(NEW, data={**form, "summary": summary, "checked": "yes"})
    need = needs.get_need(app_db, again.headers["Location"].split("/")[3])
    assert need.content.summary == summary


def test_language_switch_on_the_check_keeps_what_was_typed(newcomer: FlaskClient):
    page = newcomer.post(NEW, data=unchecked()).text
    assert re.search(r'<form method="post" action="/company/needs/new\?lang=fi">', page)


def test_hints_may_be_ignored(newcomer: FlaskClient):
    form = unchecked(title="Tuote", description="Haluaisimme parantaa tuotetta.")
    page = newcomer.post(NEW, data=form).text
    assert "You may send it anyway." in page
    assert "No material, size or standard is named" in page
    sent = newcomer.post(NEW, data={**form, "summary": "Tuotetta parannetaan.", "checked": "yes"})
    assert sent.status_code == 302


def test_own_summary_of_a_good_text_is_sent_at_once(newcomer: FlaskClient):
    sent = newcomer.post(NEW, data=unchecked(summary="Konepaja etsii apua hitsaukseen."))
    assert sent.status_code == 302


def test_summary_that_was_emptied_is_asked_for(newcomer: FlaskClient):
    response = newcomer.post(NEW, data=answers(summary=" "))
    assert response.status_code == 422
    assert "Write in a sentence or two what institutions may know of your need." in response.text


@pytest.mark.parametrize(
    "naming",
    [
        "Uusi Paja Oy etsii apua.",
        "Uuden Pajan? UUSI PAJA etsii.",
        "Soita 040 123 4567.",
        "a@uusipaja.fi",
        "2077474-0",
    ],
)
def test_summary_that_tells_who_asks_is_refused(newcomer: FlaskClient, app_db: Database, naming: str):
    before = app_db["needs"].count
    response = newcomer.post(NEW, data=answers(summary=naming))
    assert response.status_code == 422
    assert "Institutions read this before you have both said yes" in response.text
    assert Fields(response.text).found["summary"]["aria-invalid"] == "true"
    assert app_db["needs"].count == before


def test_known_companys_name_is_refused_as_well(member: FlaskClient):
    response = member.post(NEW, data=answers(summary="Esimerkkipajan hitsit halkeilevat."))
    assert "it tells who you are: Esimerkkipajan" in response.text


def test_text_that_is_open_at_once_may_not_name_the_company_but_a_closed_one_may(newcomer: FlaskClient):
    text = "Uusi Paja Oy valmistaa 8 mm S700-runkoja, ja niiden hitsit halkeilevat kuormituksessa kulmista."
    response = newcomer.post(NEW, data=answers(description=text))
    assert response.status_code == 422
    assert "It tells who you are: Uusi Paja Oy." in response.text
    assert (
        newcomer.post(NEW, data=answers(description=text, open_description="introduced")).status_code == 302
    )


def test_title_is_shown_to_institutions_without_names(newcomer: FlaskClient):
    named = "Uusi Paja Oy:n hitsit halkeavat Siilinjärvellä"
    page = newcomer.post(NEW, data=unchecked(title=named)).text
    seen = page[page.index("This is what an institution sees") :]
    assert "<strong>Yrityksen hitsit halkeavat alueellamme</strong>" in seen
    assert "Left out or said more generally: Uusi Paja Oy:n, Siilinjärvellä." in page


def test_words_that_look_like_names_are_pointed_out_once(newcomer: FlaskClient, app_db: Database):
    form = answers(summary="Tilaajamme Normet vaatii kestävän hitsin.", open_description="introduced")
    page = newcomer.post(NEW, data=form)
    assert page.status_code == 200
    assert "Take out “Normet”" in page.text
    again = {**form, "checked": Fields(page.text).found["checked"]["value"]}
    assert newcomer.post(NEW, data=again).status_code == 302


def test_long_summary_is_refused(newcomer: FlaskClient):
    response = newcomer.post(NEW, data=answers(summary="Hitsi. " * 100))
    assert response.status_code == 422
    assert "This is longer than 500 characters." in response.text


def test_description_opens_only_after_both_said_yes_unless_chosen_otherwise(newcomer: FlaskClient):
    page = newcomer.get(NEW).text
    part = page[page.index('id="open_description"') :]
    assert re.search(r'<option selected value="introduced">', part[: part.index("</select>")])


def test_text_of_the_front_page_is_sent_with_one_press(newcomer: FlaskClient, app_db: Database):
    text = (
        "Puhallin tärisee pahasti 1500 kierroksella. Laakerit on vaihdettu kahdesti, mutta vika palaa aina."
    )
    user = users.find_user_by_email(app_db, NEWCOMER)
    with write_tx(app_db):
        draft = drafts.add_draft(app_db, user_id=user.id, form={"description": text}, now=NOW)
    fields = Fields(newcomer.get(f"{NEW}?draft={draft.id}").text)
    summary = fields.texts["summary"].strip()
    assert summary == "Laakerit on vaihdettu kahdesti, mutta vika palaa aina."
    typed = answers(description=text, summary=summary, checked=fields.found["checked"]["value"])
    assert newcomer.post(f"{NEW}?draft={draft.id}", data=typed).status_code == 302


def test_edited_need_keeps_its_summary_and_guards_it(member: FlaskClient, app_db: Database):
    location = member.post(NEW, data=answers()).headers["Location"]
    need = needs.get_need(app_db, location.split("/")[3])
    page = Fields(member.get(f"/company/needs/{need.id}/edit").text)
    assert page.texts["summary"].strip() == need.content.summary
    changed = {**answers(summary="Paja etsii hitsausapua."), "seen": need.version_id, "language": "fi"}
    member.post(f"/company/needs/{need.id}/edit", data=changed)
    assert needs.get_need(app_db, need.id).content.summary == "Paja etsii hitsausapua."
    again = {**changed, "seen": needs.get_need(app_db, need.id).version_id, "summary": "Esimerkkipaja Oy"}
    assert member.post(f"/company/needs/{need.id}/edit", data=again).status_code == 422


# Help while typing


def test_help_answers_with_hints_suggestions_and_the_institutions_view(member: FlaskClient):
    piece = member.post(
        HELP, data=unchecked(title="", description="Esimerkkipaja Oy: hitsaussauma halkeaa. 040 123 4567")
    )
    assert piece.status_code == 200
    assert "There are contact details in the text." in piece.text
    assert "What may fit" in piece.text
    assert "<html" not in piece.text
    summary = re.search(r'data-summary="([^"]*)"', piece.text)
    assert summary is not None
    assert "Esimerkkipaja" not in summary[1]
    assert "040" not in summary[1]


def test_examples_are_of_the_chosen_field_and_a_strong_text_is_praised(newcomer: FlaskClient):
    strong = "Runko on 8 mm S700-terästä ja hitsi halkeaa kulmasta 500 tunnin jälkeen."
    piece = newcomer.post(HELP, data=unchecked(description=strong, sector="energy")).text
    assert "chip-fired boiler" in piece
    assert "blueberry" not in piece
    assert "Good: the text says" in piece
    unknown = newcomer.post(HELP, data=unchecked(description="", title="", sector="")).text
    assert "<details><summary>Energy</summary>" in unknown, "each field behind its name"
    assert "Good: the text says" not in unknown


def test_help_keeps_a_summary_that_was_written(member: FlaskClient):
    piece = member.post(HELP, data=answers(summary="Omin sanoin."))
    assert 'data-summary="Omin sanoin."' in piece.text


def test_help_says_when_nothing_clearly_fits(member: FlaskClient):
    piece = member.post(
        HELP, data=unchecked(title="Xyzzy", description="Qwertyuiop asdfgh zxcvbnm lorem ipsum dolor.")
    )
    assert "Nothing in the catalogue clearly fits these words yet." in piece.text


def test_help_for_an_empty_page_is_empty(member: FlaskClient):
    piece = member.post(HELP, data={})
    assert piece.status_code == 200
    assert 'data-summary=""' in piece.text
    assert "What may fit" not in piece.text


def test_help_keeps_and_logs_nothing(member: FlaskClient, app: Flask, app_db: Database, settings, caplog):
    before = app_db.execute("PRAGMA data_version").fetchone()[0]
    with caplog.at_level("DEBUG"):
        member.post(HELP, data=answers(description="Salainen hitsaussauma halkeaa merkillisesti kulmasta."))
    assert app_db.execute("PRAGMA data_version").fetchone()[0] == before
    assert "merkillisesti" not in caplog.text
    assert not any(
        b"merkillisesti" in path.read_bytes() for path in settings.instance.rglob("*") if path.is_file()
    )


def test_help_has_a_limit_of_its_own(member: FlaskClient):
    limiter.reset()
    statuses = [member.post(HELP, data={}).status_code for _ in range(61)]
    assert statuses == [200] * 60 + [429]
    assert member.post(AUTOSAVE, data=answers()).status_code == 200


# Drafts that save themselves


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


# The session ended while somebody typed


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


def test_openness_of_parts_is_kept(newcomer: FlaskClient, app_db: Database):
    location = newcomer.post(NEW, data=answers(open_description="coordinator")).headers["Location"]
    content = needs.get_need(app_db, location.split("/")[3]).content
    assert content.openness[NeedPart.DESCRIPTION] is Audience.COORDINATOR


def test_link_of_the_carried_form_works_in_another_browser(app: Flask, app_db: Database):
    new_client(app).post("/company/needs/keep", data={**unchecked(title="Tärinä"), "email": NEWCOMER})
    draft_id = next(iter(app_db.query("SELECT id FROM drafts WHERE email = ?", [NEWCOMER])))["id"]
    other = new_client(app)
    path = f"{NEW}?draft={draft_id}"
    token = make_link_token(app_db, email=NEWCOMER, next_path=path, now=NOW)
    assert other.post(f"/sign-in/{token}").headers["Location"] == path
    assert Fields(other.get(path).text).found["title"]["value"] == "Tärinä"
