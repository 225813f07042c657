"""A coordinator's desk: a company, its need with suggestions, two coordinators. In memory, by the real operations."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.matching.engine import MODEL_VERSION, Analyser
from matchmaker.matching.index import Index, build
from matchmaker.model.codes import Help, InstitutionKind, Language
from matchmaker.model.company import Company, CompanyProfile, ConsentChannel, ConsentPurpose
from matchmaker.model.match import Match
from matchmaker.model.need import Need, NeedContent
from matchmaker.model.offering import OfferingContent, OfferingKind, OfferingState, OfferingText
from matchmaker.model.user import Actor, MembershipState, Role, User
from matchmaker.operations.catalogue_index import CatalogueIndex
from matchmaker.operations.documents import offering_document
from matchmaker.operations.submit_need import ConsentGiven, submit_need
from matchmaker.store import companies, institutions, matches, needs, offerings, users
from matchmaker.store.database import open_database, write_tx
from tests.conftest import NOW, copy_in_memory
from tests.introducing import World, build_world

OFFERED = (
    ("Värähtelymittaukset", "Mittaamme puhaltimien ja pumppujen värähtelyä ja laakerien kuntoa."),
    ("Puhaltimien tasapainotus", "Tasapainotamme tärisevän puhaltimen paikallaan ja tarkistamme laakerit."),
    ("Marjojen ravintosisältö", "Analysoimme mustikoiden antioksidantit ja vitamiinit."),
)
CONTENT = NeedContent(
    title="Puhallin tärisee",
    description="Kuivaamon puhallin tärisee ja laakerit hajoavat. Tarvitsemme värähtelymittauksen.",
    language=Language.FI,
    helps=frozenset({Help.MEASUREMENT}),
    phone="+358401234567",
)


@pytest.fixture
def demo_db(settings: Settings) -> Iterator[Database]:
    """The demo's database, a file."""
    opened = open_database(settings.database)
    yield opened
    opened.close()


@pytest.fixture
def index(settings: Settings, analyser: Analyser) -> CatalogueIndex:
    """The demo's index, as a worker opens it."""
    return CatalogueIndex(settings.index_folder, analyser)


@pytest.fixture
def world(db: Database) -> World:
    """An approved match of which nobody was asked yet."""
    return build_world(db)


@dataclass(frozen=True)
class Desk:
    """What a test starts from; `need` and `matches` read the database anew."""

    db: Database
    index: Index
    company: Company
    need_id: str
    coordinator: User
    colleague: User
    offering_ids: tuple[str, ...]

    @property
    def need(self) -> Need:
        return needs.get_need(self.db, self.need_id)

    @property
    def matches(self) -> list[Match]:
        return matches.list_matches(self.db, self.need_id)

    @property
    def actor(self) -> Actor:
        return Actor(self.coordinator.id, Role.COORDINATOR)

    @property
    def other(self) -> Actor:
        return Actor(self.colleague.id, Role.COORDINATOR)


@pytest.fixture
def desk(db: Database, set_up_desk: Desk) -> Desk:
    set_up_desk.db.conn.backup(db.conn)
    return replace(set_up_desk, db=db)


@pytest.fixture(scope="session")
def set_up_desk(empty_db: Database, analyser: Analyser) -> Iterator[Desk]:
    """The desk that each test has a copy of: building its index and ranking its need takes longer than most tests."""
    db = copy_in_memory(empty_db)
    yield _set_up_desk(db, analyser)
    db.close()


def _set_up_desk(db: Database, analyser: Analyser) -> Desk:
    with write_tx(db):
        coordinator, colleague = (add_coordinator(db, name) for name in ("kaija", "mikko"))
        lab = institutions.add_institution(db, name="Savonia", kind=InstitutionKind.APPLIED_SCIENCES, now=NOW)
        offering_ids = tuple(
            offerings.add_offering(
                db,
                institution_id=lab.id,
                content=OfferingContent(OfferingKind.SERVICE, {Language.FI: OfferingText(*text)}),
                state=OfferingState.PUBLISHED,
                now=NOW,
            ).id
            for text in OFFERED
        )
        company = companies.add_company(db, CompanyProfile("Saha Oy", municipality="297"), now=NOW)
    index = build([offering_document(offering) for offering in offerings.list_listed(db)], analyser)
    need = submit_need(
        db,
        index,
        company_id=company.id,
        content=CONTENT,
        consent=consent(),
        submission_key="desk",
        model_version=MODEL_VERSION,
        actor=Actor(None, Role.COMPANY),
        now=NOW,
    )
    return Desk(db, index, company, need.id, coordinator, colleague, offering_ids)


def add_coordinator(db: Database, name: str) -> User:
    user = users.add_user(db, email=f"{name}@example.com", language=Language.FI, now=NOW, name=name.title())
    users.add_membership(db, user_id=user.id, role=Role.COORDINATOR, state=MembershipState.ACTIVE, now=NOW)
    return user


def consent(*purposes: ConsentPurpose) -> ConsentGiven:
    return ConsentGiven(
        purposes=frozenset(purposes or {ConsentPurpose.MATCH, ConsentPurpose.INTRODUCE}),
        text_version="2026-11-24",
        agreed_by="Kaisa Korhonen",
        channel=ConsentChannel.PHONE,
        given_at=NOW,
    )
