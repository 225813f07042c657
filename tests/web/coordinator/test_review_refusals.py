"""What may not be decided, by whom, and on what text: the page says why."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.company import ConsentPurpose
from matchmaker.model.match import Match, MatchState
from matchmaker.model.need import Need, NeedContent
from matchmaker.store import companies, needs
from matchmaker.store.database import write_tx
from tests.conftest import NOW, new_client
from tests.web.coordinator.conftest import press, state_of

URL = "/coordinator/matches"


def _plain(html: str) -> str:
    """Without the highlights and their numbers."""
    return re.sub(r"<[^>]+>", "", re.sub(r"<sup>.*?</sup>", "", html))


def test_without_permission_nobody_is_asked_and_the_page_says_why(
    coordinator: FlaskClient, app_db: Database, answering: Match
):
    need = needs.get_need(app_db, answering.need_id)
    with write_tx(app_db):
        for consent in companies.list_consents(app_db, need.company_id, need.id):
            if consent.purpose is ConsentPurpose.INTRODUCE:
                companies.withdraw_consent(app_db, consent.id, NOW)
    press(coordinator, answering, "approve")
    page = coordinator.post(f"{URL}/{answering.id}/ask", follow_redirects=True).text
    assert "The company has not agreed to be introduced" in page
    assert state_of(app_db, answering) is MatchState.APPROVED


def test_nothing_is_decided_on_a_closed_need(
    coordinator: FlaskClient, app_db: Database, need: Need, suggested: list[Match]
):
    coordinator.post(f"/coordinator/needs/{need.id}/close", data={"seen": "submitted", "result": "expired"})
    page = coordinator.get(f"{URL}/{suggested[0].id}").text
    assert "/approve" not in page
    assert "The need is closed" in page
    response = press(coordinator, suggested[0], "approve")
    assert response.location == f"{URL}/{suggested[0].id}"
    assert state_of(app_db, suggested[0]) is MatchState.SUGGESTED


def test_a_changed_text_shows_what_was_matched_and_that_there_is_a_newer_one(
    coordinator: FlaskClient, app_db: Database, need: Need, suggested: list[Match]
):
    with write_tx(app_db):
        content = NeedContent(
            title="Aivan muu asia", description="Toinen teksti.", language=need.content.language
        )
        needs.add_need_version(app_db, need.id, content, created_by=None, now=NOW)
    page = coordinator.get(f"{URL}/{suggested[0].id}").text
    assert "The need has a newer text" in page
    assert need.content.title in _plain(page)
    assert "Toinen teksti." not in page


def test_highlights_of_a_changed_profile_are_left_out(
    coordinator: FlaskClient, app_db: Database, need: Need, suggested: list[Match]
):
    """A profile has no versions: what was highlighted in its old text would point at other words."""
    app_db.execute(
        "UPDATE companies SET makes = 'Ihan jotain muuta kuin ennen' WHERE id = ?", [need.company_id]
    )
    page = coordinator.get(f"{URL}/{suggested[0].id}").text
    assert "Ihan jotain muuta kuin ennen" in page


def test_a_match_added_by_hand_without_shared_words_says_so(
    coordinator: FlaskClient, app_db: Database, suggested: list[Match]
):
    app_db.execute("UPDATE matches SET reasons = '{}', origin = 'manual' WHERE id = ?", [suggested[0].id])
    page = coordinator.get(f"{URL}/{suggested[0].id}").text
    assert "The two texts share no words." in page


@pytest.mark.parametrize("forged", ["a" * 16, "1", "' OR 1=1 --", "%00", "ä" * 16])
def test_forged_ids_find_nothing(coordinator: FlaskClient, forged: str):
    assert coordinator.get(f"{URL}/{forged}").status_code == 404
    assert coordinator.get(f"{URL}/{forged}/reject").status_code == 404
    for step in ("approve", "hold", "reopen", "ask", f"undo/{'a' * 16}"):
        assert coordinator.post(f"{URL}/{forged}/{step}").status_code == 404


def test_decisions_need_a_csrf_token(app: Flask, app_db: Database, sign_in, suggested: list[Match]):
    browser = sign_in("coordinator@demo.example.com")
    app.config["WTF_CSRF_ENABLED"] = True
    assert press(browser, suggested[0], "approve").status_code == 400
    assert state_of(app_db, suggested[0]) is MatchState.SUGGESTED


def test_signed_out_people_are_led_to_sign_in(app: Flask, suggested: list[Match]):
    assert new_client(app).get(f"{URL}/{suggested[0].id}").location.startswith("/sign-in")
