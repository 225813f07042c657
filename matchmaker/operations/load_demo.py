"""Filling an empty demo database: the real catalogue, and invented people and organisations to try the service with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.exchange.offerings import read_offerings
from matchmaker.matching.engine import MODEL_VERSION
from matchmaker.matching.index import Index
from matchmaker.model.codes import Language
from matchmaker.model.company import CONSENT_TEXT_VERSION, ConsentChannel, ConsentPurpose
from matchmaker.model.errors import NotAllowed
from matchmaker.model.need import Need, NeedChannel
from matchmaker.model.offering import OfferingState
from matchmaker.model.user import Actor, MembershipState, Role, User
from matchmaker.operations import demo_data
from matchmaker.operations.catalogue_index import CatalogueIndex
from matchmaker.operations.demo_data import DemoNeed, DemoUser
from matchmaker.operations.import_offerings import write_rows
from matchmaker.operations.naming import Identity
from matchmaker.operations.refresh_matches import follow_model
from matchmaker.operations.submit_need import ConsentGiven, submit_need
from matchmaker.operations.word_summary import with_summary
from matchmaker.store import audit, companies, institutions, offerings, users
from matchmaker.store.contents import is_empty
from matchmaker.store.database import write_tx

CATALOGUE = Path(__file__).parent / "data" / "catalogue.jsonl"


@dataclass(frozen=True, slots=True)
class DemoReport:
    """How much was loaded, and the addresses to sign in with."""

    offerings: int
    needs: int
    emails: tuple[str, ...]


def load_demo(db: Database, *, settings: Settings, index: CatalogueIndex, now: datetime) -> DemoReport:
    """Load catalogue, demo accounts and a few needs.

    The real offerings are listed as unconfirmed, for nobody at the institutions has confirmed them. Side effects: rows
    in nearly every table, audit rows, the mails of the demo needs, and the first index. Raises NotAllowed, and changes
    nothing, outside demo mode (`not-demo`) and when the database holds anything already (`not-empty`).
    """
    if not settings.demo:
        raise NotAllowed("load_demo", "not-demo")
    rows = read_offerings(CATALOGUE.read_bytes()).rows
    with write_tx(db):
        if not is_empty(db):
            raise NotAllowed("load_demo", "not-empty")
        write_rows(db, rows=rows, state=OfferingState.UNCONFIRMED, actor=Actor.system(), now=now)
        by_name = {
            profile.name: companies.add_company(db, profile, now=now, is_demo=True)
            for profile in (demo_data.WORKSHOP, demo_data.BERRY_FARM)
        }
        people = _add_people(db, by_name[demo_data.WORKSHOP.name].id, now)
        offerings.bump_catalogue(db)
        detail: dict[str, object] = {"offerings": offerings.count_offerings(db), "users": len(people)}
        _record(db, "demo", "load", now, detail)
    current = index.rebuild(db)
    follow_model(db, model=index.analyser.model, now=now)
    for need in demo_data.NEEDS:
        submit_demo_need(db, current, need, now=now)
    return DemoReport(offerings.count_offerings(db), len(demo_data.NEEDS), tuple(people))


def _add_people(db: Database, company_id: str, now: datetime) -> list[str]:
    """The demo institution with its offerings, and the accounts; return their addresses."""
    institution = institutions.add_institution(
        db, name=demo_data.INSTITUTION, kind=demo_data.INSTITUTION_KIND, now=now, is_demo=True
    )
    _record(db, "institution", institution.id, now)
    for person in demo_data.USERS:
        user = add_person(
            db,
            person,
            now,
            company_id=company_id if person.role is Role.COMPANY else None,
            institution_id=institution.id if person.role is Role.INSTITUTION else None,
        )
        if person.role is Role.INSTITUTION:
            _add_offerings(db, institution.id, user, now)
    return [person.email for person in demo_data.USERS]


def add_person(
    db: Database,
    person: DemoUser,
    now: datetime,
    *,
    company_id: str | None = None,
    institution_id: str | None = None,
) -> User:
    """The account of an invented person and its role, inside the caller's transaction."""
    user = users.add_user(
        db, email=person.email, name=person.name, language=Language.FI, now=now, is_demo=True
    )
    users.add_membership(
        db,
        user_id=user.id,
        role=person.role,
        state=MembershipState.ACTIVE,
        now=now,
        company_id=company_id,
        institution_id=institution_id,
    )
    return user


def _add_offerings(db: Database, institution_id: str, author: User, now: datetime) -> None:
    for state, content in demo_data.OFFERINGS:
        offering = offerings.add_offering(
            db,
            institution_id=institution_id,
            content=content,
            state=state,
            now=now,
            is_demo=True,
            created_by=author.id,
        )
        if state is OfferingState.PUBLISHED:
            offerings.confirm_offering(db, offering.id, now)
        _record(db, "offering", offering.id, now)


def submit_demo_need(db: Database, index: Index, need: DemoNeed, *, now: datetime) -> Need:
    """Send a need as its company or the coordinator would have at that time, through the one way in."""
    (company,) = [one for one in companies.list_companies(db) if one.profile.name == need.company.name]
    sender = users.list_users_by_email(db, [need.sender])[need.sender]
    by_web = need.channel is NeedChannel.WEB
    sent = now - need.age
    return submit_need(
        db,
        index,
        company_id=company.id,
        content=with_summary(need.content, Identity((company.profile.name,), (sender.name,))),
        consent=ConsentGiven(
            purposes=frozenset(ConsentPurpose),
            text_version=CONSENT_TEXT_VERSION,
            agreed_by=sender.name if by_web else "Demo-marjanviljelijä (keksitty)",
            channel=ConsentChannel.FORM if by_web else ConsentChannel.PHONE,
            given_at=sent,
        ),
        submission_key=need.submission_key,
        model_version=MODEL_VERSION,
        actor=Actor(user_id=sender.id, role=Role.COMPANY if by_web else Role.COORDINATOR),
        now=sent,
        channel=need.channel,
    )


def _record(
    db: Database, object_type: str, object_id: str, now: datetime, detail: Mapping[str, object] | None = None
) -> None:
    audit.record(
        db,
        actor=Actor.system(),
        action="load_demo",
        object_type=object_type,
        object_id=object_id,
        now=now,
        detail=detail,
    )
