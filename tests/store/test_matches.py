"""What a person decided survives every run; decisions and audit entries are only ever added."""

import sqlite3
from datetime import datetime, timedelta

import pytest
from sqlite_utils import Database

from matchmaker.model.errors import AlreadyDecided, NotFound
from matchmaker.model.match import Band, Match, MatchOrigin, MatchState, RejectReason
from matchmaker.model.need import Need
from matchmaker.model.offering import Offering
from matchmaker.model.user import Actor, Role, User
from matchmaker.store import audit, matches
from matchmaker.store.matches import MatchResult


def result(offering: Offering, score: float) -> MatchResult:
    return MatchResult(
        offering_id=offering.id,
        offering_version_id=offering.version_id,
        score=score,
        band=Band.POSSIBLE,
        rank=1,
        uncertain=False,
        reasons={"lines": [{"need": "särö", "share": score}]},
        eligibility=({"criterion": "place", "verdict": "match"},),
    )


def run(db: Database, need: Need, now: datetime, *results: MatchResult) -> None:
    matches.store_run(
        db, need_id=need.id, need_version_id=need.version_id, results=results, model_version="1", now=now
    )


@pytest.fixture
def match(db: Database, need: Need, offering: Offering, now: datetime) -> Match:
    run(db, need, now, result(offering, 0.5))
    (found,) = matches.list_matches(db, need.id)
    return found


def reject(db: Database, match: Match, coordinator: User, now: datetime) -> None:
    matches.move_match(
        db,
        match.id,
        before=match.state,
        after=MatchState.REJECTED,
        reason=RejectReason.NOT_AVAILABLE,
        note="Päättynyt",
        actor_id=coordinator.id,
        now=now,
    )


def test_a_match_keeps_its_reasons_and_both_versions(match: Match, need: Need, offering: Offering) -> None:
    assert (match.state, match.origin, match.score, match.band) == (
        MatchState.SUGGESTED,
        MatchOrigin.ENGINE,
        0.5,
        Band.POSSIBLE,
    )
    assert (match.need_version_id, match.offering_version_id) == (need.version_id, offering.version_id)
    assert match.reasons == {"lines": [{"need": "särö", "share": 0.5}]}
    assert match.eligibility == ({"criterion": "place", "verdict": "match"},)


def test_a_run_renews_an_untouched_match_and_withdraws_what_it_no_longer_names(
    db: Database, match: Match, need: Need, offering: Offering, now: datetime
) -> None:
    later = now + timedelta(hours=1)
    run(db, need, later, result(offering, 0.7))
    renewed = matches.get_match(db, match.id)
    assert (renewed.score, renewed.created_at, renewed.updated_at) == (0.7, now, later)
    run(db, need, later)
    assert matches.get_match(db, match.id).withdrawn
    assert matches.list_matches(db, need.id) == []
    run(db, need, later, result(offering, 0.6))
    assert [(one.id, one.withdrawn) for one in matches.list_matches(db, need.id)] == [(match.id, False)]


def test_a_rejected_match_is_not_suggested_again(
    db: Database, match: Match, need: Need, offering: Offering, coordinator: User, now: datetime
) -> None:
    reject(db, match, coordinator, now)
    decided = matches.get_match(db, match.id)
    run(db, need, now + timedelta(hours=1), result(offering, 0.9))
    assert matches.get_match(db, match.id) == decided
    run(db, need, now + timedelta(hours=2))
    assert matches.get_match(db, match.id) == decided
    assert matches.count_matches_by_need(db, [need.id]) == {need.id: {MatchState.REJECTED: 1}}


def test_of_two_coordinators_deciding_at_once_the_second_is_told_and_nothing_is_overwritten(
    db: Database, match: Match, need: Need, coordinator: User, now: datetime
) -> None:
    reject(db, match, coordinator, now)
    with pytest.raises(AlreadyDecided) as told:
        matches.move_match(
            db,
            match.id,
            before=MatchState.SUGGESTED,
            after=MatchState.APPROVED,
            reason=None,
            note="",
            actor_id=coordinator.id,
            now=now,
        )
    assert told.value.current == MatchState.REJECTED
    (decision,) = matches.list_decisions_of_need(db, need.id)
    assert (decision.before, decision.after, decision.reason, decision.note, decision.actor_id) == (
        MatchState.SUGGESTED,
        MatchState.REJECTED,
        RejectReason.NOT_AVAILABLE,
        "Päättynyt",
        coordinator.id,
    )


def test_a_match_added_by_hand_stays_when_a_run_does_not_name_it(
    db: Database, need: Need, offering: Offering, now: datetime
) -> None:
    added = matches.add_manual_match(
        db,
        need_id=need.id,
        need_version_id=need.version_id,
        result=result(offering, 0.01),
        model_version="1",
        now=now,
    )
    run(db, need, now)
    assert matches.list_matches(db, need.id) == [added]
    assert added.origin is MatchOrigin.MANUAL


def test_a_rejection_without_a_reason_is_refused_by_the_database(
    db: Database, match: Match, coordinator: User, now: datetime
) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        matches.move_match(
            db,
            match.id,
            before=match.state,
            after=MatchState.REJECTED,
            reason=None,
            note="",
            actor_id=coordinator.id,
            now=now,
        )


@pytest.mark.parametrize("table", ["decisions", "audit"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET rowid = rowid + 100", "DELETE FROM {}", "DELETE FROM {} WHERE 1"]
)
def test_history_can_neither_be_changed_nor_deleted(
    db: Database, match: Match, coordinator: User, now: datetime, table: str, statement: str
) -> None:
    reject(db, match, coordinator, now)
    audit.record(
        db,
        actor=Actor(coordinator.id, Role.COORDINATOR),
        action="decide_match",
        object_type="match",
        object_id=match.id,
        now=now,
    )
    before = list(db[table].rows)
    assert before
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(statement.format(table))
    assert list(db[table].rows) == before


def test_an_unknown_match_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound):
        matches.get_match(db, "x" * 16)
