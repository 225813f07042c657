"""Help while a need is written, the summary, drafts that save themselves, and forms sent after the session had ended."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.need import Audience, NeedPart
from matchmaker.store import drafts, needs, users
from matchmaker.store.database import write_tx
from matchmaker.web.limits import limiter
from tests.conftest import NOW
from tests.web.company.conftest import AUTOSAVE, NEW, NEWCOMER, Fields, answers, unchecked

HELP = "/company/needs/help"
SHOP = "Esimerkkipaja Oy (keksitty)"


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


# The session ended while somebody typed


def test_openness_of_parts_is_kept(newcomer: FlaskClient, app_db: Database):
    location = newcomer.post(NEW, data=answers(open_description="coordinator")).headers["Location"]
    content = needs.get_need(app_db, location.split("/")[3]).content
    assert content.openness[NeedPart.DESCRIPTION] is Audience.COORDINATOR
