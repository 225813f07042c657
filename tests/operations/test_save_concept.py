"""Own concepts: added, corrected, taken back; never at the price of a broken thesaurus."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlite_utils import Database

from matchmaker.model.errors import AlreadyDecided, NotFound
from matchmaker.model.user import Actor
from matchmaker.operations.save_concept import (
    ConceptRefused,
    add_concept,
    edit_concept,
    get_concept,
    present_thesaurus,
    remove_own_concept,
)
from matchmaker.store import audit, offerings, own_concepts
from matchmaker.text import thesaurus as thesauri
from matchmaker.text.thesaurus import Concept
from matchmaker.text.thesaurus_check import Fault

ACTOR = Actor.system()
NEW = Concept(
    "", ("zörbön vika",), ("Zörbö fault",), ("zörbö piippaa",), broader=("welding",), related=("bearings",)
)


def trail(db: Database, concept_id: str) -> list[str]:
    return [entry.action for entry in audit.list_for_object(db, "concept", concept_id)]


def add(db: Database, now: datetime, **changes: tuple[str, ...]) -> Concept:
    return add_concept(db, content=replace(NEW, **changes), actor=ACTOR, now=now)


def correct(db: Database, now: datetime, concept_id: str, **changes: tuple[str, ...]) -> Concept:
    present = get_concept(db, concept_id)
    content = replace(present.concept, **changes)
    edit_concept(db, content=content, seen=present.fingerprint, actor=ACTOR, now=now)
    return content


def test_new_concept_is_kept_with_an_id_of_its_own(db: Database, now: datetime) -> None:
    before = offerings.catalogue_number(db)
    added = add(db, now)
    assert added == replace(NEW, id="zorbo_fault")
    assert get_concept(db, "zorbo_fault").concept == added
    assert (get_concept(db, "zorbo_fault").base, get_concept(db, "zorbo_fault").changed_at) == (None, now)
    assert added in present_thesaurus(db).concepts
    assert offerings.catalogue_number(db) == before + 1
    (entry,) = audit.list_for_object(db, "concept", "zorbo_fault")
    assert entry.action == "add_concept"
    assert "zörbö piippaa" in str(entry.detail["added"])


def test_second_click_makes_no_second_concept(db: Database, now: datetime) -> None:
    first = add(db, now)
    number = offerings.catalogue_number(db)
    assert add(db, now) == first
    assert (own_concepts.list_concepts(db), offerings.catalogue_number(db)) == ((first,), number)
    assert add(db, now, fi=("toinen zörbö",)).id == "zorbo_fault_2"


def test_new_concept_never_takes_the_place_of_one_of_the_base(db: Database, now: datetime) -> None:
    assert add(db, now, en=("Welding",)).id == "welding_2"
    assert add(db, now, en=("Ω",), fi=("oomega",)).id == "concept"


def test_correction_replaces_the_base_until_it_is_taken_back(db: Database, now: datetime) -> None:
    base = get_concept(db, "welding")
    content = correct(db, now, "welding", fi=("hitsaus", "zörbäys"))
    later = now + timedelta(minutes=1)
    present = get_concept(db, "welding")
    assert (present.concept, present.base, present.changed_at) == (content, base.concept, now)
    assert len(present_thesaurus(db)) == len(thesauri.base())
    before = offerings.catalogue_number(db)
    assert remove_own_concept(db, concept_id="welding", actor=ACTOR, now=later) is True
    assert get_concept(db, "welding") == base
    assert offerings.catalogue_number(db) == before + 1
    assert trail(db, "welding") == ["reset_concept", "edit_concept"]


def test_own_concept_can_be_removed(db: Database, now: datetime) -> None:
    add(db, now)
    assert remove_own_concept(db, concept_id="zorbo_fault", actor=ACTOR, now=now) is False
    assert trail(db, "zorbo_fault") == ["remove_concept", "add_concept"]
    with pytest.raises(NotFound):
        get_concept(db, "zorbo_fault")


def test_concept_typed_back_to_the_base_is_the_base_again(db: Database, now: datetime) -> None:
    base = get_concept(db, "welding").concept
    correct(db, now, "welding", fi=("hitsaus",))
    correct(db, now, "welding", fi=base.fi)
    assert own_concepts.list_concepts(db) == ()
    assert trail(db, "welding") == ["reset_concept", "edit_concept"]


def test_saving_without_a_change_does_nothing(db: Database, now: datetime) -> None:
    before = offerings.catalogue_number(db)
    correct(db, now, "welding")
    remove_own_concept(db, concept_id="welding", actor=ACTOR, now=now)
    assert (offerings.catalogue_number(db), trail(db, "welding")) == (before, [])


def test_change_made_meanwhile_is_not_overwritten(db: Database, now: datetime) -> None:
    seen = get_concept(db, "welding").fingerprint
    kept = correct(db, now, "welding", fi=("hitsaus", "zörbäys"))
    content = replace(kept, fi=("hitsaus",))
    with pytest.raises(AlreadyDecided):
        edit_concept(db, content=content, seen=seen, actor=ACTOR, now=now)
    assert get_concept(db, "welding").concept == kept


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"en": ()}, Fault.MISSING_LANGUAGE),
        ({"fi": ()}, Fault.MISSING_LANGUAGE),
        ({"broader": ("no_such_concept",)}, Fault.UNKNOWN_RELATION),
        ({"related": ("welding",)}, Fault.UNKNOWN_RELATION),
        ({"broader": ("robot_welding",)}, Fault.CYCLE),
    ],
)
def test_what_would_break_the_thesaurus_is_refused(
    db: Database, now: datetime, changes: dict[str, tuple[str, ...]], fault: Fault
) -> None:
    """A missing language, an unknown concept, itself, a narrower one as its broader one."""
    before = offerings.catalogue_number(db)
    with pytest.raises(ConceptRefused) as refusal:
        correct(db, now, "welding", **changes)
    assert fault in {finding.fault for finding in refusal.value.findings}
    assert (own_concepts.list_concepts(db), offerings.catalogue_number(db)) == ((), before)


def test_concept_that_others_refer_to_stays(db: Database, now: datetime) -> None:
    add(db, now)
    correct(db, now, "bearings", related=("zorbo_fault",))
    with pytest.raises(ConceptRefused) as refusal:
        remove_own_concept(db, concept_id="zorbo_fault", actor=ACTOR, now=now)
    (finding,) = refusal.value.findings
    assert (finding.fault, finding.concepts, finding.detail) == (
        Fault.UNKNOWN_RELATION,
        ("bearings",),
        "zorbo_fault",
    )
    remove_own_concept(db, concept_id="bearings", actor=ACTOR, now=now)
    remove_own_concept(db, concept_id="zorbo_fault", actor=ACTOR, now=now)
    assert own_concepts.list_concepts(db) == ()


def test_what_was_broken_before_does_not_forbid_other_changes(db: Database, now: datetime) -> None:
    """A release may drop a concept that an own one refers to; the installation goes on, and `thesaurus check` tells."""
    lost = replace(NEW, id="zorbo_fault", related=("dropped_by_a_release",))
    own_concepts.save(db, lost, changed_by=None, now=now)
    correct(db, now, "welding", fi=("hitsaus",))
    assert get_concept(db, "welding").concept.fi == ("hitsaus",)
