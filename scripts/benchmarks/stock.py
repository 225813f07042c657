"""A made-up installation of any size in a database of its own: offerings, companies, needs with ranked suggestions."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import click
from sqlite_utils import Database

from matchmaker.matching.engine import MODEL_VERSION
from matchmaker.matching.index import Index
from matchmaker.model.codes import Help, InstitutionKind, Language, Sector
from matchmaker.model.company import CONSENT_TEXT_VERSION, CompanyProfile, ConsentChannel, ConsentPurpose
from matchmaker.model.ids import new_id
from matchmaker.model.need import NeedChannel, NeedContent
from matchmaker.model.offering import OfferingContent, OfferingKind, OfferingState, OfferingText
from matchmaker.model.user import MembershipState, Role
from matchmaker.operations.days import day_in_finland
from matchmaker.operations.rank_need import RankedNeed, rank_need
from matchmaker.store import companies, institutions, matches, needs, offerings, users
from matchmaker.store.database import write_tx

INSTITUTIONS, DISTINCT = 60, 200
"""So many institutions; and so many different needs: the others repeat their texts, and their real suggestions."""
COORDINATOR = "coordinator@example.com"
MEMBERS = (Role.COORDINATOR, Role.ADMIN)


def add_offerings(db: Database, pool: Sequence[str], draw: random.Random, count: int, now: datetime) -> None:
    """Published offerings of sentences drawn from real ones."""
    with write_tx(db):
        houses = [
            institutions.add_institution(db, name=f"Institution {n}", kind=InstitutionKind.UNIVERSITY, now=now)
            for n in range(INSTITUTIONS)
        ]  # fmt: skip
        for number in range(count):
            text = OfferingText(_title(pool, draw), " ".join(draw.choice(pool) for _ in range(6)))
            content = OfferingContent(
                OfferingKind.SERVICE,
                {Language.FI: text},
                helps=frozenset({draw.choice(list(Help))}),
                sectors=frozenset({draw.choice(list(Sector))}),
            )
            offerings.add_offering(
                db,
                institution_id=houses[number % INSTITUTIONS].id,
                content=content,
                state=OfferingState.PUBLISHED,
                now=now,
            )
        offerings.bump_catalogue(db)


def add_needs(
    db: Database, index: Index, pool: Sequence[str], draw: random.Random, count: int, now: datetime
) -> None:
    """Submitted needs of many companies with their suggestions, and a coordinator to review them."""
    with write_tx(db):
        person = users.add_user(db, email=COORDINATOR, language=Language.EN, now=now, name="Coordinator")
        for role in MEMBERS:
            users.add_membership(db, user_id=person.id, role=role, state=MembershipState.ACTIVE, now=now)
    ranked = [_ranked(db, index, _content(pool, draw), now) for _ in range(min(DISTINCT, count))]
    click.echo(f"  {len(ranked)} different needs ranked")
    catalogue = offerings.catalogue_number(db)
    for start in range(0, count, 1000):
        with write_tx(db):
            for number in range(start, min(start + 1000, count)):
                content, results = ranked[number % len(ranked)]
                _add_need(db, number, content, results, catalogue, now)


def _ranked(
    db: Database, index: Index, content: NeedContent, now: datetime
) -> tuple[NeedContent, RankedNeed]:
    return content, rank_need(db, index, content=content, company=None, as_of=day_in_finland(now))


def _add_need(
    db: Database, number: int, content: NeedContent, ranked: RankedNeed, catalogue: int, now: datetime
) -> None:
    company = companies.add_company(db, CompanyProfile(f"Company {number} Oy", municipality="297"), now=now)
    need = needs.add_need(
        db,
        company_id=company.id,
        content=replace(content, title=f"{content.title} {number}"),
        channel=NeedChannel.PHONE,
        submission_key=new_id(),
        created_by=None,
        now=now - timedelta(minutes=number),
    )
    for purpose in (ConsentPurpose.MATCH, ConsentPurpose.INTRODUCE):
        companies.add_consent(
            db,
            company_id=company.id,
            need_id=need.id,
            purpose=purpose,
            text_version=CONSENT_TEXT_VERSION,
            agreed_by="Invented",
            channel=ConsentChannel.PHONE,
            given_at=now,
            recorded_by=None,
        )
    matches.store_run(
        db,
        need_id=need.id,
        need_version_id=need.version_id,
        results=ranked.results,
        model_version=MODEL_VERSION,
        now=now,
    )
    needs.set_ranked(db, need.id, catalogue=catalogue, no_good_match=ranked.no_good_match)


def _content(pool: Sequence[str], draw: random.Random) -> NeedContent:
    return NeedContent(
        title=_title(pool, draw),
        description=" ".join(draw.choice(pool) for _ in range(3)),
        language=Language.FI,
        sector=draw.choice(list(Sector)),
        phone="+358 40 1234567",
    )


def _title(pool: Sequence[str], draw: random.Random) -> str:
    return " ".join(draw.choice(pool).split()[:7])
