"""The worker's round: a changed catalogue is indexed and ranked again, mail leaves, what is past its time goes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.matching.engine import Analyser
from matchmaker.matching.ranking import search
from matchmaker.model.codes import Language
from matchmaker.model.match import Match, MatchState, RejectReason
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
from tests.conftest import NOW

CONTENT = OfferingContent(
    kind=OfferingKind.SERVICE,
    texts={
        Language.FI: OfferingText(
            "Pölynpoistopuhaltimen tasapainotus",
            "Mittaamme, mistä puhaltimen tärinä tulee, tasapainotamme sen ja tarkistamme laakerit ja jalustan.",
        )
    },
)


OTHER_CONTENT = OfferingContent(
    OfferingKind.SERVICE, {Language.FI: OfferingText("Marjojen pakastus", "Pakastamme.")}
)


@pytest.fixture
def db(demo_db: Database) -> Database:
    """The demo's database, with its need about a shaking fan."""
    return demo_db


@dataclass(frozen=True)
class Round:
    """An installation whose worker has the demo's need about a shaking fan, and an institution that offers help with it."""

    db: Database
    settings: Settings
    index: CatalogueIndex
    institution_id: str
    actor: Actor
    need_id: str

    def rest(self) -> None:
        """Work until nothing is left to do."""
        for _round in range(30):
            if not work_once(self.db, self.settings, self.index, now=NOW):
                return
        pytest.fail("the worker never rests")

    def create(self) -> str:
        made = create_offering(
            self.db, institution_id=self.institution_id, content=CONTENT, actor=self.actor, now=NOW
        )
        return made.id

    def publish(self) -> str:
        offering_id = self.create()
        publish_offering(self.db, offering_id=offering_id, **self.by_institution)
        return offering_id

    def edit(self, offering_id: str) -> None:
        """Make another service of it, which helps no shaking fan."""
        edit_offering(
            self.db, offering_id=offering_id, seen_version=1, content=OTHER_CONTENT, **self.by_institution
        )

    def archive(self, offering_id: str) -> None:
        archive_offering(self.db, offering_id=offering_id, **self.by_institution)

    @property
    def by_institution(self) -> dict[str, Any]:
        return {"institution_id": self.institution_id, "actor": self.actor, "now": NOW}

    @property
    def suggested(self) -> dict[str, MatchState]:
        return {match.offering_id: match.state for match in matches.list_matches(self.db, self.need_id)}

    def match(self, offering_id: str) -> Match:
        found = matches.find_match(self.db, need_id=self.need_id, offering_id=offering_id)
        assert found is not None
        return found

    def finds(self, words: str) -> list[str]:
        """Offerings that a search finds, best first."""
        return [hit.id for hit in search(self.index.current(), words)]


@pytest.fixture
def at_work(db: Database, settings: Settings, index: CatalogueIndex) -> Round:
    user_id = db.execute("SELECT user_id FROM memberships WHERE role = 'institution'").fetchone()[0]
    institution_id = db.execute("SELECT id FROM institutions WHERE is_demo = 1").fetchone()[0]
    actor = Actor(user_id, Role.INSTITUTION)
    return Round(db, settings, index, str(institution_id), actor, fan_need(db))


def fan_need(db: Database) -> str:
    sql = "SELECT need_id FROM need_versions WHERE title LIKE 'Puhallin tärisee%'"
    return str(db.execute(sql).fetchone()[0])


def test_published_offering_is_found_and_suggested_after_a_round(at_work: Round) -> None:
    offering_id = at_work.publish()
    assert not at_work.index.is_current(at_work.db)
    assert offering_id not in at_work.suggested
    at_work.rest()
    assert at_work.index.is_current(at_work.db)
    assert offering_id in at_work.finds("puhaltimien tasapainottaminen")[:3]
    assert at_work.suggested[offering_id] is MatchState.SUGGESTED
    newest = audit.list_for_need(at_work.db, at_work.need_id)[0]
    assert (newest.action, newest.actor_id) == ("refresh_matches", None)


def test_draft_changes_neither_index_nor_suggestions(at_work: Round) -> None:
    at_work.rest()
    before = at_work.index.number, at_work.suggested
    at_work.create()
    at_work.rest()
    assert (at_work.index.number, at_work.suggested) == before


def test_archived_offering_is_neither_found_nor_suggested_any_more(at_work: Round) -> None:
    offering_id = at_work.publish()
    at_work.rest()
    at_work.archive(offering_id)
    at_work.rest()
    assert offering_id not in at_work.finds("puhaltimen tasapainotus")
    assert offering_id not in at_work.suggested


def test_person_s_decision_survives_an_edited_offering(at_work: Round) -> None:
    offering_id = at_work.publish()
    at_work.rest()
    match = at_work.match(offering_id)
    decide_match(
        at_work.db,
        match_id=match.id,
        seen=MatchState.SUGGESTED,
        after=MatchState.REJECTED,
        reason=RejectReason.OTHER_HELP,
        actor=Actor(None, Role.COORDINATOR),
        now=NOW,
    )
    decided = matches.get_match(at_work.db, match.id)
    at_work.edit(offering_id)
    at_work.rest()
    assert matches.get_match(at_work.db, match.id) == decided
    assert at_work.index.number == offerings.catalogue_number(at_work.db)


def test_suggestion_that_no_longer_fits_is_withdrawn(at_work: Round) -> None:
    offering_id = at_work.publish()
    at_work.rest()
    at_work.edit(offering_id)
    at_work.rest()
    match = at_work.match(offering_id)
    assert (match.state, match.withdrawn) == (MatchState.SUGGESTED, True)
    assert offering_id not in at_work.suggested


def test_closed_needs_are_left_alone(at_work: Round) -> None:
    at_work.rest()
    with write_tx(at_work.db):
        at_work.db.execute(
            "UPDATE needs SET state = 'closed', result = 'no-match' WHERE id = ?", [at_work.need_id]
        )
    before = at_work.suggested
    at_work.publish()
    at_work.rest()
    assert at_work.suggested == before
    assert needs.list_needs_to_rank(at_work.db, catalogue=at_work.index.number) == []


def test_queued_mail_leaves_with_the_round(
    at_work: Round, db: Database, settings: Settings, index: CatalogueIndex, now: datetime
) -> None:
    at_work.rest()
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
