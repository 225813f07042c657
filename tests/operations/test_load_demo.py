"""The demo fills an empty demo database with the real catalogue and with invented people, and nothing else ever."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from matchmaker.config import Mode, Settings
from matchmaker.matching.engine import Analyser
from matchmaker.model.codes import Language
from matchmaker.model.errors import NotAllowed
from matchmaker.model.need import NeedChannel
from matchmaker.model.offering import OfferingState
from matchmaker.model.user import MembershipState, Role
from matchmaker.operations.catalogue_index import CatalogueIndex
from matchmaker.operations.load_demo import load_demo
from matchmaker.store import companies, institutions, matches, needs, offerings, users
from matchmaker.store.database import open_database, write_tx

ROLES = {
    "admin@demo.example.com": Role.ADMIN,
    "company@demo.example.com": Role.COMPANY,
    "coordinator2@demo.example.com": Role.COORDINATOR,
    "coordinator@demo.example.com": Role.COORDINATOR,
    "institution@demo.example.com": Role.INSTITUTION,
}


@pytest.fixture
def loaded(settings: Settings) -> Database:
    return open_database(settings.database)


def test_every_demo_account_has_its_role_and_says_that_it_is_invented(loaded: Database) -> None:
    people = users.list_users(loaded)
    assert [user.email for user in people] == list(ROLES)
    for user in people:
        (membership,) = users.list_memberships(loaded, user.id)
        assert (membership.role, membership.state) == (ROLES[user.email], MembershipState.ACTIVE)
        assert user.is_demo
        assert "keksitty" in user.name


def test_invented_organisations_are_marked_and_real_ones_are_not(loaded: Database) -> None:
    invented = [one.name for one in institutions.list_institutions(loaded) if one.is_demo]
    assert invented == ["Demo-tutkimuslaitos (keksitty)"]
    assert len(institutions.list_institutions(loaded)) == 41
    firms = companies.list_companies(loaded)
    assert [(firm.profile.name, firm.profile.municipality) for firm in firms] == [
        ("Esimerkkipaja Oy (keksitty)", "915"),
        ("Mallimarja Oy (keksitty)", "778"),
    ]
    assert all(firm.is_demo and firm.profile.business_id is None for firm in firms)


def test_real_offerings_are_unconfirmed_with_their_source_and_invented_ones_are_confirmed(
    loaded: Database,
) -> None:
    listed = offerings.list_listed(loaded)
    real = [offering for offering in listed if not offering.is_demo]
    assert len(real) == 138
    assert all(
        offering.state is OfferingState.UNCONFIRMED and offering.confirmed_at is None and offering.source
        for offering in real
    )
    assert sum(offering.content.ended(date(2026, 11, 24)) for offering in real) == 23
    demo = [offering for offering in listed if offering.is_demo]
    assert len(demo) == 2
    assert all(
        offering.confirmed_at and "demo" in offering.content.title(Language.FI) and not offering.source
        for offering in demo
    )


def test_demo_needs_came_by_web_and_phone_and_have_suggestions(loaded: Database) -> None:
    queue = needs.list_queue(loaded)
    assert [need.channel for need in queue] == [NeedChannel.WEB, NeedChannel.PHONE, NeedChannel.WEB]
    assert all(matches.list_matches(loaded, need.id) for need in queue)
    assert all(companies.list_consents(loaded, need.company_id, need.id) for need in queue)


def test_a_database_that_holds_anything_is_left_alone(
    db: Database, settings: Settings, analyser: Analyser, now: datetime, tmp_path: Path
) -> None:
    with write_tx(db):
        users.add_user(db, email="somebody@example.com", language=Language.EN, now=now)
    index = CatalogueIndex(tmp_path / "index", analyser)
    with pytest.raises(NotAllowed) as refused:
        load_demo(db, settings=settings, index=index, now=now)
    assert refused.value.reason == "not-empty"
    assert (offerings.count_offerings(db), len(users.list_users(db)), db["audit"].count) == (0, 1, 0)


def test_a_real_installation_never_gets_the_demo(
    db: Database, settings: Settings, analyser: Analyser, now: datetime, tmp_path: Path
) -> None:
    real = replace(settings, mode=Mode.PRODUCTION)
    with pytest.raises(NotAllowed) as refused:
        load_demo(db, settings=real, index=CatalogueIndex(tmp_path / "index", analyser), now=now)
    assert refused.value.reason == "not-demo"
    assert offerings.count_offerings(db) == 0
