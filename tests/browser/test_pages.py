"""Every page type in a real browser: accessible to axe in both schemes, nothing wider than its screen, no script error.

A crawler follows the links that each role is shown and opens one page of every kind, so a new page is looked at as soon
as something links to it. What one role was shown is not looked at again where the next is shown the same under its own
menu; every menu is looked at once in each language.

Axe looks at Finnish in light on a phone and at English in dark on a wide screen: colours do not depend on the width, nor
the layout on the colours.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from matchmaker.matching.engine import Analyser
from matchmaker.operations.sign_in import make_link_token
from matchmaker.store.database import open_database
from matchmaker.web.app import create_app
from matchmaker.web.limits import limiter
from tests.conftest import NOW, copy_demo
from tests.crawling import NOT_BY_LINK, PEOPLE, decide_some, endpoint_of


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory,
    demo_instance: Path,
    analyser: Analyser,
    serve: Callable[[Flask], str],
) -> Iterator[tuple[Flask, str]]:
    """The demo with one match of every interesting state, served on this machine."""
    settings = copy_demo(demo_instance, tmp_path_factory.mktemp("site"))
    app = create_app(settings, analyser=analyser)
    app.config["CLOCK"] = lambda: NOW
    db = open_database(settings.database)
    decide_some(db)
    db.close()
    limiter.enabled = False
    yield app, serve(app)
    limiter.enabled = True


@pytest.fixture(scope="module")
def looked_at() -> set[tuple[str, str]]:
    """Language and content of what somebody looked at."""
    return set()


def sign_in(page: Page, app: Flask, url: str, email: str) -> None:
    db = open_database(app.config["SETTINGS"].database)
    token = make_link_token(db, email=email, next_path="", now=NOW)
    db.close()
    page.goto(f"{url}/sign-in/{token}")
    page.click("main button[type=submit]")


def crawl(page: Page, app: Flask, url: str) -> Iterator[str]:
    """Open one page of every kind that links lead to; yield its endpoint while it is open."""
    waiting, seen = deque(["/"]), set()
    if page.url.startswith(url):
        waiting.append(page.url.removeprefix(url))
    while waiting:
        path = waiting.popleft()
        endpoint = endpoint_of(app, path.split("?")[0])
        if endpoint is None or endpoint in seen or endpoint in NOT_BY_LINK:
            continue
        seen.add(endpoint)
        response = page.goto(url + path)
        assert response is not None
        assert response.status == 200, f"{path} answers {response.status}"
        yield endpoint
        links = page.eval_on_selector_all("a[href]", "nodes => nodes.map(node => node.getAttribute('href'))")
        waiting.extend(
            link.split("#")[0] for link in links if link.startswith("/") and not link.startswith("//")
        )


def content(page: Page) -> str:
    """What the page shows between menu and footer, without what is new each time."""
    return re.sub(r'(name="csrf_token"[^>]*value=|nonce=)"[^"]*"', "", page.locator("main").inner_html())


@pytest.mark.parametrize("email", PEOPLE)
@pytest.mark.parametrize("language", ["fi", "en"])
def test_every_page_that_links_lead_to(
    language: str,
    email: str,
    site: tuple[Flask, str],
    browser: Browser,
    axe: Callable[[Page], None],
    looked_at: set[tuple[str, str]],
) -> None:
    app, url = site
    context = browser.new_context(
        color_scheme="light" if language == "fi" else "dark",
        locale="fi-FI" if language == "fi" else "en-GB",
        reduced_motion="reduce",  # colours change at once, so that axe sees none halfway
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda message: faults.append(f"{page.url}: {message.text}") if message.type == "error" else None,
    )
    if email:
        sign_in(page, app, url, email)
    screens = (1280, 980, 800, 360)
    menu_seen = False
    for _endpoint in crawl(page, app, url):
        shown = (language, content(page))
        if menu_seen and shown in looked_at:
            continue
        for screen in screens if language == "fi" else reversed(screens):
            page.set_viewport_size({"width": screen, "height": 740})
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= screen, f"{page.url} is {width} px wide on {screen}"
        axe(page)
        looked_at.add(shown)
        menu_seen = True
    assert faults == []
    context.close()
