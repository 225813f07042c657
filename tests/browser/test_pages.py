"""Every page type in a real browser: accessible to axe in both schemes, nothing wider than a phone, no script error.

A crawler follows the links that each role is shown and looks at one page of every kind, so a new page is looked at as soon
as something links to it.
"""

from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.exceptions import HTTPException

from matchmaker.config import Settings
from matchmaker.matching.engine import Analyser
from matchmaker.model.match import MatchState
from matchmaker.model.user import Actor, Role
from matchmaker.operations.ask_both_sides import ask_both_sides
from matchmaker.operations.decide_match import decide_match
from matchmaker.operations.sign_in import make_link_token
from matchmaker.store import matches, needs, offerings
from matchmaker.store.database import open_database
from matchmaker.store.users import find_user_by_email
from matchmaker.web.access import declared_role
from matchmaker.web.app import create_app
from matchmaker.web.limits import limiter
from tests.conftest import NOW, copy_demo

PEOPLE = (
    "",
    *(f"{role}@demo.example.com" for role in ("company", "institution", "coordinator", "admin")),
    "new@example.com",
)
# Pages that are no pages to read, or that only a link in a mail leads to; each has tests of its own.
NOT_BY_LINK = {
    "static",
    "public.healthz",
    "account.open_link",
    "account.home",
    "account.unsubscribe",
    "answers.link",
    "admin.wording_html",  # a mail, with a look of its own: tests/mail
}


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
    _decide_some(settings)
    limiter.enabled = False
    yield app, serve(app)
    limiter.enabled = True


def _decide_some(settings: Settings) -> None:
    db = open_database(settings.database)
    coordinator = find_user_by_email(db, "coordinator@demo.example.com")
    assert coordinator is not None
    actor = Actor(coordinator.id, Role.COORDINATOR)
    for need in needs.list_queue(db):
        found = matches.list_matches(db, need.id, states=[MatchState.SUGGESTED])
        for match, after in zip(found, (MatchState.APPROVED, MatchState.ON_HOLD), strict=False):
            decide_match(db, match_id=match.id, seen=MatchState.SUGGESTED, after=after, actor=actor, now=NOW)
        own = [m for m in found if offerings.get_offering(db, m.offering_id).is_demo]
        for match in own[:1]:
            if matches.get_match(db, match.id).state is MatchState.SUGGESTED:
                decide_match(
                    db,
                    match_id=match.id,
                    seen=MatchState.SUGGESTED,
                    after=MatchState.APPROVED,
                    actor=actor,
                    now=NOW,
                )
            if matches.get_match(db, match.id).state is MatchState.APPROVED:
                ask_both_sides(db, match_id=match.id, actor=actor, now=NOW)
    db.close()


def endpoint_of(app: Flask, path: str) -> str | None:
    try:
        endpoint, _arguments = app.url_map.bind("localhost").match(path, method="GET")
    except HTTPException:
        return None
    return str(endpoint)


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


@pytest.fixture(scope="module")
def looked_at() -> set[str]:
    """Endpoints that some role's crawl has looked at; read by the last test."""
    return set()


@pytest.mark.parametrize("email", PEOPLE)
@pytest.mark.parametrize("language", ["fi", "en"])
def test_every_page_that_links_lead_to(
    language: str,
    email: str,
    site: tuple[Flask, str],
    browser: Browser,
    axe: Callable[[Page], None],
    looked_at: set[str],
) -> None:
    app, url = site
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
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
    for endpoint in crawl(page, app, url):
        # Finnish is looked at in light on a wide screen and English in dark on a phone, and each also the other way round.
        page.set_viewport_size({"width": 360, "height": 740})
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, f"{page.url} is {width} px wide"
        page.emulate_media(color_scheme="dark" if language == "en" else "light")
        axe(page)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light" if language == "en" else "dark")
        axe(page)
        looked_at.add(endpoint)
    assert faults == []
    context.close()


def test_no_page_is_without_a_way_to_it(site: tuple[Flask, str], looked_at: set[str]) -> None:
    """Runs last: a page that no link leads to would never be looked at."""
    if not looked_at:
        pytest.skip("the crawls were not run")
    app, _url = site
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert {page for page in pages - NOT_BY_LINK - looked_at if declared_role(app, page)} == set()
