"""People and forms of the company's pages."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.ids import new_id
from matchmaker.model.introduction import Clarification
from matchmaker.model.need import Need
from matchmaker.operations.ask_clarification import ask_clarification
from matchmaker.store import needs
from matchmaker.store.database import write_tx
from tests.conftest import NOW, SignIn
from tests.introducing import KAISA, World, build_world

AUTOSAVE = "/company/drafts/autosave"
NEW = "/company/needs/new"
MEMBER = "company@demo.example.com"
NEWCOMER = "uusi@example.com"


@pytest.fixture
def member(sign_in: SignIn) -> FlaskClient:
    """Someone of the demo's machine shop."""
    return sign_in(MEMBER)


@pytest.fixture
def newcomer(sign_in: SignIn) -> FlaskClient:
    """Signed in for the first time, with no company yet."""
    return sign_in(NEWCOMER)


@pytest.fixture
def world(app_db: Database) -> World:
    return build_world(app_db)


@pytest.fixture
def kaisa(world: World, sign_in: SignIn) -> FlaskClient:
    """The company's sender, signed in."""
    return sign_in(KAISA)


@pytest.fixture
def asked(world: World) -> Clarification:
    """A question about the need before it was taken up."""
    with write_tx(world.db):
        world.db.execute("UPDATE needs SET state = 'submitted' WHERE id = ?", [world.need_id])
    return ask_clarification(
        world.db,
        need_id=world.need_id,
        question="Mitä terästä?\nJa <b>paksuus</b>?",
        actor=world.coordinator,
        now=NOW,
    )


def answers(**changed: object) -> dict[str, object]:
    """A complete questionnaire of a newcomer; a member's form has no fields for name and municipality and ignores them."""
    return {
        "submission_key": new_id(),
        "title": "Hitsit halkeilevat metsäkoneen rungossa",
        "description": "Runko on 8 mm S700-terästä ja hitsi halkeaa kulmasta 500 tunnin jälkeen. Mistä se johtuu?",
        "helps": ["testing", "not-sure"],
        "sector": "machinery",
        "urgency": "now",
        "language": "detect",
        "company_name": "Uusi Paja Oy",
        "municipality": "Kuopio",
        "consent_match": "y",
        "summary": "Metsäkoneen rungon hitsi halkeaa kulmasta.",
        "checked": "yes",
        "action": "send",
        **openness(),
        **changed,
    }


def openness() -> Mapping[str, str]:
    return {
        "open_title": "asked",
        "open_description": "asked",
        "open_sector": "asked",
        "open_municipality": "introduced",
        "open_size": "asked",
        "open_makes": "coordinator",
    }


class Fields(HTMLParser):
    """Form controls of a page by name: their attributes, and what a text area holds."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str | None]] = {}
        self.texts: dict[str, str] = {}
        self._area: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("input", "textarea", "select") and values.get("name"):
            # The language switch carries what was typed along in hidden fields of its own, before the form.
            known = self.found.get(str(values["name"]))
            if known is None or known.get("type") == "hidden":
                self.found[str(values["name"])] = {"tag": tag, **values}
            self._area = str(values["name"]) if tag == "textarea" else None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.texts[self._area] = self.texts.get(self._area, "") + data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None


def need_of(db: Database, response) -> Need:
    """The need whose receipt a response leads to."""
    found = re.fullmatch(r"/company/needs/(\w+)/received", response.headers["Location"])
    return needs.get_need(db, found[1])


def unchecked(**changed: object) -> dict[str, object]:
    """As a browser without scripts sends it the first time."""
    return answers(**{"summary": "", "checked": "", **changed})


def page_of(browser: FlaskClient, world: World) -> str:
    response = browser.get(f"/company/needs/{world.need_id}")
    assert response.status_code == 200
    return response.text


def facts_of(page: str) -> dict[str, str]:
    """The first list of facts: who acts, since when, expected by when."""
    first = page[page.index('<dl class="facts') : page.index("</dl>")]
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", first))
