"""Freshness of offerings: reminded, marked, confirmed by one tap, never gone."""

from datetime import timedelta

import pytest

from matchmaker.model.codes import Language
from matchmaker.model.errors import LinkInvalid, StateTransitionError
from matchmaker.model.introduction import Answer, Side
from matchmaker.model.offering import OfferingState
from matchmaker.operations.answer_introduction import answer_by_link
from matchmaker.operations.confirm_offering import confirm_by_link
from matchmaker.operations.watch_deadlines import watch_deadlines
from matchmaker.store import audit, institutions, matches, offerings, settings, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW
from tests.introducing import PROFESSOR, World

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def offering_id(world: World) -> str:
    """An offering that its institution confirmed today."""
    found = matches.get_match(world.db, world.match_id).offering_id
    with write_tx(world.db):
        offerings.confirm_offering(world.db, found, NOW)
    return found


def state(world: World, offering_id: str) -> OfferingState:
    return offerings.get_offering(world.db, offering_id).state


def test_the_institution_is_reminded_once_before_the_year_is_over(world: World, offering_id: str) -> None:
    assert watch_deadlines(world.db, now=NOW + 335 * DAY - SECOND) == 0
    assert watch_deadlines(world.db, now=NOW + 335 * DAY) == 1
    assert world.mails() == [("confirm_offering", PROFESSOR)]
    assert watch_deadlines(world.db, now=NOW + 350 * DAY) == 0
    assert state(world, offering_id) is OfferingState.PUBLISHED


def test_after_the_year_it_is_marked_and_stays_in_the_catalogue(world: World, offering_id: str) -> None:
    watch_deadlines(world.db, now=NOW + 335 * DAY)
    catalogue = offerings.catalogue_number(world.db)
    assert watch_deadlines(world.db, now=NOW + 365 * DAY - SECOND) == 0
    assert watch_deadlines(world.db, now=NOW + 365 * DAY) == 1
    assert state(world, offering_id) is OfferingState.UNCONFIRMED
    assert offering_id in {offering.id for offering in offerings.list_listed(world.db)}
    assert offerings.catalogue_number(world.db) == catalogue, "no text changed, so nothing is indexed again"
    assert watch_deadlines(world.db, now=NOW + 900 * DAY) == 0


def test_one_tap_confirms_and_the_year_begins_anew(world: World, offering_id: str) -> None:
    watch_deadlines(world.db, now=NOW + 335 * DAY)
    watch_deadlines(world.db, now=NOW + 365 * DAY)
    late = NOW + 370 * DAY
    token = world.confirming_link(offering_id, NOW + 335 * DAY)
    assert confirm_by_link(world.db, token=token, now=late).confirmed_at == late
    assert state(world, offering_id) is OfferingState.PUBLISHED
    assert watch_deadlines(world.db, now=late + 334 * DAY) == 0
    assert watch_deadlines(world.db, now=late + 335 * DAY) == 1
    entries = audit.list_for_object(world.db, "offering", offering_id)
    assert [(entry.action, entry.actor_role) for entry in entries] == [
        ("remind_offering", "admin"),
        ("confirm_offering", "institution"),
        ("mark_unconfirmed", "admin"),
        ("remind_offering", "admin"),
    ]


def test_offerings_nobody_ever_confirmed_get_no_mail(world: World) -> None:
    """The compiled catalogue: marked from the beginning, and nobody is written to."""
    assert watch_deadlines(world.db, now=NOW + 900 * DAY) == 0
    assert world.mails() == []


def test_an_institution_without_people_gets_no_mail_and_its_offering_is_marked(
    world: World, offering_id: str
) -> None:
    with write_tx(world.db):
        (contact,) = institutions.list_contacts(world.db, world.institution_id)
        institutions.end_contact(world.db, contact.id, NOW)
        users.disable_user(world.db, world.researcher.user_id or "", NOW)
    watch_deadlines(world.db, now=NOW + 365 * DAY)
    assert (world.mails(), state(world, offering_id)) == ([], OfferingState.UNCONFIRMED)


def test_the_periods_are_settings(world: World, offering_id: str) -> None:
    with write_tx(world.db):
        settings.set_number(world.db, "offering_valid_days", 100, NOW)
        settings.set_number(world.db, "remind_offering_days", 10, NOW)
    assert watch_deadlines(world.db, now=NOW + 90 * DAY - SECOND) == 0
    assert watch_deadlines(world.db, now=NOW + 90 * DAY) == 1
    watch_deadlines(world.db, now=NOW + 100 * DAY)
    assert state(world, offering_id) is OfferingState.UNCONFIRMED


def test_the_link_confirms_once_and_nothing_else(world: World, offering_id: str) -> None:
    token = world.confirming_link(offering_id)
    with pytest.raises(LinkInvalid):
        answer_by_link(world.db, token=token, answer=Answer.YES, now=NOW)
    confirm_by_link(world.db, token=token, now=NOW + DAY)
    with pytest.raises(LinkInvalid) as refused:
        confirm_by_link(world.db, token=token, now=NOW + 2 * DAY)
    assert refused.value.reason == "used"


def replace_contact(world: World) -> None:
    (contact,) = institutions.list_contacts(world.db, world.institution_id)
    institutions.end_contact(world.db, contact.id, NOW)
    institutions.add_contact(
        world.db,
        institution_id=world.institution_id,
        name="Seuraaja",
        email="seuraaja@tutkimus.example",
        language=Language.FI,
        now=NOW,
    )


def test_the_link_of_who_is_contact_person_no_more_confirms_nothing(world: World, offering_id: str) -> None:
    token = world.confirming_link(offering_id)
    with write_tx(world.db):
        replace_contact(world)
    with pytest.raises(LinkInvalid) as refused:
        confirm_by_link(world.db, token=token, now=NOW + DAY)
    assert refused.value.reason == "handed-on"
    assert offerings.get_offering(world.db, offering_id).confirmed_at == NOW


def test_the_link_of_who_is_a_contact_person_again_confirms(world: World, offering_id: str) -> None:
    token = world.confirming_link(offering_id)
    with write_tx(world.db):
        replace_contact(world)
        institutions.add_contact(
            world.db,
            institution_id=world.institution_id,
            name="Professori P",
            email=PROFESSOR,
            language=Language.FI,
            now=NOW,
        )
    assert confirm_by_link(world.db, token=token, now=NOW + DAY).confirmed_at == NOW + DAY


def test_a_link_that_answers_confirms_no_offering(world: World, offering_id: str) -> None:
    world.ask()
    with pytest.raises(LinkInvalid):
        confirm_by_link(world.db, token=world.link(Side.INSTITUTION), now=NOW + DAY)
    confirmed = offerings.get_offering(world.db, offering_id).confirmed_at
    assert confirmed == NOW


def test_an_archived_offering_is_not_confirmed(world: World, offering_id: str) -> None:
    world.db.execute("UPDATE offerings SET state = 'archived' WHERE id = ?", [offering_id])
    with pytest.raises(StateTransitionError):
        confirm_by_link(world.db, token=world.confirming_link(offering_id), now=NOW + DAY)


def test_an_unconfirmed_offering_comes_after_confirmed_ones_of_its_band(
    world: World, offering_id: str
) -> None:
    def order() -> list[str]:
        return [match.id for match in matches.list_matches(world.db, world.need_id)]

    assert order() == [world.match_id, world.next_match_id]
    watch_deadlines(world.db, now=NOW + 365 * DAY)
    assert state(world, offering_id) is OfferingState.UNCONFIRMED
    assert order() == [world.next_match_id, world.match_id]
    world.db.execute("UPDATE matches SET band = 'possible' WHERE id = ?", [world.next_match_id])
    assert order() == [world.match_id, world.next_match_id]
