"""A coordinator adds an offering to a need by hand."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.matching.index import Index
from matchmaker.model.errors import NotAllowed
from matchmaker.model.match import Match, MatchState
from matchmaker.model.need import NeedState
from matchmaker.model.user import Actor
from matchmaker.operations.days import day_in_finland
from matchmaker.operations.rank_need import score_one
from matchmaker.store import audit, companies, matches, needs, offerings
from matchmaker.store.database import write_tx


def add_match(
    db: Database,
    index: Index,
    *,
    need_id: str,
    offering_id: str,
    model_version: str,
    actor: Actor,
    now: datetime,
) -> Match:
    """Put a listed offering among a need's suggestions, with the score and reasons the engine has for it.

    Side effects: a match of origin manual (a suggestion of the engine becomes one), audit row. Raises NotFound for an
    unlisted offering, NotAllowed when the need is closed (`closed`) or the pair is decided already (`decided`).
    """
    need = needs.get_need(db, need_id)
    if need.state is NeedState.CLOSED:
        raise NotAllowed("add_match", "closed")
    offering = offerings.get_listed_offering(db, offering_id)
    company = companies.get_company(db, need.company_id)
    result = score_one(
        index, content=need.content, company=company.profile, offering=offering, as_of=day_in_finland(now)
    )
    with write_tx(db):
        known = matches.find_match(db, need_id=need_id, offering_id=offering_id)
        if known is not None and known.state is not MatchState.SUGGESTED:
            raise NotAllowed("add_match", "decided")
        match = matches.add_manual_match(
            db,
            need_id=need_id,
            need_version_id=need.version_id,
            result=result,
            model_version=model_version,
            now=now,
        )
        audit.record(
            db,
            actor=actor,
            action="add_match",
            object_type="match",
            object_id=match.id,
            need_id=need_id,
            now=now,
        )
    return match
