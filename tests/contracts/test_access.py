"""Every URL declares its role, and opens to that role only: each one is driven as each role."""

from collections.abc import Iterator
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.routing import Rule

from matchmaker.model.user import Role
from matchmaker.web.access import declared_role
from matchmaker.web.limits import limiter
from tests.conftest import SignIn, new_client

PEOPLE = {
    Role.COMPANY: "company@demo.example.com",
    Role.INSTITUTION: "institution@demo.example.com",
    Role.COORDINATOR: "coordinator@demo.example.com",
    Role.ADMIN: "admin@demo.example.com",
    Role.SIGNED_IN: "nobody.yet@example.com",
}
# Which declared roles each person may act in; written out here, so that a change of the rule shows.
MAY = {
    Role.COMPANY: {Role.PUBLIC, Role.SIGNED_IN, Role.COMPANY},
    Role.INSTITUTION: {Role.PUBLIC, Role.SIGNED_IN, Role.INSTITUTION},
    Role.COORDINATOR: {Role.PUBLIC, Role.SIGNED_IN, Role.COORDINATOR},
    Role.ADMIN: {Role.PUBLIC, Role.SIGNED_IN, Role.COORDINATOR, Role.ADMIN},
    Role.SIGNED_IN: {Role.PUBLIC, Role.SIGNED_IN},
}
# Addresses that hold a one-time token: one that was never made answers 410.
WITH_TOKENS = ("static", "account.open_link", "answers.link")
UNKNOWN = "a" * 16  # the form of an id, but nobody's


def urls(app: Flask) -> list[tuple[Rule, str, str]]:
    """(rule, path with unknown ids, method) of everything that the application answers."""
    adapter = app.url_map.bind("localhost")
    found = []
    for rule in app.url_map.iter_rules():
        path = adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, UNKNOWN))
        found += [(rule, path, method) for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})]
    return found


def fetch(browser: FlaskClient, path: str, method: str) -> int:
    response = browser.open(path, method=method)
    response.close()
    return response.status_code


@pytest.fixture
def unlimited(app: Flask) -> Iterator[Flask]:
    """The application without rate limits: this test asks more than a person could."""
    limiter.enabled = False
    yield app
    limiter.enabled = True


def test_every_url_declares_its_role(app: Flask) -> None:
    assert [
        rule.rule for rule, _path, _method in urls(app) if declared_role(app, rule.endpoint) is None
    ] == []


def test_signed_out_visitors_open_public_pages_only(unlimited: Flask) -> None:
    wrong = []
    browser = new_client(unlimited)
    for rule, path, method in urls(unlimited):
        response = browser.open(path, method=method)
        to_sign_in = response.status_code == 302 and response.location.startswith("/sign-in")
        if to_sign_in == (declared_role(unlimited, rule.endpoint) is Role.PUBLIC):
            wrong.append((method, path, response.status_code))
        response.close()
    assert wrong == []


@pytest.mark.parametrize("role", list(MAY))
def test_signed_in_people_open_only_their_roles_pages(role: Role, unlimited: Flask, sign_in: SignIn) -> None:
    """What is not theirs answers 404 even where it exists; what is theirs answers anything but a failure."""
    wrong = []
    browser = sign_in(PEOPLE[role])
    for rule, path, method in urls(unlimited):
        if rule.endpoint == "account.sign_out":
            continue
        status = fetch(browser, path, method)
        declared = declared_role(unlimited, rule.endpoint)
        if declared not in MAY[role] and status != 404:
            wrong.append((method, path, status))
        if declared in MAY[role] and (status in (401, 403) or status >= 500):
            wrong.append((method, path, status))
    assert wrong == []


def test_a_get_changes_nothing(unlimited: Flask, sign_in: SignIn, app_db: Database) -> None:
    """No page writes when it is only looked at: mail scanners and prefetching browsers look at everything."""
    people = [sign_in(email) for email in PEOPLE.values()]
    before = app_db.execute("PRAGMA data_version").fetchone()[0]
    for browser, (_rule, path, method) in product(people, urls(unlimited)):
        if method == "GET":
            fetch(browser, path, method)
    assert app_db.execute("PRAGMA data_version").fetchone()[0] == before


def test_ids_of_others_and_nonsense_answer_404(unlimited: Flask, sign_in: SignIn) -> None:
    browsers = [new_client(unlimited), *(sign_in(email) for email in PEOPLE.values())]
    wrong = []
    for rule, _path, method in urls(unlimited):
        if not rule.arguments or rule.endpoint in WITH_TOKENS or method != "GET":
            continue
        for forged in (UNKNOWN, "1", "' OR 1=1 --", "%00", "..", "a" * 3000):
            path = unlimited.url_map.bind("localhost").build(
                rule.endpoint, dict.fromkeys(rule.arguments, forged)
            )
            wrong += [
                (path, status)
                for browser in browsers
                if (status := fetch(browser, path, method)) not in (302, 404, 308)
            ]
    assert wrong == []
