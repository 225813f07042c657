"""Reviewing with the keyboard alone: one key a decision, one more for a reason's number, and the way back."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlite_utils import Database

from matchmaker.matching.engine import Analyser
from matchmaker.model.match import Match, MatchState, RejectReason
from matchmaker.operations.sign_in import make_link_token
from matchmaker.store import matches, needs
from matchmaker.store.database import open_database
from matchmaker.web.app import create_app
from tests.conftest import NOW, copy_demo


@pytest.fixture
def desk(
    tmp_path: Path, demo_instance: Path, analyser: Analyser, serve: Callable[[Flask], str], page: Page
) -> Iterator[tuple[str, Database]]:
    """Address and database of a demo of its own, a coordinator signed in."""
    app = create_app(copy_demo(demo_instance, tmp_path), analyser=analyser)
    app.config["CLOCK"] = lambda: NOW
    url = serve(app)
    db = open_database(app.config["SETTINGS"].database)
    page.goto(
        f"{url}/sign-in/{make_link_token(db, email='coordinator@demo.example.com', next_path='', now=NOW)}"
    )
    page.click("main button[type=submit]")
    page.goto(f"{url}/coordinator/needs?lang=en")
    yield url, db
    db.close()


@pytest.fixture
def suggested(desk: tuple[str, Database]) -> list[Match]:
    """The suggestions of the need that has most, best first."""
    _url, db = desk
    found = [matches.list_matches(db, need.id) for need in needs.list_queue(db)]
    best = max(found, key=len)
    assert len(best) >= 2
    return best


def test_a_key_decides_and_leads_on_and_u_takes_it_back(
    page: Page, desk: tuple[str, Database], suggested: list[Match]
) -> None:
    url, db = desk
    first, second = suggested[:2]
    page.goto(f"{url}/coordinator/matches/{first.id}")
    page.keyboard.press("a")
    expect(page).to_have_url(re.compile(rf"{url}/coordinator/matches/{second.id}\?decided=\w+"))
    assert matches.get_match(db, first.id).state is MatchState.APPROVED
    page.keyboard.press("i")
    expect(page).to_have_url(f"{url}/coordinator/matches/{first.id}")
    page.keyboard.press("u")
    expect(page.get_by_text("The decision is taken back.")).to_be_visible()
    assert matches.get_match(db, first.id).state is MatchState.SUGGESTED
    page.keyboard.press("n")
    expect(page).to_have_url(f"{url}/coordinator/matches/{second.id}")
    page.keyboard.press("p")
    expect(page).to_have_url(f"{url}/coordinator/matches/{first.id}")


def test_a_reason_is_seen_by_r_and_chosen_by_its_number(
    page: Page, desk: tuple[str, Database], suggested: list[Match]
) -> None:
    url, db = desk
    page.goto(f"{url}/coordinator/matches/{suggested[0].id}")
    reasons = page.get_by_role("button", name="Not for companies of this size")
    expect(reasons).to_be_hidden()
    page.keyboard.press("r")
    expect(reasons).to_be_visible()
    page.keyboard.press("5")
    expect(page).not_to_have_url(f"{url}/coordinator/matches/{suggested[0].id}")
    (decision,) = matches.list_decisions(db, suggested[0].id)
    assert (decision.after, decision.reason) == (MatchState.REJECTED, RejectReason.WRONG_SIZE)


def test_on_the_needs_page_keys_act_on_the_card_in_focus(
    page: Page, desk: tuple[str, Database], suggested: list[Match]
) -> None:
    url, db = desk
    page.goto(f"{url}/coordinator/needs/{suggested[0].need_id}")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("h")
    expect(page.get_by_role("heading", name="On hold")).to_be_visible()
    assert [matches.get_match(db, match.id).state for match in suggested[:2]] == [
        MatchState.SUGGESTED,
        MatchState.ON_HOLD,
    ]


def test_keys_do_nothing_while_a_note_is_written(
    page: Page, desk: tuple[str, Database], suggested: list[Match]
) -> None:
    url, db = desk
    page.goto(f"{url}/coordinator/matches/{suggested[0].id}/reject")
    page.get_by_label("Note").click()
    page.keyboard.type("a1h u5")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Note")).to_have_value("a1h u5\n")
    leaving = "() => window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert page.evaluate(leaving) is False  # the browser asks before what was typed is lost
    assert matches.list_decisions(db, suggested[0].id) == []
    page.get_by_role("button", name="Conflict of interest").click()
    expect(page).not_to_have_url(f"{url}/coordinator/matches/{suggested[0].id}/reject")
    (decision,) = matches.list_decisions(db, suggested[0].id)
    assert (decision.reason, decision.note) == (RejectReason.CONFLICT, "a1h u5")


def test_x_rejects_the_rest_and_g_leads_to_the_next_need(
    page: Page, desk: tuple[str, Database], suggested: list[Match]
) -> None:
    url, db = desk
    need_url = f"{url}/coordinator/needs/{suggested[0].need_id}"
    page.goto(need_url)
    page.keyboard.press("x")
    expect(page).to_have_url(f"{need_url}/reject-rest")
    page.keyboard.press("1")
    expect(page.get_by_text(f"{len(suggested)} suggestions are rejected.")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text(f"{len(suggested)} suggestions are back.")).to_be_visible()
    assert {matches.get_match(db, match.id).state for match in suggested} == {MatchState.SUGGESTED}
    page.keyboard.press("g")
    expect(page).to_have_url(re.compile(rf"{url}/coordinator/needs/\w+$"))
    expect(page).not_to_have_url(need_url)


def test_on_the_desk_keys_choose_a_line_and_take_its_step(page: Page, desk: tuple[str, Database]) -> None:
    url, db = desk
    waiting = [need.id for need in needs.list_queue(db)]
    page.goto(f"{url}/coordinator/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page).to_have_url(f"{url}/coordinator/needs/{waiting[1]}")
