"""A reason that is no longer offered cannot be chosen; what was decided for it keeps it."""

import pytest
from sqlite_utils import Database

from matchmaker.model.errors import NotAllowed, NotFound
from matchmaker.model.introduction import DeclineReason
from matchmaker.model.match import RejectReason
from matchmaker.model.user import Actor
from matchmaker.operations.offer_reasons import offer_reason, offered_reasons
from matchmaker.store import audit, settings
from tests.conftest import NOW


def switch(db: Database, kind: str, reason: str, *, offered: bool) -> bool:
    return offer_reason(db, kind=kind, reason=reason, offered=offered, actor=Actor.system(), now=NOW)


def test_a_reason_of_one_list_leaves_its_namesake_alone(db: Database):
    assert switch(db, "reject", "other-field", offered=False) is True
    assert RejectReason.OTHER_FIELD not in offered_reasons(db, RejectReason)
    assert len(offered_reasons(db, RejectReason)) == len(RejectReason) - 1
    assert offered_reasons(db, DeclineReason) == list(DeclineReason)
    assert switch(db, "reject", "other-field", offered=False) is False
    assert switch(db, "reject", "other-field", offered=True) is True
    assert offered_reasons(db, RejectReason) == list(RejectReason)
    trail = audit.list_for_object(db, "reason", "reject:other-field")
    assert [entry.action for entry in trail] == ["offer_reason", "retire_reason"]


def test_there_is_always_another_reason(db: Database):
    for kind in ("reject", "decline"):
        with pytest.raises(NotAllowed):
            switch(db, kind, "other", offered=False)
    assert (settings.list_switched_off(db), audit.count_entries(db)) == ({}, 0)


@pytest.mark.parametrize(
    ("kind", "reason"), [("reject", "no-time"), ("decline", ""), ("nothing", "other"), ("", "")]
)
def test_what_is_no_reason_is_not_found(db: Database, kind: str, reason: str):
    with pytest.raises(NotFound):
        switch(db, kind, reason, offered=False)


def test_reasons_and_numbers_share_a_table_without_meeting(db: Database):
    switch(db, "decline", "too-expensive", offered=False)
    settings.set_number(db, "answer_days", 9, NOW)
    assert settings.list_numbers(db)["answer_days"] == 9
    assert settings.list_switched_off(db) == {"decline": ["too-expensive"]}
