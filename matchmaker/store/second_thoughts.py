"""'Yes after all': what a side says once its no, or its silence, has ended a question; kept in the audit trail."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.introduction import Introduction, Side
from matchmaker.store.database import to_time

RECONSIDERED = "reconsider_answer"
# When each side said it, by introduction.
Reconsidered = Mapping[str, Mapping[Side, datetime]]


def list_reconsidered(db: Database, asked: Iterable[Introduction]) -> Reconsidered:
    """Which sides said 'yes after all' and when, by introduction; one query for all of them."""
    ids = {introduction.match_id: introduction.id for introduction in asked}
    sql = (
        "SELECT at, detail FROM audit WHERE object_type = 'match' AND action = ?"
        " AND object_id IN (SELECT value FROM json_each(?)) ORDER BY id DESC"
    )
    found: dict[str, dict[Side, datetime]] = {}
    for row in db.query(sql, [RECONSIDERED, json.dumps(list(ids))]):
        said = json.loads(row["detail"])
        if said["introduction"] in ids.values():
            found.setdefault(said["introduction"], {})[Side(said["side"])] = to_time(row["at"])
    return found


def reconsidered_at(db: Database, introduction: Introduction, side: Side) -> datetime | None:
    """When the side said that it could after all."""
    return list_reconsidered(db, [introduction]).get(introduction.id, {}).get(side)
