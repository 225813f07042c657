"""Writing, publishing, confirming and archiving an offering, and what each step does to the catalogue."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlite_utils import Database

from matchmaker.model.codes import Help, InstitutionKind, Language
from matchmaker.model.errors import AlreadyDecided, NotFound, StateTransitionError
from matchmaker.model.institution import Institution
from matchmaker.model.offering import Offering, OfferingContent, OfferingKind, OfferingState, OfferingText
from matchmaker.model.user import Actor, Role, User
from matchmaker.operations.publish_offering import archive_offering, confirm_offering, publish_offering
from matchmaker.operations.save_offering import create_offering, edit_offering
from matchmaker.store import audit, institutions, offerings, users
from matchmaker.store.database import write_tx

CONTENT = OfferingContent(
    kind=OfferingKind.SERVICE,
    texts={Language.FI: OfferingText("Väsytyskokeet", "Kuormitamme osaa, kunnes se murtuu.")},
    helps=frozenset({Help.TESTING}),
)
EDITED = replace(CONTENT, place="Kuopio")


@pytest.fixture
def lab(db: Database, now: datetime) -> Institution:
    with write_tx(db):
        return institutions.add_institution(
            db, name="Koelaitos", kind=InstitutionKind.RESEARCH_INSTITUTE, now=now
        )


@pytest.fixture
def stranger(db: Database, now: datetime) -> Institution:
    with write_tx(db):
        return institutions.add_institution(db, name="Muu laitos", kind=InstitutionKind.UNIVERSITY, now=now)


@pytest.fixture
def author(db: Database, now: datetime) -> User:
    with write_tx(db):
        return users.add_user(db, email="tutkija@example.com", language=Language.FI, now=now)


@pytest.fixture
def actor(author: User) -> Actor:
    return Actor(author.id, Role.INSTITUTION)


@pytest.fixture
def draft(db: Database, lab: Institution, actor: Actor, now: datetime) -> Offering:
    return create_offering(db, institution_id=lab.id, content=CONTENT, actor=actor, now=now)


def imported(db: Database, lab: Institution, state: OfferingState, now: datetime) -> Offering:
    with write_tx(db):
        return offerings.add_offering(
            db,
            institution_id=lab.id,
            content=CONTENT,
            state=state,
            now=now,
            external_id="o001",
            source="https://example.com/",
        )


def edit(db: Database, offering: Offering, actor: Actor, now: datetime, **changes: object) -> Offering:
    values = {
        "offering_id": offering.id,
        "institution_id": offering.institution_id,
        "seen_version": offering.version_number,
        "content": EDITED,
        **changes,
    }
    return edit_offering(db, actor=actor, now=now, **values)


def test_new_offering_is_a_draft_that_changes_no_catalogue(
    db: Database, draft: Offering, author: User
) -> None:
    assert (draft.state, draft.content, draft.version_number) == (OfferingState.DRAFT, CONTENT, 1)
    assert offerings.catalogue_number(db) == 1
    (entry,) = audit.list_for_object(db, "offering", draft.id)
    assert (entry.action, entry.actor_id, entry.detail) == ("save_offering", author.id, {"version": 1})
    assert offerings.is_touched_by_person(db, draft.id)


def test_form_sent_twice_makes_one_draft(
    db: Database, draft: Offering, lab: Institution, actor: Actor, now: datetime
) -> None:
    again = create_offering(db, institution_id=lab.id, content=CONTENT, actor=actor, now=now)
    assert again.id == draft.id
    assert len(audit.list_for_object(db, "offering", draft.id)) == 1


def test_editing_makes_a_version_and_keeps_the_old_one(
    db: Database, draft: Offering, actor: Actor, now: datetime
) -> None:
    edited = edit(db, draft, actor, now)
    assert (edited.version_number, edited.content) == (2, EDITED)
    assert offerings.get_offering_at_version(db, draft.version_id).content == CONTENT
    assert (edited.confirmed_at, offerings.catalogue_number(db)) == (None, 1)


def test_saving_what_is_there_changes_nothing(
    db: Database, draft: Offering, actor: Actor, now: datetime
) -> None:
    same = edit(db, draft, actor, now + timedelta(hours=1), content=CONTENT)
    assert same == draft
    assert len(audit.list_for_object(db, "offering", draft.id)) == 1


def test_second_of_two_editors_is_told_and_overwrites_nothing(
    db: Database, draft: Offering, actor: Actor, now: datetime
) -> None:
    first = edit(db, draft, actor, now)
    with pytest.raises(AlreadyDecided) as told:
        edit(db, draft, actor, now, content=replace(CONTENT, place="Varkaus"))
    assert told.value.current == "2"
    assert offerings.get_offering(db, draft.id) == first


def test_other_institution_finds_nothing_to_edit_or_publish(
    db: Database, draft: Offering, stranger: Institution, actor: Actor, now: datetime
) -> None:
    with pytest.raises(NotFound):
        edit(db, draft, actor, now, institution_id=stranger.id)
    for step in (publish_offering, confirm_offering, archive_offering):
        with pytest.raises(NotFound):
            step(db, offering_id=draft.id, institution_id=stranger.id, actor=actor, now=now)
    assert offerings.get_offering(db, draft.id) == draft


def test_editing_an_imported_offering_confirms_it_and_asks_for_a_new_index(
    db: Database, lab: Institution, actor: Actor, now: datetime
) -> None:
    edited = edit(db, imported(db, lab, OfferingState.UNCONFIRMED, now), actor, now)
    assert (edited.state, edited.confirmed_at) == (OfferingState.PUBLISHED, now)
    assert offerings.catalogue_number(db) == 2


def test_coordinator_who_corrects_a_page_confirms_nothing(
    db: Database, lab: Institution, author: User, now: datetime
) -> None:
    coordinator = Actor(author.id, Role.COORDINATOR)
    edited = edit(db, imported(db, lab, OfferingState.UNCONFIRMED, now), coordinator, now)
    assert (edited.content, edited.state, edited.confirmed_at) == (EDITED, OfferingState.UNCONFIRMED, None)
    assert offerings.catalogue_number(db) == 2


def test_publishing_lists_confirms_and_asks_for_a_new_index_once(
    db: Database, draft: Offering, actor: Actor, now: datetime
) -> None:
    for _press in range(2):
        published = publish_offering(
            db, offering_id=draft.id, institution_id=draft.institution_id, actor=actor, now=now
        )
        assert (published.state, published.confirmed_at) == (OfferingState.PUBLISHED, now)
    assert offerings.catalogue_number(db) == 2
    actions = [entry.action for entry in audit.list_for_object(db, "offering", draft.id)]
    assert actions == ["publish_offering", "save_offering"]


def test_archived_offering_leaves_the_catalogue_and_can_come_back(
    db: Database, draft: Offering, actor: Actor, now: datetime
) -> None:
    own = {"offering_id": draft.id, "institution_id": draft.institution_id, "actor": actor, "now": now}
    publish_offering(db, **own)
    for _press in range(2):
        assert archive_offering(db, **own).state is OfferingState.ARCHIVED
    assert (offerings.list_listed(db), offerings.catalogue_number(db)) == ([], 3)
    assert publish_offering(db, **own).state is OfferingState.PUBLISHED
    assert ([one.id for one in offerings.list_listed(db)], offerings.catalogue_number(db)) == ([draft.id], 4)


def test_archiving_a_draft_leaves_the_catalogue_alone(
    db: Database, draft: Offering, actor: Actor, now: datetime
) -> None:
    archive_offering(db, offering_id=draft.id, institution_id=draft.institution_id, actor=actor, now=now)
    assert offerings.catalogue_number(db) == 1


def test_confirming_says_still_valid_and_indexes_nothing(
    db: Database, lab: Institution, actor: Actor, now: datetime
) -> None:
    offering = imported(db, lab, OfferingState.UNCONFIRMED, now)
    confirmed = confirm_offering(db, offering_id=offering.id, institution_id=lab.id, actor=actor, now=now)
    assert (confirmed.state, confirmed.confirmed_at) == (OfferingState.PUBLISHED, now)
    assert (confirmed.version_id, offerings.catalogue_number(db)) == (offering.version_id, 1)
    later = now + timedelta(days=300)
    again = confirm_offering(db, offering_id=offering.id, institution_id=lab.id, actor=actor, now=later)
    assert again.confirmed_at == later


@pytest.mark.parametrize("state", [OfferingState.DRAFT, OfferingState.ARCHIVED])
def test_only_what_is_listed_can_be_confirmed(
    db: Database, lab: Institution, actor: Actor, now: datetime, state: OfferingState
) -> None:
    offering = imported(db, lab, state, now)
    with pytest.raises(StateTransitionError):
        confirm_offering(db, offering_id=offering.id, institution_id=lab.id, actor=actor, now=now)
    assert offerings.get_offering(db, offering.id).confirmed_at is None


def test_unconfirmed_offering_is_confirmed_rather_than_published(
    db: Database, lab: Institution, actor: Actor, now: datetime
) -> None:
    offering = imported(db, lab, OfferingState.UNCONFIRMED, now)
    with pytest.raises(StateTransitionError):
        publish_offering(db, offering_id=offering.id, institution_id=lab.id, actor=actor, now=now)
