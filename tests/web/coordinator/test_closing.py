"""Closing a need on its pages: the reason, what the company will read, the way back."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.match import Match
from matchmaker.model.need import ClosingResult, Need, NeedChannel, NeedState
from matchmaker.store import matches, needs
from tests.conftest import NOW
from tests.web.coordinator.conftest import COORDINATOR

URL = "/coordinator/needs"


@pytest.fixture
def need(app_db: Database) -> Need:
    """A demo need that was sent by form, so that its company can be told by mail."""
    sent = [one for one in needs.list_queue(app_db) if one.channel is NeedChannel.WEB]
    return max(sent, key=lambda one: len(matches.list_matches(app_db, one.id)))


def test_the_page_shows_what_ends_and_what_the_company_will_read(
    coordinator: FlaskClient, app_db: Database, need: Need, suggested: list[Match]
):
    app_db.execute("UPDATE matches SET state = 'asked' WHERE id = ?", [suggested[0].id])
    assert f'href="{URL}/{need.id}/close"' in coordinator.get(f"{URL}/{need.id}").text
    page = coordinator.get(f"{URL}/{need.id}/close").text
    assert re.search(
        rf"<li>{len(suggested) - 1} match(es)? that (is|are) not asked about yet ends? with the need", page
    )
    assert "1 question to both sides is called off." in page
    assert page.count('class="mail-text"') == len(ClosingResult)
    assert "Tarpeesi on päätetty" in page or "Your need is closed" in page
    assert COORDINATOR in page  # who reads the answer to the mail
    app_db.execute("UPDATE memberships SET state = 'ended' WHERE role = 'company'")
    assert "Tell them by phone." in coordinator.get(f"{URL}/{need.id}/close").text


def test_a_need_is_closed_with_its_result_and_the_closing_taken_back(
    coordinator: FlaskClient, app_db: Database, need: Need
):
    url = f"{URL}/{need.id}/close"
    assert coordinator.post(url, data={"seen": "submitted"}).status_code == 422
    assert "Choose how it ended." in coordinator.post(url, data={"seen": "submitted"}).text
    assert coordinator.post(url, data={"seen": "submitted", "result": "nonsense"}).status_code == 422
    page = coordinator.post(url, data={"seen": "submitted", "result": "no-match"}, follow_redirects=True).text
    assert needs.get_need(app_db, need.id).result is ClosingResult.NO_MATCH
    assert "The need is closed: No match found." in page
    assert "The need was closed (No match found)" in page
    assert "is told by mail at" in page
    assert "Ended with the need" in page
    assert "/approve" not in page
    late = coordinator.post(url, data={"seen": "submitted", "result": "result"}, follow_redirects=True).text
    assert "Nothing was changed." in late
    assert "The need is closed already." in coordinator.get(url).text
    assert f'action="{URL}/{need.id}/reopen"' in page
    back = coordinator.post(f"{URL}/{need.id}/reopen", follow_redirects=True).text
    assert "The closing is taken back." in back
    assert needs.get_need(app_db, need.id).state is NeedState.SUBMITTED
    assert (
        "The need is open already." in coordinator.post(f"{URL}/{need.id}/reopen", follow_redirects=True).text
    )


def test_a_need_is_opened_again_once_its_company_has_heard(
    app: Flask, coordinator: FlaskClient, app_db: Database, need: Need
):
    coordinator.post(f"{URL}/{need.id}/close", data={"seen": "submitted", "result": "expired"})
    app_db.execute("UPDATE outbox SET delivered_at = not_before WHERE template = 'closed_company'")
    app.config["CLOCK"] = lambda: NOW + timedelta(hours=2)
    page = coordinator.get(f"{URL}/{need.id}").text
    assert "Open the need again" in page
    assert "10 minutes later the company is told by mail that you go on looking." in page
    assert 'data-shortcut="u"' not in page
    page = coordinator.post(f"{URL}/{need.id}/reopen", follow_redirects=True).text
    assert "The need is open again." in page
    assert "company@demo.example.com is told by mail at 24 Nov 2026, 11:40" in page
    app_db.execute("UPDATE needs SET state = 'closed', result = 'withdrawn' WHERE id = ?", [need.id])
    app_db.execute("UPDATE consents SET withdrawn_at = '2026-11-24T06:00:00Z' WHERE need_id = ?", [need.id])
    page = coordinator.post(f"{URL}/{need.id}/reopen", follow_redirects=True).text
    assert page.count("so the need stays closed") == 2
    assert "/reopen" not in page
