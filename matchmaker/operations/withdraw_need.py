"""A company takes its need back."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.company import ConsentPurpose
from matchmaker.model.errors import NotFound, StateTransitionError
from matchmaker.model.need import TRANSITIONS, ClosingResult, Need, NeedState
from matchmaker.model.user import Actor
from matchmaker.store import audit, companies, needs
from matchmaker.store.database import write_tx

# What was agreed for reporting covers what already happened and is taken back on its own.
ENDS_WITH_NEED = frozenset({ConsentPurpose.MATCH, ConsentPurpose.INTRODUCE})


def withdraw_need(db: Database, *, need_id: str, company_id: str, actor: Actor, now: datetime) -> Need:
    """Close a need as withdrawn, together with its consents to matching and introducing.

    Side effects: the need's state, its consents, an audit row. A second call does nothing. Raises NotFound for another
    company's need, StateTransitionError when it is closed for another reason.
    """
    with write_tx(db):
        need = needs.get_need(db, need_id)
        if need.company_id != company_id:
            raise NotFound("need", need_id)
        if need.result is ClosingResult.WITHDRAWN:
            return need
        if NeedState.CLOSED not in TRANSITIONS[need.state]:
            raise StateTransitionError("need", need.state, NeedState.CLOSED)
        needs.move_need(
            db, need_id, before=need.state, after=NeedState.CLOSED, now=now, result=ClosingResult.WITHDRAWN
        )
        for consent in companies.list_consents(db, company_id, need_id):
            if consent.purpose in ENDS_WITH_NEED:
                companies.withdraw_consent(db, consent.id, now)
        audit.record(
            db,
            actor=actor,
            action="withdraw_need",
            object_type="need",
            object_id=need_id,
            need_id=need_id,
            now=now,
            detail={"before": need.state, "after": NeedState.CLOSED},
        )
    return needs.get_need(db, need_id)
