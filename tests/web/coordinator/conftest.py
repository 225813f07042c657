"""Coordinators at their pages, on the demo."""

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.match import Match
from matchmaker.model.need import Need
from matchmaker.store import matches, needs
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
