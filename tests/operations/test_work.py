"""The worker's round: a changed catalogue is indexed and ranked again, mail leaves, what is past its time goes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.matching.engine import MODEL_VERSION, Analyser
from matchmaker.matching.ranking import search
from matchmaker.model.codes import Language
from matchmaker.model.match import MatchState, RejectReason
from matchmaker.model.offering import OfferingContent, OfferingKind, OfferingText
from matchmaker.model.user import Actor, Role
from matchmaker.operations.catalogue_index import BuildFailed, CatalogueIndex
from matchmaker.operations.decide_match import decide_match
from matchmaker.operations.publish_offering import archive_offering, publish_offering
from matchmaker.operations.purge import purge
from matchmaker.operations.refresh_matches import follow_model, number_ranked_for
from matchmaker.operations.save_offering import create_offering, edit_offering
from matchmaker.operations.sign_in import make_link_token, request_link
from matchmaker.operations.work import work_once, work_until
from matchmaker.store import audit, drafts, matches, needs, offerings
from matchmaker.store import settings as stored_settings
from matchmaker.store.database import open_database, write_tx
from matchmaker.text import finnish
from matchmaker.text.thesaurus import Concept, thesaurus

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
def db(settings: Settings) -> Iterator[Database]:
    """The demo's database, with its need about a shaking fan."""
    opened = open_database(settings.database)
    yield opened
    opened.close()


@pytest.fixture
def index(settings: Settings, analyser: Analyser) -> CatalogueIndex:
    return CatalogueIndex(settings.index_folder, analyser)


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


def test_two_workers_build_the_same_index_once(
    db: Database, settings: Settings, analyser: Analyser, tmp_path: Path
) -> None:
    first, second = (CatalogueIndex(settings.index_folder, analyser) for _worker in range(2))
    first.rebuild(db)
    (built,) = [path for path in settings.index_folder.iterdir() if path.name.startswith(f"{first.number}-")]
    inode = built.stat().st_ino
    second.rebuild(db)
    assert (second.is_current(db), built.stat().st_ino) == (True, inode)


def test_index_is_built_by_another_process_when_that_is_asked_for(
    settings: Settings, analyser: Analyser, tmp_path: Path
) -> None:
    db = open_database(settings.database)
    index = CatalogueIndex(tmp_path / "built", analyser, apart=settings.database)
    built = index.rebuild(db)
    assert (index.is_current(db), len(built)) == (True, len(offerings.list_listed(db)))
    assert built.version == CatalogueIndex(settings.index_folder, analyser).rebuild(db).version
    db.close()


def test_process_that_fails_to_build_the_index_is_noticed(
    settings: Settings, analyser: Analyser, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "no-folder"
    folder.write_text("a file where the index should be", encoding="utf-8")
    db = open_database(settings.database)
    with pytest.raises(NotADirectoryError):
        CatalogueIndex(folder, analyser).is_current(db)
    broken = CatalogueIndex(tmp_path / "built", analyser, apart=tmp_path)  # a folder is no database
    with pytest.raises(BuildFailed):
        broken.rebuild(db)
    assert "unable to open database file" in capfd.readouterr().err
    db.close()


def ranked_anew(db: Database, need_id: str) -> int:
    return sum(entry.action == "refresh_matches" for entry in audit.list_for_need(db, need_id))


def work_until_idle(db: Database, settings: Settings, index: CatalogueIndex, now: datetime) -> None:
    """A worker's life from its start until a round that finds nothing to do."""
    stop = Event()
    stop.wait = lambda timeout=None: bool(timeout) and (stop.set() or True)  # type: ignore[method-assign]
    work_until(stop, db, settings, index, clock=lambda: now)


def test_worker_ranks_open_needs_again_once_when_the_model_changed(
    db: Database, settings: Settings, index: CatalogueIndex, now: datetime
) -> None:
    work_until_idle(db, settings, index, now)
    most = "SELECT need_id FROM matches GROUP BY need_id ORDER BY count(*) DESC, need_id"
    open_need = str(db.execute(most).fetchone()[0])
    closed_need = str(db.execute("SELECT id FROM needs WHERE id <> ?", [open_need]).fetchone()[0])
    decided = matches.list_matches(db, open_need, states=[MatchState.SUGGESTED])[0]
    decide_match(
        db,
        match_id=decided.id,
        seen=MatchState.SUGGESTED,
        after=MatchState.REJECTED,
        reason=RejectReason.OTHER_FIELD,
        actor=Actor(None, Role.COORDINATOR),
        now=now,
    )
    db.execute("UPDATE needs SET state = 'closed', result = 'no-match' WHERE id = ?", [closed_need])
    with write_tx(db):
        stored_settings.set_model(db, "an earlier release", now)
        db.execute("UPDATE matches SET model_version = '0', score = 0.5")
    before = ranked_anew(db, open_need), ranked_anew(db, closed_need)
    work_until_idle(db, settings, index, now)
    assert (ranked_anew(db, open_need), ranked_anew(db, closed_need)) == (before[0] + 1, before[1])
    made_with = {match.id: match.model_version for match in matches.list_matches(db, open_need)}
    assert made_with.pop(decided.id) == "0"
    assert set(made_with.values()) == {MODEL_VERSION}
    assert matches.get_match(db, decided.id).state is MatchState.REJECTED
    waiting = needs.list_needs_to_rank(db, catalogue=index.number)
    work_until_idle(db, settings, index, now)
    assert (waiting, ranked_anew(db, open_need)) == ([], before[0] + 1)


def test_need_ranked_by_another_model_than_the_workers_waits_to_be_ranked_again(
    db: Database, settings: Settings, index: CatalogueIndex, now: datetime
) -> None:
    """Pages of the earlier release go on for a moment after the new worker has started."""
    rest(db, settings, index, now)
    assert number_ranked_for(db, index.current()) == index.number
    with write_tx(db):
        stored_settings.set_model(db, "a later release", now)
    assert number_ranked_for(db, index.current()) == 0


def test_new_model_changes_no_more_than_once_and_the_thesaurus_is_part_of_it(
    db: Database, index: CatalogueIndex, analyser: Analyser, now: datetime
) -> None:
    follow_model(db, model=analyser.model, now=now)
    assert follow_model(db, model=analyser.model, now=now) == 0
    own = Concept("own", ("oma sana",), ("own word",))
    assert analyser.with_overlay([own]).model == analyser.model
    one_more = Analyser(finnish.create(), None, thesaurus([*analyser.thesaurus.base[:5], own]))
    assert one_more.model not in (analyser.model, "")


def test_nothing_to_rank_is_found_without_reading_any_text(db: Database) -> None:
    """This is asked every second: it may go through the needs, never through their versions, helps and openings."""
    sql = needs.TO_RANK
    plan = [row["detail"] for row in db.query(f"EXPLAIN QUERY PLAN {sql}", [1, 10])]
    assert not any(line.startswith("SCAN") and not line.startswith("SCAN needs") for line in plan), plan
