"""A coordinator notes what a company and an institution are to each other already."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.introduction import TieKind
from matchmaker.model.user import Actor
from matchmaker.store import audit, companies, follow_up, institutions
from matchmaker.store.database import write_tx


def record_tie(
    db: Database,
    *,
    company_id: str,
    institution_id: str,
    kind: TieKind,
    note: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Note an existing customer or a conflict of interest; asking both sides then needs a confirmation.

    Side effects: a row (a second note replaces the first), an audit row. Raises NotFound for unknown ids.
    """
    with write_tx(db):
        companies.get_company(db, company_id)
        institutions.get_institution(db, institution_id)
        follow_up.set_tie(
            db,
            company_id=company_id,
            institution_id=institution_id,
            kind=kind,
            note=note,
            recorded_by=actor.user_id,
            now=now,
        )
        _record(db, "record_tie", company_id, institution_id, kind, actor, now)


def remove_tie(
    db: Database, *, company_id: str, institution_id: str, kind: TieKind, actor: Actor, now: datetime
) -> None:
    """Take a note of this kind back. Side effects: the row is gone, an audit row; nothing when there is none."""
    with write_tx(db):
        known = follow_up.list_ties_between(db, company_id, institution_id)
        if kind not in {tie.kind for tie in known}:
            return
        follow_up.remove_tie(db, company_id=company_id, institution_id=institution_id, kind=kind)
        _record(db, "remove_tie", company_id, institution_id, kind, actor, now)


def _record(
    db: Database,
    action: str,
    company_id: str,
    institution_id: str,
    kind: TieKind,
    actor: Actor,
    now: datetime,
) -> None:
    audit.record_of_company(db, action, company_id, actor, now, {"institution": institution_id, "kind": kind})
