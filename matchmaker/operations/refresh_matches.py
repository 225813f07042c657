"""Ranking open needs again after the catalogue, a need, or the model changed."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.matching.index import Index
from matchmaker.model.need import Need
from matchmaker.model.user import Actor
from matchmaker.operations.days import day_in_finland
from matchmaker.operations.rank_need import rank_need
from matchmaker.store import audit, companies, matches, needs, offerings, settings
from matchmaker.store.database import write_tx


def follow_model(db: Database, *, model: str, now: datetime) -> int:
    """Note the model that suggestions are made with from now on; return how many open needs wait for it.

    Side effect when it is another one than before: every open need waits to be ranked again. Only the worker calls
    this, once when it starts, so that two releases that run side by side for a moment do not chase each other.
    """
    with write_tx(db):
        if settings.find_model(db) == model:
            return 0
        settings.set_model(db, model, now)
        return needs.mark_all_unranked(db)


def number_ranked_for(db: Database, index: Index) -> int:
    """The catalogue number that a ranking made now counts for: 0, so that it is made again, when the worker's model differs."""
    model = settings.find_model(db)
    return offerings.catalogue_number(db) if model in (None, index.analyser.model) else 0


def refresh_matches(
    db: Database, index: Index, *, catalogue: int, model_version: str, now: datetime, limit: int = 100
) -> int:
    """Re-rank up to `limit` open needs that are older than this catalogue number; return how many were.

    Side effects per need, each in its own transaction: new and untouched matches are stored, untouched ones that no
    longer fit are withdrawn, an audit row. A pair that a person decided is left as it was.
    """
    waiting = needs.list_needs_to_rank(db, catalogue=catalogue, limit=limit)
    for need in waiting:
        refresh_need(db, index, need=need, catalogue=catalogue, model_version=model_version, now=now)
    return len(waiting)


def refresh_need(
    db: Database, index: Index, *, need: Need, catalogue: int, model_version: str, now: datetime
) -> None:
    """Re-rank one need; see `refresh_matches`. Does nothing when a newer version of the need came in between."""
    company = companies.get_company(db, need.company_id)
    ranked = rank_need(db, index, content=need.content, company=company.profile, as_of=day_in_finland(now))
    with write_tx(db):
        if needs.get_need(db, need.id).version_id != need.version_id:
            return
        matches.store_run(
            db,
            need_id=need.id,
            need_version_id=need.version_id,
            results=ranked.results,
            model_version=model_version,
            now=now,
        )
        needs.set_ranked(db, need.id, catalogue=catalogue, no_good_match=ranked.no_good_match)
        audit.record_of_need(
            db,
            "refresh_matches",
            need.id,
            Actor.system(),
            now,
            {"suggested": 0 if ranked.no_good_match else len(ranked.results)},
        )
