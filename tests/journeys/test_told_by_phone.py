"""From a phone call to a decision and its end: a coordinator's whole way, in each language, page by page."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.ids import new_id
from matchmaker.model.match import MatchState
from matchmaker.model.need import ClosingResult, NeedState
from matchmaker.store import matches, needs
from tests.conftest import SignIn

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


def post(browser: FlaskClient, url: str, data: dict[str, object]) -> str:
    """Press a button; where it leads."""
    response = browser.post(url, data=data)
    assert response.status_code == 302, f"{url} answers {response.status_code}"
    location: str = response.location
    return location
