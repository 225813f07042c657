"""How long ago institutions confirmed their listed offerings. What nobody ever confirmed is never asked about."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.offering import Offering
from matchmaker.store.database import to_text
from matchmaker.store.offerings import list_by_ids

_TOO_OLD = "state = 'published' AND confirmed_at <= ?"
_TO_REMIND = _TOO_OLD + " AND (reminded_at IS NULL OR reminded_at < confirmed_at)"
# So many are taken up in one round; the next round goes on.
MOST_AT_ONCE = 200


def list_offerings_to_remind(db: Database, confirmed_before: datetime) -> list[Offering]:
    """Published offerings confirmed by then, of which nobody was reminded since; the longest ago first."""
    return _offerings(db, _TO_REMIND, confirmed_before)


def list_offerings_too_old(db: Database, confirmed_before: datetime) -> list[Offering]:
    """Published offerings whose confirmation is no longer good; the longest ago first."""
    return _offerings(db, _TOO_OLD, confirmed_before)


def is_to_remind(db: Database, offering_id: str, confirmed_before: datetime) -> bool:
    """Whether an offering still belongs to `list_offerings_to_remind`."""
    return _is(db, _TO_REMIND, offering_id, confirmed_before)


def is_too_old(db: Database, offering_id: str, confirmed_before: datetime) -> bool:
    """Whether an offering still belongs to `list_offerings_too_old`."""
    return _is(db, _TOO_OLD, offering_id, confirmed_before)


def mark_offering_reminded(db: Database, offering_id: str, now: datetime) -> None:
    db.execute("UPDATE offerings SET reminded_at = ? WHERE id = ?", [to_text(now), offering_id])


def _is(db: Database, where: str, offering_id: str, confirmed_before: datetime) -> bool:
    sql = f"SELECT 1 FROM offerings WHERE {where} AND id = ?"
    return bool(list(db.query(sql, [to_text(confirmed_before), offering_id])))


def _offerings(db: Database, where: str, confirmed_before: datetime) -> list[Offering]:
    sql = f"SELECT id FROM offerings WHERE {where} ORDER BY confirmed_at, id LIMIT {MOST_AT_ONCE}"
    ids = [row["id"] for row in list(db.query(sql, [to_text(confirmed_before)]))]
    known = list_by_ids(db, ids) if ids else {}
    return [known[offering_id] for offering_id in ids]
