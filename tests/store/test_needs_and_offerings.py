"""Needs and offerings come back as they were given, version by version, and lists cost the same at any length."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlite_utils import Database

from matchmaker.model.codes import InstitutionKind, Language, Sector
from matchmaker.model.company import Company
from matchmaker.model.errors import AlreadyDecided, NotFound
from matchmaker.model.need import ClosingResult, Need, NeedChannel, NeedState
from matchmaker.model.offering import Offering, OfferingState
from matchmaker.store import catalogue, institutions, needs, offerings
from matchmaker.store.catalogue import CatalogueFilter
from tests.store.conftest import NEED, OFFERING


def queries(db: Database, action: Callable[[], object]) -> int:
    """How many SELECTs an action sends."""
    sent: list[str] = []
    db.conn.set_trace_callback(sent.append)
    action()
    db.conn.set_trace_callback(None)
    return sum(statement.lstrip().upper().startswith("SELECT") for statement in sent)


def add_needs(db: Database, company: Company, now: datetime, count: int) -> list[Need]:
    return [
        needs.add_need(
            db,
            company_id=company.id,
            content=NEED,
            channel=NeedChannel.WEB,
            submission_key=f"more-{number}",
            created_by=None,
            now=now + timedelta(hours=number),
        )
        for number in range(1, count + 1)
    ]


def test_a_need_comes_back_whole_with_its_company(
    db: Database, need: Need, company: Company, now: datetime
) -> None:
    assert needs.get_need(db, need.id) == need
    assert need.content == NEED
    assert (need.state, need.version_number, need.company_name, need.company_municipality) == (
        NeedState.SUBMITTED,
        1,
        "Paja Oy",
        "915",
    )
    assert (need.submitted_at, need.waiting_since, need.no_good_match) == (now, now, False)
    assert needs.find_need_by_submission(db, "key-1") == need
    assert needs.find_need_by_submission(db, "other") is None


def test_a_new_version_of_a_need_leaves_the_old_one_readable_and_asks_for_ranking(
    db: Database, need: Need, now: datetime
) -> None:
    needs.set_ranked(db, need.id, catalogue=5, no_good_match=True)
    assert needs.list_needs_to_rank(db, catalogue=5) == []
    changed = needs.add_need_version(
        db, need.id, replace(NEED, title="Toinen", helps=frozenset()), created_by=None, now=now
    )
    assert (changed.version_number, changed.content.title, changed.content.helps) == (
        2,
        "Toinen",
        frozenset(),
    )
    assert needs.get_need_at_version(db, need.version_id).content == NEED
    assert [one.id for one in needs.list_needs_to_rank(db, catalogue=5)] == [need.id]


def test_two_people_moving_one_need_the_second_is_told(db: Database, need: Need, now: datetime) -> None:
    later = now + timedelta(hours=1)
    needs.move_need(db, need.id, before=NeedState.SUBMITTED, after=NeedState.ACCEPTED, now=later)
    with pytest.raises(AlreadyDecided) as told:
        needs.move_need(db, need.id, before=NeedState.SUBMITTED, after=NeedState.CLARIFICATION, now=later)
    assert told.value.current == NeedState.ACCEPTED
    moved = needs.get_need(db, need.id)
    assert (moved.state, moved.waiting_since) == (NeedState.ACCEPTED, later)


def test_the_queue_is_oldest_first_and_filters(
    db: Database, need: Need, company: Company, now: datetime
) -> None:
    second, third = add_needs(db, company, now, 2)
    needs.move_need(
        db,
        second.id,
        before=NeedState.SUBMITTED,
        after=NeedState.CLOSED,
        now=now,
        result=ClosingResult.WITHDRAWN,
    )
    assert [one.id for one in needs.list_queue(db, states=[NeedState.SUBMITTED])] == [need.id, third.id]
    assert [one.id for one in needs.list_queue(db, states=[NeedState.CLOSED])] == [second.id]
    assert len(needs.list_queue(db, sector=Sector.MACHINERY, municipality="915")) == 3
    assert needs.list_queue(db, sector=Sector.FOOD) == []
    assert needs.count_queue(db, states=[NeedState.SUBMITTED]) == 2
    assert [one.id for one in needs.list_queue(db, states=[NeedState.SUBMITTED], limit=1, offset=1)] == [
        third.id
    ]


def test_an_offering_comes_back_whole(db: Database, offering: Offering) -> None:
    assert offerings.get_offering(db, offering.id) == offering
    assert offering.content == OFFERING
    assert (offering.institution_name, offering.external_id, offering.version_number) == (
        "Koelaitos",
        "x1",
        1,
    )
    assert list(offering.content.texts) == [Language.FI, Language.EN]


def test_drafts_and_archived_offerings_are_not_for_the_public(
    db: Database, offering: Offering, now: datetime
) -> None:
    assert offerings.get_listed_offering(db, offering.id) == offering
    offerings.move_offering(
        db, offering.id, before=OfferingState.PUBLISHED, after=OfferingState.ARCHIVED, now=now
    )
    with pytest.raises(NotFound):
        offerings.get_listed_offering(db, offering.id)
    assert offerings.list_listed(db) == []
    assert offerings.get_offering(db, offering.id).state is OfferingState.ARCHIVED
    with pytest.raises(AlreadyDecided):
        offerings.move_offering(
            db, offering.id, before=OfferingState.PUBLISHED, after=OfferingState.UNCONFIRMED, now=now
        )


def test_an_old_version_of_an_offering_stays_readable(
    db: Database, offering: Offering, now: datetime
) -> None:
    english = replace(OFFERING, texts={Language.EN: OFFERING.texts[Language.EN]}, keywords=())
    changed = offerings.add_offering_version(db, offering.id, english, created_by=None, now=now)
    assert (changed.version_number, changed.content) == (2, english)
    assert changed.content.text_language(Language.FI) is Language.EN
    assert offerings.get_offering_at_version(db, offering.version_id).content == OFFERING


def test_what_is_not_there_is_not_found(db: Database) -> None:
    for get in (
        needs.get_need,
        needs.get_need_at_version,
        offerings.get_offering,
        offerings.get_listed_offering,
        offerings.get_offering_at_version,
        institutions.get_institution,
    ):
        with pytest.raises(NotFound):
            get(db, "x" * 16)
        with pytest.raises(NotFound):
            get(db, "' OR 1=1 --")
    assert offerings.list_by_ids(db, ["x" * 16]) == {}


def test_lists_send_as_many_queries_for_many_rows_as_for_one(
    db: Database, need: Need, company: Company, offering: Offering, now: datetime
) -> None:
    lists: tuple[Callable[[], object], ...] = (
        lambda: needs.list_queue(db),
        lambda: needs.list_needs_of_company(db, company.id),
        lambda: offerings.list_listed(db),
        lambda: offerings.list_of_institution(db, offering.institution_id),
        lambda: catalogue.browse(
            db, CatalogueFilter(), language=Language.FI, as_of=date(2026, 11, 24), limit=20, offset=0
        ),
    )
    for_one = [queries(db, action) for action in lists]
    add_needs(db, company, now, 3)
    for _ in range(3):
        offerings.add_offering(
            db,
            institution_id=offering.institution_id,
            content=OFFERING,
            state=OfferingState.UNCONFIRMED,
            now=now,
        )
    assert [queries(db, action) for action in lists] == for_one
    assert for_one == [1, 1, 1, 1, 3]


def test_institutions_are_known_by_name_and_listed_by_name(
    db: Database, offering: Offering, now: datetime
) -> None:
    institutions.add_institution(db, name="Aalto", kind=InstitutionKind.UNIVERSITY, now=now)
    assert [one.name for one in institutions.list_institutions(db)] == ["Aalto", "Koelaitos"]
    assert institutions.find_institution_by_name(db, "koelaitos") is None
    found = institutions.find_institution_by_name(db, "Koelaitos")
    assert found is not None
    assert found.id == offering.institution_id
