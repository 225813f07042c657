"""From a phone call to a decision and its end: a coordinator's whole way, in each language, page by page."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.ids import new_id
from matchmaker.model.introduction import LinkAction
from matchmaker.model.match import MatchState
from matchmaker.model.need import ClosingResult, NeedState
from matchmaker.operations.introduction_params import introduction_params
from matchmaker.store import action_links, introductions, matches, needs
from matchmaker.store.database import write_tx
from tests.conftest import NOW, SignIn

WORDS = {
    "en": ("The need was entered for the company", "The need was closed", "Shared words:"),
    "fi": ("Tarve kirjattiin yrityksen puolesta", "Tarve merkittiin päättyneeksi", "Yhteiset sanat:"),
}
TOLD = {
    "company_name": "Kattilapaja Oy",
    "municipality": "Iisalmi",
    "title": "Pellettikattila savuttaa ja laakerit kuluvat",
    "description": "Syöttöruuvin laakerit kuluvat puolessa vuodessa ja puhallin tärisee. Kuka voisi mitata värähtelyn?",
    "language": "detect",
    "helps": ["measurement"],
    "urgency": "months",
    "sector": "machinery",
    "channel": "phone",
    "agreed_by": "Veikko Virtanen",
    "agreed_how": "phone",
    "agreed_on": "2026-11-24",
    "consent_match": "y",
    "consent_introduce": "y",
    "email": "veikko@example.com",
    **{
        f"open_{part}": "asked"
        for part in ("title", "description", "sector", "municipality", "size", "makes")
    },
}


@pytest.mark.parametrize("language", ["en", "fi"])
def test_a_phone_call_becomes_decisions_and_a_result(
    language: str, app: Flask, app_db: Database, sign_in: SignIn
) -> None:
    kaija = sign_in("coordinator@demo.example.com")
    kaija.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    entered, closed, shared = WORDS[language]

    # Nobody of that name is here, so the company is new.
    kaija.get("/coordinator/needs/new?q=Kattilapaja")
    need_url = post(kaija, "/coordinator/needs/new?company=new", {**TOLD, "submission_key": new_id()})
    need_id = need_url.rsplit("/", 1)[1]
    assert shared in kaija.get(need_url).text

    # She takes it up and reviews: the first fits, the rest do not.
    post(kaija, f"{need_url}/accept", {})
    found = matches.list_matches(app_db, need_id)
    assert found
    onward = post(kaija, f"/coordinator/matches/{found[0].id}/hold", {"seen": "suggested"})
    undo = re.search(r"/coordinator/matches/\w+/undo/\w+", kaija.get(onward).text)
    assert undo is not None
    post(kaija, undo[0], {})
    post(kaija, f"/coordinator/matches/{found[0].id}/approve", {"seen": "suggested"})
    for match in found[1:]:
        onward = post(
            kaija, f"/coordinator/matches/{match.id}/reject", {"seen": "suggested", "reason": "other"}
        )
    assert onward.split("?")[0] == need_url

    # Veikko sees what was approved, and none of what was not.
    veikko = sign_in("veikko@example.com")
    page = veikko.get(f"/company/needs/{need_id}").text
    assert [m.state for m in matches.list_matches(app_db, need_id)].count(MatchState.APPROVED) == 1
    assert page.count('<article class="match-card') == 1

    # The end, and the whole story in words.
    post(kaija, f"{need_url}/close", {"seen": "accepted", "result": "result"})
    need = needs.get_need(app_db, need_id)
    assert (need.state, need.result) == (NeedState.CLOSED, ClosingResult.RESULT)
    story = kaija.get(need_url).text
    assert story.index(closed) < story.index(entered)  # newest first
    assert need.content.title not in kaija.get("/coordinator/needs").text


def test_a_company_without_any_address_comes_to_a_meeting(
    app: Flask, app_db: Database, sign_in: SignIn
) -> None:
    kaija = sign_in("coordinator@demo.example.com")
    nothing = {**TOLD, "email": "", "phone": "040 123 4567", "submission_key": new_id()}
    need_url = post(kaija, "/coordinator/needs/new?company=new", nothing)
    post(kaija, f"{need_url}/accept", {})
    match = matches.list_matches(app_db, need_url.rsplit("/", 1)[1])[0]
    match_url = f"/coordinator/matches/{match.id}"
    post(kaija, f"{match_url}/approve", {"seen": "suggested"})

    # Nobody is mailed: she calls, and with the company's yes the institution is asked.
    page = kaija.get(match_url).text
    assert "Ask the company by phone" in page
    assert 'href="tel:+358401234567"' in page
    assert 'value="Veikko Virtanen"' in page
    said = {"answer": "yes", "told_by": "Veikko Virtanen", "told_on": "2026-11-24"}
    post(kaija, f"{match_url}/told", {**said, "other_email": "tutkija@laitos.example"})
    assert templates(app_db) == ["ask_institution"]
    page = kaija.get(match_url).text
    assert "Veikko Virtanen" in page
    assert "told by phone" in page

    # The institution says yes in its mail; it gets the telephone number, and she is told to call.
    introduction = introductions.find_introduction(app_db, match.id)
    assert introduction is not None
    with write_tx(app_db):
        token = action_links.add_action_link(
            app_db,
            action=LinkAction.ANSWER_INSTITUTION,
            object_id=introduction.id,
            email="tutkija@laitos.example",
            now=NOW,
            life=timedelta(days=7),
        )
    post(app.test_client(), f"/answer/{token}", {"answer": "yes"})
    assert templates(app_db) == ["introduced_institution", "introduction_result"]
    told = introduction_params(
        app_db, "introduced_institution", {"introduction_id": introduction.id}, Language.FI
    )
    assert (told["company_person"], told["company_phone"], told["company_email"]) == (
        "Veikko Virtanen",
        "+358 40 1234567",
        "",
    )
    assert "Call the company: no mail reaches it" in kaija.get("/coordinator/").text
    page = kaija.get(need_url).text
    assert "I have called the company" in page
    assert "“tutkija@laitos.example of" in page
    assert post(kaija, f"{match_url}/called", {"from": "need"}) == need_url
    assert "I have called the company" not in kaija.get(need_url).text
    assert "Call the company: no mail reaches it" not in kaija.get("/coordinator/").text
    assert "The company was not called after all" in kaija.get(match_url).text
    post(kaija, f"{match_url}/called/take-back", {})
    assert "Call the company: no mail reaches it" in kaija.get("/coordinator/").text
    post(kaija, f"{match_url}/called", {"from": "need"})

    # They have met.
    met = {"kind": "met", "match": match.id, "happened_on": "2026-11-24"}
    post(kaija, f"{need_url}/outcomes", met)
    assert matches.get_match(app_db, match.id).state is MatchState.MET
    story = kaija.get(need_url).text
    assert "told by phone: Veikko Virtanen" in story
    assert "The company was told by phone what came of a question" in story


def templates(db: Database) -> list[str]:
    """What waits to be mailed about introductions."""
    sql = "SELECT template FROM outbox WHERE cancelled_at IS NULL AND params LIKE '%introduction_id%' ORDER BY rowid"
    return [row["template"] for row in db.query(sql)]


def post(browser: FlaskClient, url: str, data: dict[str, object]) -> str:
    """Press a button; where it leads."""
    response = browser.post(url, data=data)
    assert response.status_code == 302, f"{url} answers {response.status_code}"
    location: str = response.location
    return location
