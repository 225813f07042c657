"""Needs and their versions. Lists join what a page shows, so that their query count does not grow with their length."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Unpack

from sqlite_utils import Database

from matchmaker.model.codes import Help, Language, Sector, Urgency
from matchmaker.model.errors import AlreadyDecided, NotFound
from matchmaker.model.ids import new_id
from matchmaker.model.need import (
    Audience,
    ClosingResult,
    Need,
    NeedChannel,
    NeedContent,
    NeedPart,
    NeedState,
)
from matchmaker.store.database import to_text, to_time
from matchmaker.store.queue_filter import Narrowed, QueueOrder, conditions, order_by

_SELECT = """
    SELECT needs.*, need_versions.id AS shown_version_id, number, title, description, summary, language,
        need_versions.sector AS sector, urgency, call_me, phone,
        companies.name AS company_name, companies.municipality AS company_municipality,
        (SELECT group_concat(help) FROM need_helps WHERE version_id = need_versions.id) AS helps,
        (SELECT group_concat(part || '=' || audience) FROM need_openings WHERE version_id = need_versions.id) AS openings
    FROM needs JOIN companies ON companies.id = needs.company_id
"""
_CURRENT = _SELECT + " JOIN need_versions ON need_versions.id = needs.version_id "

# The worker asks every second. The inner query looks at one narrow table and chooses; texts are read of the chosen only.
TO_RANK = (
    _CURRENT
    + """WHERE needs.id IN (
        SELECT id FROM needs WHERE state <> 'closed' AND ranked_catalogue < ? ORDER BY submitted_at, id LIMIT ?
    ) ORDER BY needs.submitted_at, needs.id"""
)


def get_need(db: Database, need_id: str) -> Need:
    """A need at its current version."""
    rows = list(db.query(_CURRENT + "WHERE needs.id = ?", [need_id]))
    if not rows:
        raise NotFound("need", need_id)
    return _need(rows[0])


def get_need_at_version(db: Database, version_id: str) -> Need:
    """A need as it was at one version."""
    sql = _SELECT + " JOIN need_versions ON need_versions.need_id = needs.id WHERE need_versions.id = ?"
    rows = list(db.query(sql, [version_id]))
    if not rows:
        raise NotFound("need version", version_id)
    return _need(rows[0])


def list_versions(db: Database, need_id: str) -> list[Need]:
    """A need as it was at each of its versions, oldest first."""
    sql = (
        _SELECT + " JOIN need_versions ON need_versions.need_id = needs.id WHERE needs.id = ? ORDER BY number"
    )
    return [_need(row) for row in db.query(sql, [need_id])]


def list_needs_by_ids(db: Database, need_ids: list[str]) -> dict[str, Need]:
    """Needs at their current versions by id, in one query; unknown ids are absent."""
    sql = _CURRENT + "WHERE needs.id IN (SELECT value FROM json_each(?))"
    return {row["id"]: _need(row) for row in db.query(sql, [json.dumps(need_ids)])}


def find_need_by_submission(db: Database, submission_key: str) -> Need | None:
    """The need that a form with this key made: a second click finds it."""
    rows = list(db.query(_CURRENT + "WHERE needs.submission_key = ?", [submission_key]))
    return _need(rows[0]) if rows else None


def list_needs_of_company(db: Database, company_id: str) -> list[Need]:
    """A company's needs, newest first."""
    sql = _CURRENT + "WHERE needs.company_id = ? ORDER BY needs.submitted_at DESC, needs.id"
    return [_need(row) for row in db.query(sql, [company_id])]


def list_queue(
    db: Database,
    *,
    order: QueueOrder = QueueOrder.PRESSING,
    limit: int = 50,
    offset: int = 0,
    **narrowed: Unpack[Narrowed],
) -> list[Need]:
    """A page of the coordinators' list; an empty filter lets everything through. Texts are read of the page's needs only."""
    where, params = conditions(narrowed)
    order_sql = order_by(order, narrowed.get("states", ()))
    source = (
        "needs JOIN companies ON companies.id = needs.company_id" if "companies." in order_sql else "needs"
    )
    sql = (
        _CURRENT
        + f"WHERE needs.id IN (SELECT needs.id FROM {source} WHERE {where} ORDER BY {order_sql} LIMIT ? OFFSET ?)"
        + f" ORDER BY {order_sql}"
    )
    return [_need(row) for row in db.query(sql, [*params, limit, offset])]


def count_queue(db: Database, **narrowed: Unpack[Narrowed]) -> int:
    """How many needs the filter of `list_queue` lets through."""
    where, params = conditions(narrowed)
    return int(next(iter(list(db.query(f"SELECT count(*) AS n FROM needs WHERE {where}", params))))["n"])


def count_by_town(db: Database, **narrowed: Unpack[Narrowed]) -> dict[str, int]:
    """How many needs the filter lets through in each municipality that occurs among them, by its code."""
    where, params = conditions(narrowed)
    sql = (
        "SELECT municipality, count(*) AS n FROM needs JOIN companies ON companies.id = needs.company_id"
        f" WHERE municipality IS NOT NULL AND {where} GROUP BY 1"
    )
    return {row["municipality"]: row["n"] for row in db.query(sql, params)}


def list_needs_to_rank(db: Database, *, catalogue: int, limit: int = 100) -> list[Need]:
    """Open needs whose matches are older than this catalogue number, oldest first."""
    return [_need(row) for row in db.query(TO_RANK, [catalogue, limit])]


def add_need(
    db: Database,
    *,
    company_id: str,
    content: NeedContent,
    channel: NeedChannel,
    submission_key: str,
    created_by: str | None,
    now: datetime,
) -> Need:
    """Insert a submitted need with its first version."""
    need_id = new_id()
    version_id = _add_version(db, need_id, 1, content, created_by=created_by, now=now)
    db.execute(
        "INSERT INTO needs (id, company_id, state, channel, created_by, submission_key, version_id, turn,"
        " submitted_at, waiting_since) VALUES (?, ?, 'submitted', ?, ?, ?, ?, ?, ?, ?)",
        [
            need_id,
            company_id,
            channel,
            created_by,
            submission_key,
            version_id,
            _turn(content),
            *[to_text(now)] * 2,
        ],
    )
    return get_need(db, need_id)


def add_need_version(
    db: Database, need_id: str, content: NeedContent, *, created_by: str | None, now: datetime
) -> Need:
    """Make a new current version of a need; it waits to be ranked again."""
    number = get_need(db, need_id).version_number + 1
    version_id = _add_version(db, need_id, number, content, created_by=created_by, now=now)
    db.execute(
        "UPDATE needs SET version_id = ?, turn = ?, ranked_catalogue = 0 WHERE id = ?",
        [version_id, _turn(content), need_id],
    )
    return get_need(db, need_id)


def move_need(
    db: Database,
    need_id: str,
    *,
    before: NeedState,
    after: NeedState,
    now: datetime,
    result: ClosingResult | None = None,
) -> None:
    """Change the state if it still is `before`. Raises AlreadyDecided otherwise; the caller checks the transition table."""
    cursor = db.execute(
        "UPDATE needs SET state = ?, result = ?, waiting_since = ? WHERE id = ? AND state = ?",
        [after, result, to_text(now), need_id, before],
    )
    if cursor.rowcount == 0:
        raise AlreadyDecided("need", need_id, get_need(db, need_id).state)


def assign_need(db: Database, need_id: str, assignee_id: str | None) -> None:
    db.execute("UPDATE needs SET assignee_id = ? WHERE id = ?", [assignee_id, need_id])


def mark_unranked(db: Database, company_id: str) -> None:
    """Have a company's open needs ranked again: what it makes counts a little in each of them."""
    db.execute(
        "UPDATE needs SET ranked_catalogue = 0 WHERE company_id = ? AND state <> 'closed'", [company_id]
    )


def mark_all_unranked(db: Database) -> int:
    """Have all open needs ranked again; return how many there are."""
    cursor = db.execute("UPDATE needs SET ranked_catalogue = 0 WHERE state <> 'closed'")
    return int(cursor.rowcount)


def set_ranked(db: Database, need_id: str, *, catalogue: int, no_good_match: bool) -> None:
    """Note with which catalogue number a need was last ranked (0: to be ranked again), and whether nothing fitted."""
    db.execute(
        "UPDATE needs SET ranked_catalogue = ?, no_good_match = ? WHERE id = ?",
        [catalogue, int(no_good_match), need_id],
    )


def _add_version(
    db: Database, need_id: str, number: int, content: NeedContent, *, created_by: str | None, now: datetime
) -> str:
    version_id = new_id()
    db.execute(
        "INSERT INTO need_versions (id, need_id, number, title, description, summary, language, sector, urgency, call_me,"
        " phone, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            version_id,
            need_id,
            number,
            content.title,
            content.description,
            content.summary,
            content.language,
            content.sector,
            content.urgency,
            int(content.call_me),
            content.phone,
            to_text(now),
            created_by,
        ],
    )
    for help_ in sorted(content.helps):
        db.execute("INSERT INTO need_helps (version_id, help) VALUES (?, ?)", [version_id, help_])
    for part, audience in content.openness.items():
        db.execute(
            "INSERT INTO need_openings (version_id, part, audience) VALUES (?, ?, ?)",
            [version_id, part, audience],
        )
    return version_id


def _turn(content: NeedContent) -> int:
    """0 for what is urgent, which comes before all others; 1 for these."""
    return int(content.urgency is not Urgency.NOW)


def _need(row: Mapping[str, Any]) -> Need:
    content = NeedContent(
        title=row["title"],
        description=row["description"],
        language=Language(row["language"]),
        helps=frozenset(Help(value) for value in (row["helps"] or "").split(",") if value),
        sector=Sector(row["sector"]) if row["sector"] else None,
        urgency=Urgency(row["urgency"]),
        call_me=bool(row["call_me"]),
        phone=row["phone"],
        summary=row["summary"],
        openness=dict(_opening(pair) for pair in (row["openings"] or "").split(",") if pair),
    )
    return Need(
        id=row["id"],
        company_id=row["company_id"],
        company_name=row["company_name"],
        company_municipality=row["company_municipality"],
        state=NeedState(row["state"]),
        result=ClosingResult(row["result"]) if row["result"] else None,
        channel=NeedChannel(row["channel"]),
        assignee_id=row["assignee_id"],
        created_by=row["created_by"],
        version_id=row["shown_version_id"],
        version_number=row["number"],
        content=content,
        no_good_match=bool(row["no_good_match"]),
        submitted_at=to_time(row["submitted_at"]),
        waiting_since=to_time(row["waiting_since"]),
    )


def _opening(pair: str) -> tuple[NeedPart, Audience]:
    part, audience = pair.split("=")
    return NeedPart(part), Audience(audience)
