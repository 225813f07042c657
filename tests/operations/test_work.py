"""The worker's round: a changed catalogue is indexed and ranked again, mail leaves, what is past its time goes."""

from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.matching.engine import Analyser
from matchmaker.matching.ranking import search
from matchmaker.model.codes import Language
from matchmaker.model.match import MatchState, RejectReason
from matchmaker.model.offering import OfferingContent, OfferingKind, OfferingText
from matchmaker.model.user import Actor, Role
from matchmaker.operations.catalogue_index import CatalogueIndex
from matchmaker.operations.decide_match import decide_match
from matchmaker.operations.publish_offering import archive_offering, publish_offering
from matchmaker.operations.purge import purge
from matchmaker.operations.save_offering import create_offering, edit_offering
from matchmaker.operations.sign_in import make_link_token, request_link
from matchmaker.operations.work import work_once, work_until
from matchmaker.store import audit, drafts, matches, needs, offerings
from matchmaker.store.database import write_tx

CONTENT = OfferingContent(
    kind=OfferingKind.SERVICE,
    texts={
        Language.FI: OfferingText(
            "Pölynpoistopuhaltimen tasapainotus",
            "Mittaamme, mistä puhaltimen tärinä tulee, tasapainotamme sen ja tarkistamme laakerit ja jalustan.",
        )
    },
)


@pytest.fixture
def db(demo_db: Database) -> Database:
    """The demo's database, with its need about a shaking fan."""
    return demo_db


@pytest.fixture
def actor(db: Database) -> Actor:
    user_id = db.execute("SELECT user_id FROM memberships WHERE role = 'institution'").fetchone()[0]
    return Actor(user_id, Role.INSTITUTION)


@pytest.fixture
def institution_id(db: Database) -> str:
    return str(db.execute("SELECT id FROM institutions WHERE is_demo = 1").fetchone()[0])


def fan_need(db: Database) -> str:
    sql = "SELECT need_id FROM need_versions WHERE title LIKE 'Puhallin tärisee%'"
    return str(db.execute(sql).fetchone()[0])


def rest(db: Database, settings: Settings, index: CatalogueIndex, now: datetime) -> None:
    """Work until nothing is left to do."""
    for _round in range(30):
        if not work_once(db, settings, index, now=now):
            return
    pytest.fail("the worker never rests")


def published(
    db: Database, institution_id: str, actor: Actor, now: datetime, content: OfferingContent = CONTENT
) -> str:
    offering = create_offering(db, institution_id=institution_id, content=content, actor=actor, now=now)
    publish_offering(db, offering_id=offering.id, institution_id=institution_id, actor=actor, now=now)
    return offering.id


def suggested(db: Database, need_id: str) -> dict[str, MatchState]:
    return {match.offering_id: match.state for match in matches.list_matches(db, need_id)}


def test_published_offering_is_found_and_suggested_after_a_round(
    db: Database,
    settings: Settings,
    index: CatalogueIndex,
    actor: Actor,
    institution_id: str,
    now: datetime,
) -> None:
    offering_id = published(db, institution_id, actor, now)
    assert not index.is_current(db)
    assert offering_id not in suggested(db, fan_need(db))
    rest(db, settings, index, now)
    assert index.is_current(db)
    assert offering_id in [hit.id for hit in search(index.current(), "puhaltimien tasapainottaminen")[:3]]
    assert suggested(db, fan_need(db))[offering_id] is MatchState.SUGGESTED
    newest = audit.list_for_need(db, fan_need(db))[0]
    assert (newest.action, newest.actor_id) == ("refresh_matches", None)


def test_draft_changes_neither_index_nor_suggestions(
    db: Database,
    settings: Settings,
    index: CatalogueIndex,
    actor: Actor,
    institution_id: str,
    now: datetime,
) -> None:
    rest(db, settings, index, now)
    before = index.number, suggested(db, fan_need(db))
    create_offering(db, institution_id=institution_id, content=CONTENT, actor=actor, now=now)
    rest(db, settings, index, now)
    assert (index.number, suggested(db, fan_need(db))) == before


def test_archived_offering_is_neither_found_nor_suggested_any_more(
    db: Database,
    settings: Settings,
    index: CatalogueIndex,
    actor: Actor,
    institution_id: str,
    now: datetime,
) -> None:
    offering_id = published(db, institution_id, actor, now)
    rest(db, settings, index, now)
    archive_offering(db, offering_id=offering_id, institution_id=institution_id, actor=actor, now=now)
    rest(db, settings, index, now)
    assert offering_id not in [hit.id for hit in search(index.current(), "puhaltimen tasapainotus")]
    assert offering_id not in suggested(db, fan_need(db))


def test_person_s_decision_survives_an_edited_offering(
    db: Database,
    settings: Settings,
    index: CatalogueIndex,
    actor: Actor,
    institution_id: str,
    now: datetime,
) -> None:
    offering_id = published(db, institution_id, actor, now)
    rest(db, settings, index, now)
    match = matches.find_match(db, need_id=fan_need(db), offering_id=offering_id)
    assert match is not None
    decide_match(
        db,
        match_id=match.id,
        seen=MatchState.SUGGESTED,
        after=MatchState.REJECTED,
        reason=RejectReason.OTHER_HELP,
        actor=Actor(None, Role.COORDINATOR),
        now=now,
    )
    decided = matches.get_match(db, match.id)
    other = OfferingContent(
        OfferingKind.SERVICE, {Language.FI: OfferingText("Marjojen pakastus", "Pakastamme.")}
    )
    edit_offering(
        db,
        offering_id=offering_id,
        institution_id=institution_id,
        seen_version=1,
        content=other,
        actor=actor,
        now=now,
    )
    rest(db, settings, index, now)
    assert matches.get_match(db, match.id) == decided
    assert index.number == offerings.catalogue_number(db)


def test_suggestion_that_no_longer_fits_is_withdrawn(
    db: Database,
    settings: Settings,
    index: CatalogueIndex,
    actor: Actor,
    institution_id: str,
    now: datetime,
) -> None:
    offering_id = published(db, institution_id, actor, now)
    rest(db, settings, index, now)
    other = OfferingContent(
        OfferingKind.SERVICE, {Language.FI: OfferingText("Marjojen pakastus", "Pakastamme.")}
    )
    edit_offering(
        db,
        offering_id=offering_id,
        institution_id=institution_id,
        seen_version=1,
        content=other,
        actor=actor,
        now=now,
    )
    rest(db, settings, index, now)
    match = matches.find_match(db, need_id=fan_need(db), offering_id=offering_id)
    assert match is not None
    assert (match.state, match.withdrawn) == (MatchState.SUGGESTED, True)
    assert offering_id not in suggested(db, fan_need(db))


def test_closed_needs_are_left_alone(
    db: Database,
    settings: Settings,
    index: CatalogueIndex,
    actor: Actor,
    institution_id: str,
    now: datetime,
) -> None:
    rest(db, settings, index, now)
    with write_tx(db):
        db.execute("UPDATE needs SET state = 'closed', result = 'no-match' WHERE id = ?", [fan_need(db)])
    before = suggested(db, fan_need(db))
    published(db, institution_id, actor, now)
    rest(db, settings, index, now)
    assert suggested(db, fan_need(db)) == before
    assert needs.list_needs_to_rank(db, catalogue=index.number) == []


def test_queued_mail_leaves_with_the_round(
    db: Database, settings: Settings, index: CatalogueIndex, now: datetime
) -> None:
    rest(db, settings, index, now)
    before = set(settings.outbox.glob("*.eml"))
    request_link(db, email="joku@example.com", language=Language.FI, next_path="", now=now)
    assert work_once(db, settings, index, now=now)
    (path,) = set(settings.outbox.glob("*.eml")) - before
    assert b"joku@example.com" in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert not work_once(db, settings, index, now=now)


def test_mail_leaves_even_when_ranking_fails(
    db: Database,
    settings: Settings,
    analyser: Analyser,
    now: datetime,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder = tmp_path / "no-folder"
    folder.write_text("a file where the index should be", encoding="utf-8")
    request_link(db, email="joku@example.com", language=Language.FI, next_path="", now=now)
    assert work_once(db, settings, CatalogueIndex(folder, analyser), now=now)
    assert any(b"joku@example.com" in path.read_bytes() for path in settings.outbox.glob("*.eml"))
    assert "ranking failed" in caplog.text


def test_purge_deletes_old_drafts_links_and_sessions_and_nothing_else(db: Database, now: datetime) -> None:
    with write_tx(db):
        old = drafts.add_unconfirmed_draft(
            db, email="a@example.com", form={"description": "x"}, now=now - timedelta(hours=25)
        )
        young = drafts.add_unconfirmed_draft(
            db, email="a@example.com", form={"description": "y"}, now=now - timedelta(hours=23)
        )
    make_link_token(db, email="a@example.com", next_path="", now=now - timedelta(days=3))
    make_link_token(db, email="a@example.com", next_path="", now=now)
    purge(db, now=now)
    kept = [row["id"] for row in db.query("SELECT id FROM drafts WHERE email = 'a@example.com'")]
    assert (old.id in kept, kept) == (False, [young.id])
    assert db.execute("SELECT count(*) FROM sign_in_tokens").fetchone()[0] == 1
    assert needs.get_need(db, fan_need(db)).content.title.startswith("Puhallin")


def test_worker_goes_on_after_an_error_and_stops_when_told(
    db: Database, settings: Settings, index: CatalogueIndex, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    """The clock fails once, as a full disk or a lost server would: the round is logged, and the next one does its work."""
    stop, calls = Event(), []

    def clock() -> datetime:
        calls.append(now)
        if len(calls) == 1:
            raise OSError("no space left")
        if len(calls) > 3:
            stop.set()
        return now

    work_until(stop, db, settings, index, clock=clock)
    assert "a round of background work failed" in caplog.text
    assert index.is_current(db)
