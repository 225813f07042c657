"""Every page can be reached by the links that some role is shown, and no link of a page leads nowhere."""

from collections import Counter, deque
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.web.access import declared_role
from matchmaker.web.limits import limiter
from tests.conftest import SignIn, new_client
from tests.crawling import NOT_BY_LINK, PEOPLE, decide_some, endpoint_of, links_of

MOST_OF_A_KIND = (
    4  # pages of one endpoint: a need that waits and one that is asked about link to different pages
)


@pytest.fixture
def crawled(app: Flask, app_db: Database, sign_in: SignIn) -> Iterator[dict[str, int]]:
    """Every address that some role's crawl has opened, with the status it answered."""
    decide_some(app_db)
    limiter.enabled = False
    opened: dict[str, int] = {}
    for email in PEOPLE:
        browser = sign_in(email) if email else new_client(app)
        home = browser.get("/home").location if email else "/"
        opened |= crawl(app, browser, [home, "/"])
    yield opened
    limiter.enabled = True


def crawl(app: Flask, browser: FlaskClient, starts: list[str]) -> dict[str, int]:
    """Open what links lead to, a few pages of every kind; not again in the other language."""
    waiting = deque(starts)
    opened: dict[str, int] = {}
    kinds: Counter[str] = Counter()
    while waiting:
        path = waiting.popleft()
        endpoint = endpoint_of(app, path.split("?")[0])
        if path in opened or endpoint in NOT_BY_LINK or kinds[str(endpoint)] == MOST_OF_A_KIND:
            continue
        kinds[str(endpoint)] += 1
        response = browser.get(path)
        opened[path] = response.status_code
        links = [response.location] if response.location else links_of(response.text)
        waiting.extend(link for link in links if "lang=" not in link)
    return opened


def test_no_page_is_without_a_way_to_it(app: Flask, crawled: dict[str, int]) -> None:
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    found = {endpoint_of(app, path.split("?")[0]) for path in crawled}
    assert {page for page in pages - NOT_BY_LINK - found if declared_role(app, page)} == set()


def test_no_link_leads_nowhere(crawled: dict[str, int]) -> None:
    assert {path: status for path, status in crawled.items() if status not in (200, 302)} == {}
