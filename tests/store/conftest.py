"""A small populated database: one company with a need, one institution with an offering, one coordinator."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlite_utils import Database

from matchmaker.model.codes import Help, InstitutionKind, Language, Sector, SizeClass, Urgency
from matchmaker.model.company import Company, CompanyProfile
from matchmaker.model.need import Audience, Need, NeedChannel, NeedContent, NeedPart
from matchmaker.model.offering import (
    Offering,
    OfferingContent,
    OfferingKind,
    OfferingState,
    OfferingText,
    Target,
)
from matchmaker.model.user import MembershipState, Role, User
from matchmaker.store import companies, institutions, needs, offerings, users
from matchmaker.store.database import write_tx

NEED = NeedContent(
    title="Särö hitsissä",
    description="Kannake murtuu, kun pakkasta on yli 20 astetta.",
    language=Language.FI,
    helps=frozenset({Help.TESTING, Help.ANALYSIS}),
    sector=Sector.MACHINERY,
    urgency=Urgency.NOW,
    call_me=True,
    phone="+358 40 000 0000",
    openness={NeedPart.TITLE: Audience.ASKED, NeedPart.DESCRIPTION: Audience.COORDINATOR},
)
OFFERING = OfferingContent(
    kind=OfferingKind.PROJECT,
    texts={
        Language.FI: OfferingText("Hitsauskokeet", "Vertaamme menetelmiä."),
        Language.EN: OfferingText("Welding trials", "We compare methods."),
    },
    keywords=("hitsaus", "aurinko", "laser"),
    helps=frozenset({Help.TESTING}),
    sectors=frozenset({Sector.MACHINERY, Sector.ENERGY}),
    place="Varkaus",
    target=Target(
        regions=frozenset({"FI1D2"}),
        municipalities=frozenset({"593"}),
        sectors=frozenset({Sector.MACHINERY}),
        sizes=frozenset({SizeClass.SMALL}),
    ),
)


@pytest.fixture
def db(db: Database) -> Iterator[Database]:
    """Each test is one write transaction, as an operation would hold it; its commit checks the deferred references."""
    with write_tx(db):
        yield db


@pytest.fixture
def coordinator(db: Database, now: datetime) -> User:
    user = users.add_user(db, email="Koordinaattori@Example.com", language=Language.FI, now=now, name="Kaisa")
    users.add_membership(db, user_id=user.id, role=Role.COORDINATOR, state=MembershipState.ACTIVE, now=now)
    return user


@pytest.fixture
def company(db: Database, now: datetime) -> Company:
    profile = CompanyProfile(
        name="Paja Oy", municipality="915", size=SizeClass.SMALL, sector=Sector.MACHINERY
    )
    return companies.add_company(db, profile, now=now)


@pytest.fixture
def need(db: Database, company: Company, now: datetime) -> Need:
    return needs.add_need(
        db,
        company_id=company.id,
        content=NEED,
        channel=NeedChannel.WEB,
        submission_key="key-1",
        created_by=None,
        now=now,
    )


@pytest.fixture
def offering(db: Database, now: datetime) -> Offering:
    institution = institutions.add_institution(db, name="Koelaitos", kind=InstitutionKind.UNIVERSITY, now=now)
    return offerings.add_offering(
        db,
        institution_id=institution.id,
        content=OFFERING,
        state=OfferingState.PUBLISHED,
        now=now,
        external_id="x1",
        source="https://example.com/",
    )
