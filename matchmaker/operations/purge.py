"""Deleting what is past its time."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.store import action_links, drafts, sessions
from matchmaker.store.database import write_tx


def purge(db: Database, *, now: datetime) -> None:
    """Delete unconfirmed drafts after their 24 hours, drafts of told needs after their 30 days, and old links and
    sessions. Side effects: those rows are gone."""
    with write_tx(db):
        drafts.purge_unconfirmed(db, now)
        drafts.purge_told(db, now)
        sessions.purge_expired(db, now)
        action_links.purge_action_links(db, now)
