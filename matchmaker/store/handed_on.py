"""Questions that an institution's people handed on, and took back: kept in the audit trail and the mails to the colleagues."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.introduction import Introduction
from matchmaker.store.addresses import one_spelling
from matchmaker.store.database import to_time

HAND_ON, TAKE_BACK = "hand_on_introduction", "take_back_question"


@dataclass(frozen=True, slots=True)
class HandedOn:
    """A question handed on: `by` whom, `to` whom, `earlier` who had it, each by the address; `why` is '' where nothing was
    written. `mail_id` is the colleague's mail, which the trail names."""

    mail_id: str
    by: str
    to: str
    earlier: str
    why: str
    at: datetime


def list_standing(db: Database, asked: Iterable[Introduction]) -> dict[str, HandedOn]:
    """The last handing on of each introduction that was not taken back; one query for all of them."""
    handed: dict[str, list[HandedOn]] = {}
    to = {introduction.id: introduction.institution_email for introduction in asked}
    for introduction_id, one in _steps(db, to):
        if one is not None:
            handed.setdefault(introduction_id, []).append(one)
        elif handed.get(introduction_id):
            handed[introduction_id].pop()
    return {found: some[-1] for found, some in handed.items() if some and some[-1].to == to[found]}


def find_standing(db: Database, introduction: Introduction) -> HandedOn | None:
    """The last handing on of one introduction that was not taken back."""
    return list_standing(db, [introduction]).get(introduction.id)


def list_all(db: Database, asked: Iterable[Introduction]) -> list[HandedOn]:
    """Every handing on of these introductions, taken back or not, oldest first."""
    return [one for _introduction, one in _steps(db, [found.id for found in asked]) if one is not None]


def _steps(db: Database, introduction_ids: Iterable[str]) -> Iterator[tuple[str, HandedOn | None]]:
    """Each step with its introduction, oldest first; None stands for a taking back."""
    sql = (
        "SELECT audit.at, audit.action, json_extract(audit.detail, '$.introduction') AS introduction_id,"
        " outbox.id AS mail_id, outbox.recipient, outbox.params FROM introductions"
        " CROSS JOIN audit ON audit.object_type = 'match' AND audit.object_id = introductions.match_id"
        " LEFT JOIN outbox ON outbox.id = json_extract(audit.detail, '$.mail')"
        " WHERE introductions.id IN (SELECT value FROM json_each(?)) AND audit.action IN (?, ?)"
        " AND introductions.id = json_extract(audit.detail, '$.introduction') ORDER BY audit.id"
    )
    for row in db.query(sql, [json.dumps(list(introduction_ids)), HAND_ON, TAKE_BACK]):
        if row["action"] == TAKE_BACK:
            yield row["introduction_id"], None
        else:
            yield row["introduction_id"], _handed_on(row)


def _handed_on(row: Mapping[str, str]) -> HandedOn:
    told = json.loads(row["params"])
    return HandedOn(
        mail_id=row["mail_id"],
        by=told["handed_by"],
        to=one_spelling(row["recipient"]),
        earlier=told["handed_from"],
        why=told["handed_why"],
        at=to_time(row["at"]),
    )
