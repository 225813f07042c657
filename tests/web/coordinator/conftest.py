"""Coordinators at their pages, on the demo."""

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.match import Match, MatchState
from matchmaker.model.need import Need
from matchmaker.store import matches, needs, offerings
from tests.conftest import SignIn

COORDINATOR = "coordinator@demo.example.com"
COLLEAGUE = "coordinator2@demo.example.com"


@pytest.fixture
def coordinator(sign_in: SignIn) -> FlaskClient:
    return sign_in(COORDINATOR)


@pytest.fixture
def colleague(sign_in: SignIn) -> FlaskClient:
    return sign_in(COLLEAGUE)


@pytest.fixture
def need(app_db: Database) -> Need:
    """The demo need with the most suggestions."""
    found = needs.list_queue(app_db)
    return max(found, key=lambda one: len(matches.list_matches(app_db, one.id)))


@pytest.fixture
def suggested(app_db: Database, need: Need) -> list[Match]:
    """Its suggestions, best first; at least two."""
    found = matches.list_matches(app_db, need.id)
    assert len(found) >= 2
    return found


def state_of(db: Database, match: Match) -> MatchState:
    return matches.get_match(db, match.id).state


def press(browser: FlaskClient, match: Match, step: str, **data: str):
    return browser.post(f"/coordinator/matches/{match.id}/{step}", data={"seen": "suggested", **data})


@pytest.fixture
def answering(app_db: Database) -> Match:
    """A suggestion whose institution has somebody to answer."""
    (need,) = [one for one in needs.list_queue(app_db) if one.content.title.startswith("Puhallin")]
    found = matches.list_matches(app_db, need.id)
    known = offerings.list_by_ids(app_db, [match.offering_id for match in found])
    return next(match for match in found if known[match.offering_id].is_demo)
