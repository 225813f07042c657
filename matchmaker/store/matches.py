"""Matches and the append-only decisions that moved them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from matchmaker.model.errors import AlreadyDecided, NotFound
from matchmaker.model.ids import new_id
from matchmaker.model.match import Band, Decision, Match, MatchOrigin, MatchState, RejectReason
from matchmaker.store.database import to_text, to_time


@dataclass(frozen=True, slots=True)
class MatchResult:
    """What one run of the engine says of one offering; see `model.match.Match` for the fields."""

    offering_id: str
    offering_version_id: str
    score: float
    band: Band
    rank: int
    uncertain: bool
    reasons: Mapping[str, object]
    eligibility: tuple[Mapping[str, object], ...]


def get_match(db: Database, match_id: str) -> Match:
    rows = list(db.query("SELECT * FROM matches WHERE id = ?", [match_id]))
    if not rows:
        raise NotFound("match", match_id)
    return _match(rows[0])


def find_match(db: Database, *, need_id: str, offering_id: str) -> Match | None:
    rows = list(
        db.query("SELECT * FROM matches WHERE need_id = ? AND offering_id = ?", [need_id, offering_id])
    )
    return _match(rows[0]) if rows else None


def list_matches(db: Database, need_id: str, *, states: Iterable[MatchState] = ()) -> list[Match]:
    """A need's matches, best first. Untouched ones that the last run withdrew are left out.

    Within a band, offerings that nobody stands behind at present come last; their scores stay what they are.
    """
    wanted = [str(state) for state in states]
    clause = f" AND matches.state IN ({', '.join('?' * len(wanted))})" if wanted else ""
    sql = (
        "SELECT matches.* FROM matches JOIN offerings ON offerings.id = matches.offering_id"
        " WHERE need_id = ? AND NOT (withdrawn = 1 AND matches.state = 'suggested')"
        f"{clause} ORDER BY uncertain, CASE band WHEN 'strong' THEN 0 WHEN 'possible' THEN 1 ELSE 2 END,"
        " offerings.state = 'unconfirmed', score DESC, offering_id"
    )
    return [_match(row) for row in db.query(sql, [need_id, *wanted])]


def list_matches_of_institution(
    db: Database, institution_id: str, *, states: Iterable[MatchState]
) -> list[Match]:
    """Matches on an institution's offerings in these states, last moved first."""
    wanted = [str(state) for state in states]
    sql = (
        "SELECT matches.* FROM matches JOIN offerings ON offerings.id = matches.offering_id"
        f" WHERE offerings.institution_id = ? AND matches.state IN ({', '.join('?' * len(wanted))})"
        " ORDER BY matches.updated_at DESC, matches.id"
    )
    return [_match(row) for row in db.query(sql, [institution_id, *wanted])]


def count_matches_by_need(db: Database, need_ids: list[str]) -> dict[str, dict[MatchState, int]]:
    """For each need, how many live matches are in each state; one query."""
    sql = (
        "SELECT need_id, state, count(*) AS n FROM matches WHERE need_id IN (SELECT value FROM json_each(?))"
        " AND NOT (withdrawn = 1 AND state = 'suggested') GROUP BY need_id, state"
    )
    counts: dict[str, dict[MatchState, int]] = {need_id: {} for need_id in need_ids}
    for row in list(db.query(sql, [json.dumps(need_ids)])):
        counts[row["need_id"]][MatchState(row["state"])] = row["n"]
    return counts


def store_run(
    db: Database,
    *,
    need_id: str,
    need_version_id: str,
    results: Iterable[MatchResult],
    model_version: str,
    now: datetime,
) -> None:
    """Store one run inside the caller's write transaction.

    New pairs are inserted as suggested; untouched ones are updated, or withdrawn when the run no longer names them. A
    pair that a person decided keeps its state, score and reasons: they are what was decided on.
    """
    named = []
    for result in results:
        named.append(result.offering_id)
        _upsert(db, need_id, need_version_id, result, MatchOrigin.ENGINE, model_version, now)
    db.execute(
        "UPDATE matches SET withdrawn = 1, updated_at = ? WHERE need_id = ? AND state = 'suggested' AND origin = 'engine'"
        " AND withdrawn = 0 AND offering_id NOT IN (SELECT value FROM json_each(?))",
        [to_text(now), need_id, json.dumps(named)],
    )


def add_manual_match(
    db: Database,
    *,
    need_id: str,
    need_version_id: str,
    result: MatchResult,
    model_version: str,
    now: datetime,
) -> Match:
    """Insert a pair that a coordinator chose; an untouched or withdrawn suggestion becomes theirs."""
    _upsert(db, need_id, need_version_id, result, MatchOrigin.MANUAL, model_version, now)
    match = find_match(db, need_id=need_id, offering_id=result.offering_id)
    if match is None:
        raise NotFound("match", result.offering_id)
    return match


def move_match(
    db: Database,
    match_id: str,
    *,
    before: MatchState,
    after: MatchState,
    reason: RejectReason | None,
    note: str,
    actor_id: str | None,
    now: datetime,
    reverses: str | None = None,
    batch: str = "",
) -> Decision:
    """Change the state if it still is `before`, and append the decision. Raises AlreadyDecided otherwise."""
    cursor = db.execute(
        "UPDATE matches SET state = ?, updated_at = ? WHERE id = ? AND state = ?",
        [after, to_text(now), match_id, before],
    )
    if cursor.rowcount == 0:
        raise AlreadyDecided("match", match_id, get_match(db, match_id).state)
    decision = Decision(
        id=new_id(),
        match_id=match_id,
        before=before,
        after=after,
        reason=reason,
        note=note,
        actor_id=actor_id,
        decided_at=now,
        reverses=reverses,
        batch=batch,
    )
    db.execute(
        "INSERT INTO decisions (id, match_id, before, after, reason, note, actor_id, decided_at, reverses, batch)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [decision.id, match_id, before, after, reason, note, actor_id, to_text(now), reverses, batch],
    )
    return decision


def find_decision(db: Database, decision_id: str) -> Decision | None:
    rows = list(db.query("SELECT * FROM decisions WHERE id = ?", [decision_id]))
    return _decision(rows[0]) if rows else None


def list_decisions(db: Database, match_id: str) -> list[Decision]:
    """A match's decisions, oldest first."""
    sql = "SELECT * FROM decisions WHERE match_id = ? ORDER BY rowid"
    return [_decision(row) for row in db.query(sql, [match_id])]


def list_open_batch(db: Database, batch: str) -> list[Decision]:
    """The decisions of one step that are still the last on their matches, oldest first; one query."""
    sql = (
        "SELECT * FROM decisions WHERE batch = ? AND batch <> '' AND reverses IS NULL AND NOT EXISTS (SELECT 1"
        " FROM decisions AS later WHERE later.match_id = decisions.match_id AND later.rowid > decisions.rowid)"
        " ORDER BY rowid"
    )
    return [_decision(row) for row in db.query(sql, [batch])]


def list_decisions_of_need(db: Database, need_id: str) -> list[Decision]:
    """The decisions on all matches of a need, oldest first; one query."""
    sql = (
        "SELECT decisions.* FROM decisions JOIN matches ON matches.id = decisions.match_id"
        " WHERE matches.need_id = ? ORDER BY decisions.rowid"
    )
    return [_decision(row) for row in db.query(sql, [need_id])]


def _upsert(
    db: Database,
    need_id: str,
    need_version_id: str,
    result: MatchResult,
    origin: MatchOrigin,
    model_version: str,
    now: datetime,
) -> None:
    db.execute(
        """
        INSERT INTO matches (id, need_id, offering_id, need_version_id, offering_version_id, state, origin, score, band,
            rank, uncertain, withdrawn, reasons, eligibility, model_version, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?, 'suggested', ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?)
        ON CONFLICT (need_id, offering_id) DO UPDATE SET
            need_version_id = excluded.need_version_id, offering_version_id = excluded.offering_version_id,
            origin = CASE WHEN matches.origin = 'manual' THEN 'manual' ELSE excluded.origin END,
            score = excluded.score, band = excluded.band, rank = excluded.rank, uncertain = excluded.uncertain,
            withdrawn = 0, reasons = excluded.reasons, eligibility = excluded.eligibility,
            model_version = excluded.model_version, updated_at = excluded.updated_at
        WHERE matches.state = 'suggested'
        """,
        [
            new_id(),
            need_id,
            result.offering_id,
            need_version_id,
            result.offering_version_id,
            origin,
            result.score,
            result.band,
            result.rank,
            int(result.uncertain),
            json.dumps(result.reasons, ensure_ascii=False),
            json.dumps(result.eligibility, ensure_ascii=False),
            model_version,
            to_text(now),
            to_text(now),
        ],
    )


def _match(row: Mapping[str, Any]) -> Match:
    return Match(
        id=row["id"],
        need_id=row["need_id"],
        offering_id=row["offering_id"],
        need_version_id=row["need_version_id"],
        offering_version_id=row["offering_version_id"],
        state=MatchState(row["state"]),
        origin=MatchOrigin(row["origin"]),
        score=row["score"],
        band=Band(row["band"]),
        rank=row["rank"],
        uncertain=bool(row["uncertain"]),
        withdrawn=bool(row["withdrawn"]),
        reasons=json.loads(row["reasons"]),
        eligibility=tuple(json.loads(row["eligibility"])),
        model_version=row["model_version"],
        created_at=to_time(row["created_at"]),
        updated_at=to_time(row["updated_at"]),
    )


def _decision(row: Mapping[str, Any]) -> Decision:
    return Decision(
        id=row["id"],
        match_id=row["match_id"],
        before=MatchState(row["before"]),
        after=MatchState(row["after"]),
        reason=RejectReason(row["reason"]) if row["reason"] else None,
        note=row["note"],
        actor_id=row["actor_id"],
        decided_at=to_time(row["decided_at"]),
        reverses=row["reverses"],
        batch=row["batch"],
    )
