"""The pages behind mailed links in a real browser: each state to axe, on a phone and wide; answered by keyboard alone."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlite_utils import Database

from matchmaker.matching.engine import Analyser
from matchmaker.model.introduction import Answer, Side
from matchmaker.store.database import open_database
from matchmaker.web.app import create_app
from tests.conftest import NOW, copy_demo
from tests.introducing import World, build_world


@pytest.fixture
def served(
    tmp_path: Path, demo_instance: Path, analyser: Analyser, serve: Callable[[Flask], str]
) -> Iterator[tuple[World, str]]:
    """A world whose sides are asked, and the address it is served at."""
    settings = copy_demo(demo_instance, tmp_path / "site")
    app = create_app(settings, analyser=analyser)
    app.config["CLOCK"] = lambda: NOW
    db: Database = open_database(settings.database)
    world = build_world(db)
    world.ask()
    yield world, serve(app)
    db.close()


@pytest.fixture(params=[("fi-FI", "light", 360), ("en-GB", "dark", 360), ("en-GB", "light", 1280)], ids=str)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    language, scheme, width = request.param
    context = browser.new_context(
        locale=language,
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def looks_right(page: Page, axe: Callable[[Page], None]) -> None:
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    axe(page)


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.click(button)


def test_every_state_of_a_question(
    served: tuple[World, str], page: Page, axe: Callable[[Page], None]
) -> None:
    world, url = served
    company, institution = (f"{url}/answer/{world.link(side)}" for side in Side)
    for address in (company, institution, f"{url}/answer/forged"):
        page.goto(address)
        for folded in page.query_selector_all("main details"):
            folded.evaluate("node => node.open = true")
        looks_right(page, axe)
    page.goto(institution)
    press(page, "button[value=yes]")
    looks_right(page, axe)
    world.answer(Side.COMPANY, Answer.YES)
    for address in (company, institution):
        page.goto(address)
        looks_right(page, axe)


def test_a_wrong_colleague_and_a_declined_question(
    served: tuple[World, str], page: Page, axe: Callable[[Page], None]
) -> None:
    world, url = served
    page.goto(f"{url}/answer/{world.link(Side.INSTITUTION)}")
    page.locator("main details summary").last.click()
    page.fill("input[name=colleague-email]", "no address")
    with page.expect_navigation():
        page.press("input[name=colleague-email]", "Enter")
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    looks_right(page, axe)
    press(page, "button[value=no]")
    looks_right(page, axe)
    assert world.introduction.answers[Side.INSTITUTION].answer is Answer.NO


def test_enter_on_a_reason_is_not_taken_for_a_yes(served: tuple[World, str], page: Page) -> None:
    world, url = served
    page.goto(f"{url}/answer/{world.link(Side.COMPANY)}")
    page.locator("main details summary").nth(1).click()
    page.check("input[name=reason][value=no-time]")
    with page.expect_navigation():
        page.press("input[name=reason][value=no-time]", "Enter")
    assert page.query_selector(".error-summary")
    assert world.introduction.answers == {}


def test_an_offering_to_confirm(served: tuple[World, str], page: Page, axe: Callable[[Page], None]) -> None:
    world, url = served
    token = world.confirming_link(world.introduction.offering_id, NOW - timedelta(days=1))
    page.goto(f"{url}/answer/{token}")
    looks_right(page, axe)
    press(page, "main button[type=submit]")
    looks_right(page, axe)
