"""What needs wait for from others: questions, permissions and introductions that are asked and not answered."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from matchmaker.store.database import to_text, to_time, to_time_or_none


class WaitKind(StrEnum):
    """What was asked."""

    QUESTION = "question"
    PERMISSION = "permission"
    INTRODUCTION = "introduction"


@dataclass(frozen=True, slots=True)
class Wait:
    """Something asked about a need, and who has not answered; a company that is asked by phone waits for the coordinator."""

    need_id: str
    kind: WaitKind
    asked_at: datetime
    due_at: datetime
    reminded_at: datetime | None
    company: bool
    institution: bool


# The columns are the same in each part; `match_id` and `offering_id` are set where one match is meant.
WAITS = (
    "SELECT need_id, 'question' AS kind, asked_at, due_at, reminded_at, NULL AS match_id,"
    " NULL AS offering_id, 1 AS company, 0 AS institution"
    " FROM clarifications WHERE answer IS NULL"
    " UNION ALL SELECT need_id, 'permission', asked_at, due_at, reminded_at, NULL, NULL, 1, 0"
    " FROM permission_requests WHERE answered_at IS NULL"
    " UNION ALL SELECT matches.need_id, 'introduction', introductions.asked_at, introductions.due_at,"
    " introductions.reminded_at, matches.id, matches.offering_id, company_answer IS NULL AND company_email <> '',"
    " institution_answer IS NULL AND institution_email <> ''"
    " FROM introductions CROSS JOIN matches ON matches.id = introductions.match_id WHERE introductions.ended_at IS NULL"
)


def list_waits(db: Database, need_ids: Sequence[str], *, now: datetime) -> dict[str, list[Wait]]:
    """What these needs wait for and whose day has not passed, by need, the soonest due first; in one query."""
    sql = (
        f"SELECT * FROM ({WAITS}) WHERE need_id IN (SELECT value FROM json_each(?)) AND due_at > ?"
        " ORDER BY due_at, need_id"
    )
    found: dict[str, list[Wait]] = {}
    for row in db.query(sql, [json.dumps(list(need_ids)), to_text(now)]):
        found.setdefault(row["need_id"], []).append(to_wait(row))
    return found


def to_wait(row: Mapping[str, Any]) -> Wait:
    """A row with the columns of `WAITS`."""
    return Wait(
        need_id=row["need_id"],
        kind=WaitKind(row["kind"]),
        asked_at=to_time(row["asked_at"]),
        due_at=to_time(row["due_at"]),
        reminded_at=to_time_or_none(row["reminded_at"]),
        company=bool(row["company"]),
        institution=bool(row["institution"]),
    )
