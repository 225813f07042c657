"""Before its visitor comes, the demo's needs have come to different places on their way, and nothing of it is due to break."""

from datetime import date, datetime

import pytest
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.matching.engine import Analyser
from matchmaker.model.match import MatchState
from matchmaker.model.need import ClosingResult, Need
from matchmaker.operations import demo_story
from matchmaker.operations.catalogue_index import CatalogueIndex
from matchmaker.operations.demo_data import DemoNeed
from matchmaker.operations.demo_story import tell_demo_story
from matchmaker.operations.watch_deadlines import watch_deadlines
from matchmaker.store import follow_up, introductions, matches, needs
from matchmaker.store.database import open_database


@pytest.fixture
def told(settings: Settings, analyser: Analyser, now: datetime) -> Database:
    db = open_database(settings.database)
    index = CatalogueIndex(settings.index_folder, analyser)
    assert tell_demo_story(db, settings=settings, index=index, now=now) == 5
    return db


def test_each_need_stands_where_the_tour_finds_it(told: Database) -> None:
    def need(wanted: DemoNeed) -> Need:
        found = needs.find_need_by_submission(told, wanted.submission_key)
        assert found is not None
        return found

    def decided(wanted: DemoNeed) -> set[MatchState]:
        states = {match.state for match in matches.list_matches(told, need(wanted).id)}
        return states - {MatchState.SUGGESTED}

    assert decided(demo_story.MET) == {MatchState.MET}
    assert decided(demo_story.ASKED) == {MatchState.ASKED}
    assert decided(demo_story.DECLINED) == {MatchState.DECLINED}
    assert [
        question.answer for question in follow_up.list_clarifications(told, need(demo_story.UNCLEAR).id)
    ] == [None]
    assert need(demo_story.ENDED).result is ClosingResult.NOT_RESEARCH


def test_the_institution_and_the_company_have_something_to_answer(told: Database, now: datetime) -> None:
    (asked,) = introductions.list_open_introductions(told)
    assert (asked.company_email, asked.institution_email) == (
        "company@demo.example.com",
        "institution@demo.example.com",
    )
    assert asked.answers == {}
    assert asked.due_at > now


def test_its_mails_have_left_in_their_time_and_nothing_is_overdue(told: Database, now: datetime) -> None:
    assert watch_deadlines(told, now=now) == 0
    rows = told.query("SELECT DISTINCT date(delivered_at) AS day FROM outbox WHERE delivered_at IS NOT NULL")
    days = {(now.date() - date.fromisoformat(row["day"])).days for row in rows}
    assert {41, 39, 37, 20, 9, 6, 2, 1} <= days
