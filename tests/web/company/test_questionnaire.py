"""The questionnaire, its drafts and its receipt, through the whole application."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.codes import Help, Language, Sector, Urgency
from matchmaker.model.company import CONSENT_TEXT_VERSION, ConsentPurpose
from matchmaker.model.match import MatchState
from matchmaker.model.need import Audience, NeedPart, NeedState
from matchmaker.store import companies, matches, needs, users
from matchmaker.store.database import write_tx
from matchmaker.web.match_cards import SHOWN
from tests.conftest import NOW, new_client
from tests.web.company.conftest import MEMBER, NEW, NEWCOMER, Fields, answers, need_of


def test_newcomer_comes_from_questionnaire_to_receipt_in_two_pages(newcomer: FlaskClient, app_db: Database):
    assert newcomer.get(NEW).status_code == 200
    response = newcomer.post(NEW, data=answers(consent_report="y"))
    need = need_of(app_db, response)
    page = newcomer.get(response.headers["Location"]).text

    assert "within 3 working days" in page
    assert "It costs nothing" in page
    assert (need.company_name, need.company_municipality, need.state) == (
        "Uusi Paja Oy",
        "297",
        NeedState.SUBMITTED,
    )
    content = need.content
    assert (content.helps, content.sector, content.urgency) == ({Help.TESTING}, Sector.MACHINERY, Urgency.NOW)
    assert content.language is Language.FI
    assert content.openness[NeedPart.MAKES] is Audience.COORDINATOR
    consents = companies.list_consents(app_db, need.company_id, need.id)
    assert {consent.purpose for consent in consents} == {ConsentPurpose.MATCH, ConsentPurpose.REPORT}
    assert {(c.agreed_by, c.text_version) for c in consents} == {(NEWCOMER, CONSENT_TEXT_VERSION)}
    mails = {(row["template"], row["recipient"]) for row in app_db["outbox"].rows}
    assert {("need_received", NEWCOMER), ("need_waiting", "coordinator@demo.example.com")} <= mails


def test_what_is_seen_first_is_what_the_receipt_shows(member: FlaskClient):
    """Both rank the same: the first sentence as the title, the whole text, and the company of whoever looks."""
    text = "Hakekattilan piipusta tulee hiukkasia. Pitäisi mitata savukaasun päästöt."
    first = member.post("/preview", data={"description": text}).text
    draft = member.post("/send", data={"description": text}).location
    title = Fields(member.get(draft).text).found["title"]["value"]
    sent = member.post(NEW, data=answers(title=title, description=text), follow_redirects=True).text
    assert "We received your need" in sent
    assert _cards(first) == _cards(sent)
    assert len(_cards(first)) > 1


def _cards(page: str) -> list[str]:
    """Cards as they are written, words and order and all."""
    return re.findall(r'<article class="match-card.*?</article>', page, re.DOTALL)


def test_pages_speak_finnish_to_a_finnish_browser(app: Flask, newcomer: FlaskClient):
    newcomer.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fi"
    page = newcomer.get(NEW).text
    assert "Tarpeesi yhdellä lauseella" in page
    receipt = newcomer.post(NEW, data=answers(), follow_redirects=True).text
    assert "Klusterin koordinaattori lukee tarpeesi 3 arkipäivän kuluessa." in receipt


def test_first_need_takes_at_most_seven_typed_fields(newcomer: FlaskClient):
    fields = Fields(newcomer.get(NEW).text).found
    typed = [
        name
        for name, control in fields.items()
        if control["tag"] == "textarea" or control.get("type") in ("text", "tel", "email", "url")
    ]
    assert {"title", "description", "company_name", "municipality"} <= set(typed)
    assert len(typed) <= 7


def test_name_and_company_are_asked_once_and_the_rest_with_the_next_need(
    newcomer: FlaskClient, app_db: Database
):
    first = Fields(newcomer.get(NEW).text).found
    assert {"person_name", "size"} <= set(first)
    assert not {"business_id", "makes", "open_makes"} & set(first)
    need = need_of(app_db, newcomer.post(NEW, data=answers(person_name="Kaisa Kokki", size="small")))
    person = users.find_user_by_email(app_db, NEWCOMER)
    assert person is not None
    assert person.name == "Kaisa Kokki"
    given = companies.list_consents(app_db, need.company_id, need.id)
    assert {consent.agreed_by for consent in given} == {"Kaisa Kokki"}
    second = Fields(newcomer.get(NEW).text).found
    assert {"business_id", "makes", "open_makes"} <= set(second)
    assert not {"person_name", "size", "company_name", "municipality"} & set(second)
    wrong = newcomer.post(NEW, data=answers(business_id="1234567-8", makes="Runkoja"))
    assert wrong.status_code == 422
    newcomer.post(NEW, data=answers(business_id="1234567-1", makes="Runkoja"))
    profile = companies.get_company(app_db, need.company_id).profile
    assert (profile.business_id, profile.size, profile.makes) == ("1234567-1", "small", "Runkoja")


def test_browser_cuts_no_pasted_text_short(newcomer: FlaskClient):
    assert "maxlength" not in newcomer.get(NEW).text


def test_member_is_not_asked_for_what_is_known(member: FlaskClient):
    fields = Fields(member.get(NEW).text).found
    assert not {"company_name", "municipality"} & set(fields)


def test_only_the_missing_municipality_is_asked_and_kept(member: FlaskClient, app_db: Database):
    company_id = users.list_memberships(app_db, users.find_user_by_email(app_db, MEMBER).id)[0].company_id
    app_db.execute("UPDATE companies SET municipality = NULL WHERE id = ?", [company_id])
    fields = Fields(member.get(NEW).text).found
    assert "municipality" in fields
    assert "company_name" not in fields
    member.post(NEW, data=answers(municipality="siilinjärvi"))
    assert companies.get_company(app_db, company_id).profile.municipality == "749"


@pytest.mark.parametrize(
    ("chosen", "description", "kept"),
    [
        ("detect", "Our pressure vessel welds crack in the heat-affected zone after welding.", Language.EN),
        ("detect", "Painelaitteen hitsit halkeilevat lämpövyöhykkeellä hitsauksen jälkeen.", Language.FI),
        ("en", "Painelaitteen hitsit halkeilevat lämpövyöhykkeellä hitsauksen jälkeen.", Language.EN),
    ],
)
def test_language_is_found_from_the_text_unless_named(newcomer, app_db, chosen, description, kept):
    title = description[:40]
    response = newcomer.post(NEW, data=answers(title=title, description=description, language=chosen))
    assert need_of(app_db, response).content.language is kept


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("title", "", "Write your need in one sentence."),
        ("title", "   \u0000\t ", "Write your need in one sentence."),
        ("title", "x" * 151, "longer than 150 characters"),
        ("description", "", "Tell us in your own words what you need."),
        ("description", "Liian lyhyt.", "at least 20 characters"),
        ("description", "a" * 10_001, "longer than 10,000 characters"),
        ("company_name", " ", "Write the name of the company."),
        ("company_name", "Oy " * 100, "longer than 200 characters"),
        ("municipality", "", "Write the municipality where the company is."),
        ("municipality", "Kuopijo", "There is no municipality called “Kuopijo”."),
        ("municipality", "Pohjois-Savo", "There is no municipality called “Pohjois-Savo”."),
        ("phone", "soittakaa", "This is not a telephone number."),
        ("helps", "cooking", "&#39;cooking&#39; is not a valid choice for this field."),
        ("sector", "'; DROP TABLE needs; --", "Not a valid choice."),
        ("urgency", "yesterday", "Not a valid choice."),
        ("language", "sv", "Not a valid choice."),
        ("open_title", "everybody", "Not a valid choice."),
    ],
)
def test_bad_field_is_named_beside_it_and_nothing_is_stored(newcomer, app_db, field, typed, message):
    before = app_db["needs"].count
    response = newcomer.post(NEW, data=answers(**{field: typed}))
    page = response.text
    control = Fields(page).found[field]

    assert response.status_code == 422
    assert message in page
    if field not in ("helps", "urgency"):
        assert control["aria-invalid"] == "true"
        assert f"{field}-error" in control["aria-describedby"].split()
    assert f'href="#{field}"' in page  # the summary leads to the field
    assert f'id="{field}-error"' in page
    assert app_db["needs"].count == before
    assert Fields(page).texts["description"].strip() == (
        typed if field == "description" else answers()["description"]
    )


def test_100_000_characters_come_back_whole_with_a_clear_message(newcomer: FlaskClient):
    text = ("Hitsaussauma halkeaa. " * 4_600)[:100_000].strip()
    response = newcomer.post(NEW, data=answers(description=text))
    assert response.status_code == 422
    assert "The text is longer than 10,000 characters." in response.text
    assert Fields(response.text).texts["description"].strip() == text


def test_megabytes_are_refused_with_a_page_that_says_so(newcomer: FlaskClient):
    response = newcomer.post(NEW, data=answers(description="a" * 3_000_000))
    assert response.status_code == 413
    assert "Too much to send" in response.text


def test_number_is_needed_only_when_we_should_call(newcomer: FlaskClient, app_db: Database):
    response = newcomer.post(NEW, data=answers(call_me="y", phone=""))
    assert response.status_code == 422
    assert "Write the number to call, or untick the wish for a call." in response.text
    response = newcomer.post(NEW, data=answers(call_me="y", phone="040-123 4567"))
    content = need_of(app_db, response).content
    assert (content.call_me, content.phone) == (True, "+358 40 1234567")


def test_nothing_is_sent_without_consent_to_matching(newcomer: FlaskClient, app_db: Database):
    form = answers()
    del form["consent_match"]
    response = newcomer.post(NEW, data=form)
    assert response.status_code == 422
    assert "We need your permission to read the need" in response.text
    assert users.list_memberships(app_db, users.find_user_by_email(app_db, NEWCOMER).id) == []


def test_missing_fields_are_errors_not_accidents(newcomer: FlaskClient):
    response = newcomer.post(NEW, data={"action": "send"})
    assert response.status_code == 422
    assert "Please check these points" in response.text


@pytest.mark.parametrize(
    "text",
    [
        "Meidän laitteessa on häiriö 🔥🔧 ja 👩🏽‍🔬 tarvittaisiin katsomaan sitä.",
        "نحتاج إلى قياس الاهتزاز في المضخة الكبيرة",
        "<script>alert('x')</script> <b>Hitsi</b> halkeaa & murtuu “usein”",
        "{{ 7 * 7 }} {% raw %} %(user)s ${7*7} hitsaussauma",
    ],
)
def test_any_text_is_kept_and_shown_as_it_is(newcomer: FlaskClient, app_db: Database, text: str):
    response = newcomer.post(NEW, data=answers(title=text, description=text))
    need = need_of(app_db, response)
    page = newcomer.get(f"/company/needs/{need.id}").text
    assert (need.content.title, need.content.description) == (text, text)
    assert "<script>alert" not in page
    assert "<b>Hitsi</b>" not in page
    assert "49" not in re.findall(r"<h1[^>]*>(.*?)</h1>", page)[0]


def test_control_characters_and_text_direction_overrides_are_taken_out(
    newcomer: FlaskClient, app_db: Database
):
    response = newcomer.post(
        NEW,
        data=answers(
            title="Hitsi\u0000 \u202ehalkeaa\u0007",
            description="Rivi 1 on tässä.\r\nRivi\u0000 2 on tässä.\u2066",
        ),
    )
    content = need_of(app_db, response).content
    assert (content.title, content.description) == ("Hitsi halkeaa", "Rivi 1 on tässä.\nRivi 2 on tässä.")


# Drafts


# The receipt


def test_receipt_shows_suggestions_as_unchecked_until_a_coordinator_reads(newcomer, app_db):
    response = newcomer.post(NEW, data=answers())
    need = need_of(app_db, response)
    assert matches.list_matches(app_db, need.id)
    page = newcomer.get(response.headers["Location"]).text
    assert "Not yet checked by a person." in page
    assert 1 <= page.count("<article") <= SHOWN
    assert "Shared words:" in page
    with write_tx(app_db):
        needs.move_need(app_db, need.id, before=NeedState.SUBMITTED, after=NeedState.ACCEPTED, now=NOW)
    page = newcomer.get(response.headers["Location"]).text
    assert "<article" not in page
    assert "A coordinator has read your need." in page
    assert "working days" not in page


def test_rejected_suggestion_is_not_on_the_receipt(newcomer: FlaskClient, app_db: Database):
    response = newcomer.post(NEW, data=answers())
    need = need_of(app_db, response)
    app_db.execute("UPDATE matches SET state = ? WHERE need_id = ?", [MatchState.REJECTED, need.id])
    page = newcomer.get(response.headers["Location"]).text
    assert "<article" not in page
    assert "The service found nothing that clearly fits" in page


def test_signed_out_visitor_is_sent_to_sign_in_and_back(app: Flask):
    response = new_client(app).get(NEW)
    assert response.status_code == 302
    assert response.headers["Location"] == "/sign-in?next=/company/needs/new"


def test_word_that_looks_like_a_name_is_taken_out_with_one_press(newcomer: FlaskClient):
    typed = answers(title="Kone seisoo", description="Kone seisoo.", summary="Mepcon kone seisoo.")
    page = newcomer.post(NEW, data={**typed, "take_out": "Mepcon"}).text
    assert re.search(r'<textarea[^>]*name="summary"[^>]*>\s*Kone seisoo\.', page)
    assert "Take out “" not in page
