"""The demo's institution and another one beside it, each with a member and an offering."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.codes import InstitutionKind, Language
from matchmaker.model.offering import (
    Offering,
    OfferingContent,
    OfferingKind,
    OfferingState,
    OfferingText,
)
from matchmaker.model.user import MembershipState, Role
from matchmaker.store import institutions, offerings, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW, SignIn

SMALL = {"kind": "service", "title_en": "Cold tests", "description_en": "We test your device."}
MEMBER = "institution@demo.example.com"
OTHER_MEMBER = "muu.tutkija@example.com"


@dataclass(frozen=True)
class Other:
    """Another institution, its listed and its draft offering, and a browser of its member."""

    institution_id: str
    listed: str
    draft: str
    browser: FlaskClient


@pytest.fixture
def member(sign_in: SignIn) -> FlaskClient:
    return sign_in(MEMBER)


@pytest.fixture
def institution_id(app_db: Database) -> str:
    return str(app_db.execute("SELECT id FROM institutions WHERE is_demo = 1").fetchone()[0])


@pytest.fixture
def draft_id(app_db: Database) -> str:
    return str(app_db.execute("SELECT id FROM offerings WHERE state = 'draft'").fetchone()[0])


@pytest.fixture
def other(app_db: Database, sign_in: SignIn) -> Other:
    with write_tx(app_db):
        lab = institutions.add_institution(
            app_db, name="Muu laitos", kind=InstitutionKind.RESEARCH_INSTITUTE, now=NOW
        )
        user = users.add_user(app_db, email=OTHER_MEMBER, language=Language.FI, now=NOW)
        users.add_membership(
            app_db,
            user_id=user.id,
            role=Role.INSTITUTION,
            state=MembershipState.ACTIVE,
            now=NOW,
            institution_id=lab.id,
        )
        listed, draft = (
            offerings.add_offering(
                app_db,
                institution_id=lab.id,
                content=OfferingContent(
                    OfferingKind.SERVICE, {Language.FI: OfferingText(title, "Muun laitoksen kuvaus.")}
                ),
                state=state,
                now=NOW,
            ).id
            for title, state in (
                ("Muun julkinen", OfferingState.PUBLISHED),
                ("Muun luonnos", OfferingState.DRAFT),
            )
        )
    return Other(lab.id, listed, draft, sign_in(OTHER_MEMBER))


def created(member: FlaskClient, db: Database, data: dict[str, object] = SMALL) -> Offering:
    answer = member.post("/institution/offerings/new", data=data)
    assert answer.status_code == 302, errors(answer.text)
    return offerings.get_offering(db, urlsplit(answer.location).path.rpartition("/")[2])


def errors(page: str) -> list[str]:
    """The messages of the error summary."""
    summary = re.search(r'class="error-summary".*?</ul>', page, re.DOTALL)
    return re.findall(r"<li><a href=\"#\w+\">(.*?)</a></li>", summary[0]) if summary else []
