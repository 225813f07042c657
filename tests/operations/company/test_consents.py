"""Withdrawing a need; taking consents back and giving them again."""

import pytest

from matchmaker.model.company import ConsentPurpose
from matchmaker.model.errors import NotAllowed, NotFound, StateTransitionError
from matchmaker.model.need import ClosingResult, NeedState
from matchmaker.operations.change_consent import give_consent, withdraw_consent
from matchmaker.operations.withdraw_need import withdraw_need
from matchmaker.store import companies, needs
from matchmaker.store.database import write_tx
from tests.conftest import NOW
from tests.operations.company.conftest import actions, actor, given


@pytest.mark.parametrize("state", [state for state in NeedState if state is not NeedState.CLOSED])
def test_need_may_be_withdrawn_in_every_open_state(db, need, kaisa, state):
    if state is not NeedState.SUBMITTED:
        with write_tx(db):
            needs.move_need(db, need.id, before=NeedState.SUBMITTED, after=state, now=NOW)
    closed = withdraw_need(db, need_id=need.id, company_id=need.company_id, actor=actor(kaisa), now=NOW)
    assert (closed.state, closed.result) == (NeedState.CLOSED, ClosingResult.WITHDRAWN)
    assert given(db, need) == {ConsentPurpose.REPORT}
    assert actions(db, "need", need.id) == ["withdraw_need"]


def test_need_closed_for_another_reason_is_not_withdrawn(db, need, kaisa):
    with write_tx(db):
        needs.move_need(
            db,
            need.id,
            before=NeedState.SUBMITTED,
            after=NeedState.CLOSED,
            now=NOW,
            result=ClosingResult.RESULT,
        )
    with pytest.raises(StateTransitionError):
        withdraw_need(db, need_id=need.id, company_id=need.company_id, actor=actor(kaisa), now=NOW)


def test_steps_on_another_companys_need_find_nothing(db, need, ville):
    with pytest.raises(NotFound):
        withdraw_need(db, need_id=need.id, company_id="a" * 16, actor=actor(ville), now=NOW)
    with pytest.raises(NotFound):
        give_consent(
            db,
            need_id=need.id,
            company_id="a" * 16,
            purpose=ConsentPurpose.REPORT,
            user=ville,
            actor=actor(ville),
            now=NOW,
        )
    for consent in companies.list_consents(db, need.company_id, need.id):
        with pytest.raises(NotFound):
            withdraw_consent(db, consent_id=consent.id, company_id="a" * 16, actor=actor(ville), now=NOW)
    assert given(db, need) == set(ConsentPurpose)


def test_consent_is_taken_back_and_given_again_as_a_new_row(db, need, kaisa):
    by_purpose = {c.purpose: c for c in companies.list_consents(db, need.company_id, need.id)}
    taken = by_purpose[ConsentPurpose.INTRODUCE]
    for _press in range(2):
        withdraw_consent(db, consent_id=taken.id, company_id=need.company_id, actor=actor(kaisa), now=NOW)
    assert given(db, need) == {ConsentPurpose.MATCH, ConsentPurpose.REPORT}
    for _press in range(2):
        give_consent(
            db,
            need_id=need.id,
            company_id=need.company_id,
            purpose=ConsentPurpose.INTRODUCE,
            user=kaisa,
            actor=actor(kaisa),
            now=NOW,
        )
    assert given(db, need) == set(ConsentPurpose)
    assert actions(db, "need", need.id) == ["withdraw_consent", "give_consent"]
    assert len(companies.list_consents(db, need.company_id, need.id)) == 4


def test_consent_to_matching_is_taken_back_only_with_the_need(db, need, kaisa):
    consent = next(
        c for c in companies.list_consents(db, need.company_id, need.id) if c.purpose is ConsentPurpose.MATCH
    )
    with pytest.raises(NotAllowed):
        withdraw_consent(db, consent_id=consent.id, company_id=need.company_id, actor=actor(kaisa), now=NOW)


def test_closed_need_takes_no_new_consent(db, need, kaisa):
    withdraw_need(db, need_id=need.id, company_id=need.company_id, actor=actor(kaisa), now=NOW)
    with pytest.raises(NotAllowed):
        give_consent(
            db,
            need_id=need.id,
            company_id=need.company_id,
            purpose=ConsentPurpose.MATCH,
            user=kaisa,
            actor=actor(kaisa),
            now=NOW,
        )
