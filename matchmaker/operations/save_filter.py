"""A coordinator's own named filters of the queue. A convenience of one person, so nothing is written to the audit trail."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.errors import NotAllowed
from matchmaker.store import saved_filters
from matchmaker.store.database import write_tx

MOST = 20


def save_filter(db: Database, *, user_id: str, name: str, query: str, now: datetime) -> None:
    """Keep a filter under a name; the same name again replaces it.

    Side effects: a row in saved_filters. Raises NotAllowed when the person has MOST already (`too-many`).
    """
    with write_tx(db):
        kept = saved_filters.list_saved_filters(db, user_id)
        if len(kept) >= MOST and name not in {one.name for one in kept}:
            raise NotAllowed("save_filter", "too-many")
        saved_filters.save_filter(db, user_id=user_id, name=name, query=query, now=now)


def delete_filter(db: Database, *, filter_id: str, user_id: str) -> None:
    """Delete one's own filter. Raises NotFound for anybody else's."""
    with write_tx(db):
        saved_filters.delete_filter(db, filter_id, user_id=user_id)


def choose_only_mine(db: Database, *, user_id: str, only_mine: bool) -> None:
    """Have one's desk show only what is one's own and nobody's, or everybody's, until one chooses anew."""
    with write_tx(db):
        saved_filters.keep_only_mine(db, user_id, only_mine=only_mine)
