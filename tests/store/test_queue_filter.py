"""The list of needs: found by their words, narrowed, and in the order one asks for."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlite_utils import Database

from matchmaker.model.codes import Language, Urgency
from matchmaker.model.company import Company, CompanyProfile
from matchmaker.model.need import ClosingResult, Need, NeedChannel, NeedState
from matchmaker.model.user import MembershipState, Role
from matchmaker.store import companies, needs, users
from matchmaker.store.queue_filter import QueueOrder
from tests.store.conftest import NEED

OPEN = tuple(state for state in NeedState if state is not NeedState.CLOSED)


@pytest.fixture
def pump(db: Database, need: Need, now: datetime) -> Need:
    """A second need, sent later by another company, which can wait."""
    other = companies.add_company(
        db, CompanyProfile("Älypumppu Oy", business_id="0737546-2", municipality="297"), now=now
    )
    content = replace(
        NEED, title="Pumpun tärinä", description="Hitsauksen jälkeen 100_5", urgency=Urgency.LATER
    )
    return needs.add_need(
        db,
        company_id=other.id,
        content=content,
        channel=NeedChannel.PHONE,
        submission_key="pump",
        created_by=None,
        now=now + timedelta(days=1),
    )


def found(db: Database, words: str) -> list[str]:
    ids = [one.id for one in needs.list_queue(db, states=OPEN, words=words)]
    assert needs.count_queue(db, states=OPEN, words=words) == len(ids)
    return ids


@pytest.mark.parametrize(
    "words",
    [
        "pumpun",
        "PUMPUN",
        "älypumppu",
        "ÄLYPUMP",
        "0737546-2",
        "737546",
        "tärinä pumpu",
        "hitsaus",
        "00_5",
        "y äl",
    ],
)
def test_a_need_is_found_by_title_text_company_and_business_id(
    db: Database, need: Need, pump: Need, words: str
) -> None:
    assert found(db, words) == [pump.id]


@pytest.mark.parametrize(
    "words",
    ["pumpun kannake", "tarina", "10%5", "1_0", '"', '""" OR "', "pumpun*", "-", "b_d y", "body : pumpun"],
)
def test_all_words_count_and_none_is_a_command(db: Database, need: Need, pump: Need, words: str) -> None:
    assert pump.id not in found(db, words) or words == "-"


def test_what_changes_is_found_by_its_new_words_only(db: Database, pump: Need, now: datetime) -> None:
    needs.add_need_version(db, pump.id, replace(pump.content, title="Laakeri"), created_by=None, now=now)
    companies.update_profile(db, pump.company_id, CompanyProfile("Pato Oy", municipality="297"), now)
    assert found(db, "laakeri") == found(db, "pato") == [pump.id]
    assert found(db, "tärinä") == found(db, "älypumppu") == []


@pytest.mark.parametrize(
    "words",
    [
        "virtanen",
        "maija.virtanen@pumppu",
        "+358 40 123 4567",
        "0401234567",
        "040-1234",
        "00358 40 123",
        "kalle kertoja",
    ],
)
def test_people_and_numbers_of_a_company_are_found_however_a_number_is_spaced(
    db: Database, need: Need, pump: Need, now: datetime, words: str
) -> None:
    maija = users.add_user(db, email="maija.virtanen@pumppu.fi", name="Maija", language=Language.FI, now=now)
    users.add_membership(
        db,
        user_id=maija.id,
        role=Role.COMPANY,
        company_id=pump.company_id,
        state=MembershipState.ACTIVE,
        now=now,
    )
    users.set_name(db, maija.id, "Maija Virtanen")
    content = replace(pump.content, phone="+358 (0)40 123 4567")
    needs.add_need_version(db, pump.id, content, created_by=None, now=now)
    given = {"text_version": "1", "agreed_by": "Kalle Kertoja", "channel": "phone", "given_at": "2026-11-20"}
    db["consents"].insert(
        {"id": "c" * 16, "company_id": pump.company_id, "need_id": pump.id, "purpose": "match", **given}
    )
    assert found(db, words) == [pump.id]
    db.execute("UPDATE memberships SET state = 'ended'")
    assert found(db, "virtanen") == []


def test_a_business_id_is_no_telephone_number(db: Database, need: Need, pump: Need) -> None:
    assert found(db, "0737546-2") == [pump.id]


def test_urgent_ones_come_first_until_they_are_closed(
    db: Database, need: Need, pump: Need, now: datetime
) -> None:
    assert [one.id for one in needs.list_queue(db)] == [need.id, pump.id]
    assert [one.id for one in needs.list_queue(db, urgent=True)] == [need.id]
    needs.add_need_version(db, pump.id, replace(pump.content, urgency=Urgency.NOW), created_by=None, now=now)
    needs.add_need_version(db, need.id, replace(NEED, urgency=Urgency.MONTHS), created_by=None, now=now)
    assert [one.id for one in needs.list_queue(db)] == [pump.id, need.id]
    needs.move_need(
        db, pump.id, before=pump.state, after=NeedState.CLOSED, now=now, result=ClosingResult.EXPIRED
    )
    assert [one.id for one in needs.list_queue(db)] == [need.id, pump.id]


def test_the_list_stands_in_the_order_one_asks_for(
    db: Database, need: Need, pump: Need, company: Company
) -> None:
    def ordered(order: QueueOrder) -> list[str]:
        return [one.id for one in needs.list_queue(db, order=order)]

    assert company.profile.name < "Älypumppu Oy"
    assert ordered(QueueOrder.NEWEST) == [pump.id, need.id]
    assert ordered(QueueOrder.OLDEST) == ordered(QueueOrder.COMPANY) == [need.id, pump.id]


def test_towns_are_counted_as_the_filter_lets_through(db: Database, need: Need, pump: Need) -> None:
    assert needs.count_by_town(db) == {"915": 1, "297": 1}
    assert needs.count_by_town(db, words="pumpun") == {"297": 1}
    assert needs.count_by_town(db, states=[NeedState.CLOSED]) == {}
