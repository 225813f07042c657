"""Deadlines are changed together, each within its bounds and fitting the others, and every change is on record."""

import pytest
from sqlite_utils import Database

from matchmaker.model.errors import AlreadyDecided
from matchmaker.model.user import Actor
from matchmaker.operations.change_settings import Fault, NumbersRefused, change_numbers, find_faults
from matchmaker.store import audit, settings
from tests.conftest import NOW

USUAL = {key: default for key, (default, _least, _most) in settings.NUMBERS.items()}


def change(db: Database, **typed: int) -> list[str]:
    return change_numbers(
        db, values={**USUAL, **typed}, seen=settings.list_numbers(db), actor=Actor.system(), now=NOW
    )


def test_only_what_changes_is_kept_and_recorded(db: Database):
    assert change(db, answer_days=10, undo_minutes=0) == ["undo_minutes", "answer_days"]
    assert settings.list_numbers(db) == {**USUAL, "answer_days": 10, "undo_minutes": 0}
    (entry,) = audit.list_for_object(db, "setting", "answer_days")
    assert (entry.action, dict(entry.detail)) == ("change_setting", {"before": 7, "after": 10})
    assert change(db, answer_days=10, undo_minutes=0) == []
    assert audit.count_entries(db, audit.TrailFilter(object_type="setting")) == 2


def test_usual_numbers_are_without_fault():
    assert find_faults(USUAL) == []


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"answer_days": 0}, Fault("answer_days")),
        ({"busy_institution_introductions": 101}, Fault("busy_institution_introductions")),
        ({"remind_answer_days": 7, "clarification_days": 8}, Fault("remind_answer_days", "answer_days")),
        ({"clarification_days": 4}, Fault("remind_answer_days", "clarification_days")),
        (
            {"offering_valid_days": 30, "remind_offering_days": 30},
            Fault("remind_offering_days", "offering_valid_days"),
        ),
    ],
)
def test_what_does_not_fit_changes_nothing(db: Database, typed: dict[str, int], fault: Fault):
    with pytest.raises(NumbersRefused) as refused:
        change(db, **{"undo_minutes": 5, **typed})
    assert fault in refused.value.faults
    assert (settings.list_numbers(db), audit.count_entries(db)) == (USUAL, 0)


def test_who_saw_other_numbers_overwrites_nothing(db: Database):
    change(db, answer_days=10)
    with pytest.raises(AlreadyDecided):
        change_numbers(db, values={**USUAL, "follow_up_days": 30}, seen=USUAL, actor=Actor.system(), now=NOW)
    assert settings.list_numbers(db) == {**USUAL, "answer_days": 10}
