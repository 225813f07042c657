"""Another model, after an upgrade: open needs are ranked again, once."""

from datetime import datetime
from threading import Event

from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.matching.engine import MODEL_VERSION, Analyser
from matchmaker.model.match import MatchState, RejectReason
from matchmaker.model.user import Actor, Role
from matchmaker.operations.catalogue_index import CatalogueIndex
from matchmaker.operations.decide_match import decide_match
from matchmaker.operations.refresh_matches import follow_model, number_ranked_for
from matchmaker.operations.work import work_until
from matchmaker.store import audit, matches, needs
from matchmaker.store import settings as stored_settings
from matchmaker.store.database import write_tx
from matchmaker.text import finnish
from matchmaker.text.thesaurus import Concept, thesaurus


def ranked_anew(db: Database, need_id: str) -> int:
    return sum(entry.action == "refresh_matches" for entry in audit.list_for_need(db, need_id))


def work_until_idle(db: Database, settings: Settings, index: CatalogueIndex, now: datetime) -> None:
    """A worker's life from its start until a round that finds nothing to do."""
    stop = Event()
    stop.wait = lambda timeout=None: bool(timeout) and (stop.set() or True)  # type: ignore[method-assign]
    work_until(stop, db, settings, index, clock=lambda: now)


def test_worker_ranks_open_needs_again_once_when_the_model_changed(
    demo_db: Database, settings: Settings, index: CatalogueIndex, now: datetime
) -> None:
    work_until_idle(demo_db, settings, index, now)
    most = "SELECT need_id FROM matches GROUP BY need_id ORDER BY count(*) DESC, need_id"
    open_need = str(demo_db.execute(most).fetchone()[0])
    closed_need = str(demo_db.execute("SELECT id FROM needs WHERE id <> ?", [open_need]).fetchone()[0])
    decided = matches.list_matches(demo_db, open_need, states=[MatchState.SUGGESTED])[0]
    decide_match(
        demo_db,
        match_id=decided.id,
        seen=MatchState.SUGGESTED,
        after=MatchState.REJECTED,
        reason=RejectReason.OTHER_FIELD,
        actor=Actor(None, Role.COORDINATOR),
        now=now,
    )
    demo_db.execute("UPDATE needs SET state = 'closed', result = 'no-match' WHERE id = ?", [closed_need])
    with write_tx(demo_db):
        stored_settings.set_model(demo_db, "an earlier release", now)
        demo_db.execute("UPDATE matches SET model_version = '0', score = 0.5")
    before = ranked_anew(demo_db, open_need), ranked_anew(demo_db, closed_need)
    work_until_idle(demo_db, settings, index, now)
    assert (ranked_anew(demo_db, open_need), ranked_anew(demo_db, closed_need)) == (before[0] + 1, before[1])
    made_with = {match.id: match.model_version for match in matches.list_matches(demo_db, open_need)}
    assert made_with.pop(decided.id) == "0"
    assert set(made_with.values()) == {MODEL_VERSION}
    assert matches.get_match(demo_db, decided.id).state is MatchState.REJECTED
    waiting = needs.list_needs_to_rank(demo_db, catalogue=index.number)
    work_until_idle(demo_db, settings, index, now)
    assert (waiting, ranked_anew(demo_db, open_need)) == ([], before[0] + 1)


def test_need_ranked_by_another_model_than_the_workers_waits_to_be_ranked_again(
    demo_db: Database, settings: Settings, index: CatalogueIndex, now: datetime
) -> None:
    """Pages of the earlier release go on for a moment after the new worker has started."""
    work_until_idle(demo_db, settings, index, now)
    assert number_ranked_for(demo_db, index.current()) == index.number
    with write_tx(demo_db):
        stored_settings.set_model(demo_db, "a later release", now)
    assert number_ranked_for(demo_db, index.current()) == 0


def test_new_model_changes_no_more_than_once_and_the_thesaurus_is_part_of_it(
    demo_db: Database, index: CatalogueIndex, analyser: Analyser, now: datetime
) -> None:
    follow_model(demo_db, model=analyser.model, now=now)
    assert follow_model(demo_db, model=analyser.model, now=now) == 0
    own = Concept("own", ("oma sana",), ("own word",))
    assert analyser.with_overlay([own]).model == analyser.model
    one_more = Analyser(finnish.create(), None, thesaurus([*analyser.thesaurus.base[:5], own]))
    assert one_more.model not in (analyser.model, "")


def test_nothing_to_rank_is_found_without_reading_any_text(demo_db: Database) -> None:
    """This is asked every second: it may go through the needs, never through their versions, helps and openings."""
    sql = needs.TO_RANK
    plan = [row["detail"] for row in demo_db.query(f"EXPLAIN QUERY PLAN {sql}", [1, 10])]
    assert not any(line.startswith("SCAN") and not line.startswith("SCAN needs") for line in plan), plan
