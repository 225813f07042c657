"""Browsers of an administrator and of a coordinator, and the demo's institution."""

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from tests.conftest import SignIn


@pytest.fixture
def admin(sign_in: SignIn) -> FlaskClient:
    return sign_in("admin@demo.example.com")


@pytest.fixture
def coordinator(sign_in: SignIn) -> FlaskClient:
    return sign_in("coordinator@demo.example.com")


@pytest.fixture
def institution_id(app_db: Database) -> str:
    return str(app_db.execute("SELECT id FROM institutions WHERE is_demo = 1").fetchone()[0])
