"""A company closes its need itself: it led to something, help was found elsewhere, or it is no longer needed."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.company import ConsentPurpose
from matchmaker.model.errors import NotFound, StateTransitionError
from matchmaker.model.need import TRANSITIONS, ClosingResult, CompanyClosing, Need, NeedState
from matchmaker.model.user import Actor
from matchmaker.operations.close_need import hold_questions, unsay_opening
from matchmaker.operations.need_mails import enqueue_need_news
from matchmaker.store import audit, companies, needs
from matchmaker.store.database import write_tx

# What was agreed for reporting covers what already happened and is taken back on its own.
ENDS_WITH_NEED = frozenset({ConsentPurpose.MATCH, ConsentPurpose.INTRODUCE})


def withdraw_need(db: Database, *, need_id: str, company_id: str, actor: Actor, now: datetime) -> Need:
    """Take a need back that is no longer needed; see `close_own_need`."""
    return close_own_need(
        db, need_id=need_id, company_id=company_id, why=CompanyClosing.NO_LONGER_NEEDED, actor=actor, now=now
    )


def close_own_need(
    db: Database, *, need_id: str, company_id: str, why: CompanyClosing, actor: Actor, now: datetime
) -> Need:
    """Close a need of one's own company, with a result or as withdrawn.

    Side effects: the need's state; a withdrawn need's consents to matching and introducing; an audit row; a notice to
    the coordinator who had taken it up; questions whose mails wait do so until they are called off, and a word that it
    is open again is taken back. A second call with
    the same result does nothing. Raises NotFound for another company's need, StateTransitionError when it is closed
    otherwise.
    """
    with write_tx(db):
        need = needs.get_need(db, need_id)
        if need.company_id != company_id:
            raise NotFound("need", need_id)
        if need.result is why.result:
            return need
        if NeedState.CLOSED not in TRANSITIONS[need.state]:
            raise StateTransitionError("need", need.state, NeedState.CLOSED)
        needs.move_need(db, need_id, before=need.state, after=NeedState.CLOSED, now=now, result=why.result)
        if why.result is ClosingResult.WITHDRAWN:
            _end_consents(db, need, now)
        hold_questions(db, need_id, now)
        unsay_opening(db, need_id, now)
        _record(db, need, why, actor, now)
        enqueue_need_news(db, "need_closed", need, {"why": why}, now)
    return needs.get_need(db, need_id)


def _end_consents(db: Database, need: Need, now: datetime) -> None:
    for consent in companies.list_consents(db, need.company_id, need.id):
        if consent.purpose in ENDS_WITH_NEED:
            companies.withdraw_consent(db, consent.id, now)


def _record(db: Database, need: Need, why: CompanyClosing, actor: Actor, now: datetime) -> None:
    withdrawn = why.result is ClosingResult.WITHDRAWN
    audit.record_of_need(
        db,
        "withdraw_need" if withdrawn else "close_need",
        need.id,
        actor,
        now,
        {"before": need.state, "after": NeedState.CLOSED, "result": why.result, "why": why},
    )
