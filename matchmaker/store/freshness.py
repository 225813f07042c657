"""How long ago institutions confirmed their listed offerings. What nobody ever confirmed is never asked about."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.offering import Offering
from matchmaker.store.database import to_text
from matchmaker.store.offerings import list_by_ids


def list_offerings_to_remind(db: Database, confirmed_before: datetime) -> list[Offering]:
    """Published offerings confirmed by then, of which nobody was reminded since; the longest ago first."""
    sql = (
        "SELECT id FROM offerings WHERE state = 'published' AND confirmed_at <= ?"
        " AND (reminded_at IS NULL OR reminded_at < confirmed_at) ORDER BY confirmed_at, id"
    )
    return _offerings(db, sql, confirmed_before)


def list_offerings_too_old(db: Database, confirmed_before: datetime) -> list[Offering]:
    """Published offerings whose confirmation is no longer good; the longest ago first."""
    sql = "SELECT id FROM offerings WHERE state = 'published' AND confirmed_at <= ? ORDER BY confirmed_at, id"
    return _offerings(db, sql, confirmed_before)


def mark_offering_reminded(db: Database, offering_id: str, now: datetime) -> None:
    db.execute("UPDATE offerings SET reminded_at = ? WHERE id = ?", [to_text(now), offering_id])


def _offerings(db: Database, sql: str, confirmed_before: datetime) -> list[Offering]:
    ids = [row["id"] for row in list(db.query(sql, [to_text(confirmed_before)]))]
    known = list_by_ids(db, ids) if ids else {}
    return [known[offering_id] for offering_id in ids]
