"""A backup that somebody asks for: the worker makes it once, says what came of it, and how the backups stand."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.matching.engine import Analyser
from matchmaker.model.user import Actor
from matchmaker.operations.back_up import (
    back_up_if_asked,
    backup_standing,
    kept_beside,
    open_request,
    request_backup,
)
from matchmaker.operations.catalogue_index import CatalogueIndex
from matchmaker.operations.work import work_until
from matchmaker.store import audit
from matchmaker.store.backups import make_backup
from matchmaker.store.database import open_database
from tests.conftest import NOW


@pytest.fixture
def db(settings: Settings) -> Iterator[Database]:
    opened = open_database(settings.database)
    yield opened
    opened.close()


def actions(db: Database) -> list[str]:
    return [entry.action for entry in audit.list_for_object(db, "backup", "")]


def test_nothing_is_copied_unasked(db: Database, settings: Settings):
    assert back_up_if_asked(db, settings, now=NOW) is False
    standing = backup_standing(db, settings, now=NOW)
    assert (standing.newest, standing.failure, standing.too_old) == (None, None, True)


def test_two_requests_make_one_backup(db: Database, settings: Settings):
    assert request_backup(db, actor=Actor.system(), now=NOW) is True
    assert request_backup(db, actor=Actor.system(), now=NOW) is False
    assert back_up_if_asked(db, settings, now=NOW) is True
    assert (back_up_if_asked(db, settings, now=NOW), open_request(db)) == (False, None)
    standing = backup_standing(db, settings, now=NOW + timedelta(days=7))
    assert [backup.made_at for backup in standing.backups] == [NOW]
    assert standing.newest is not None
    assert standing.newest.size == (standing.newest.path / settings.database.name).stat().st_size > 100_000
    assert (
        standing.too_old,
        backup_standing(db, settings, now=NOW + timedelta(days=7, seconds=1)).too_old,
    ) == (
        False,
        True,
    )
    assert actions(db) == ["make_backup", "request_backup"]


def test_a_failure_is_told_once_and_stands_until_one_succeeds(
    db: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    request_backup(db, actor=Actor.system(), now=NOW)
    settings.backup_folder.write_text("a file where the folder should be", encoding="utf-8")
    assert back_up_if_asked(db, settings, now=NOW) is True
    assert (open_request(db), actions(db)[0]) == (None, "fail_backup")
    assert "backups" in str(audit.list_for_object(db, "backup", "")[0].detail["reason"])
    settings.backup_folder.unlink()

    def no_space(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("matchmaker.store.backups.check", no_space)
        request_backup(db, actor=Actor.system(), now=NOW)
        back_up_if_asked(db, settings, now=NOW)
    failure = backup_standing(db, settings, now=NOW).failure
    assert failure is not None
    assert (failure.at, "No space left" in failure.reason) == (NOW, True)
    assert [path.name for path in settings.backup_folder.iterdir()] == ["last-failure.json"]
    request_backup(db, actor=Actor.system(), now=NOW)
    back_up_if_asked(db, settings, now=NOW)
    standing = backup_standing(db, settings, now=NOW)
    assert (len(standing.backups), standing.failure) == (1, None)


def test_a_note_of_a_failure_that_cannot_be_read_is_a_failure(db: Database, settings: Settings):
    settings.backup_folder.mkdir()
    (settings.backup_folder / "last-failure.json").write_text("{", encoding="utf-8")
    assert backup_standing(db, settings, now=NOW).failure is not None


def test_backups_of_another_database_are_not_counted(db: Database, settings: Settings):
    other = settings.instance / "matchmaker.db"
    open_database(other).close()
    make_backup(other, kept_beside(settings), settings.backup_folder, keep=3, now=NOW)
    assert backup_standing(db, settings, now=NOW).backups == []


def test_the_worker_sees_to_it_between_its_rounds(db: Database, settings: Settings, analyser: Analyser):
    request_backup(db, actor=Actor.system(), now=NOW)
    stop, rounds = Event(), iter(range(20))

    def clock() -> datetime:
        if next(rounds, None) is None:
            stop.set()
        return NOW

    work_until(stop, db, settings, CatalogueIndex(settings.index_folder, analyser), clock=clock)
    assert actions(db) == ["make_backup", "request_backup"]


def test_backups_by_hand_do_not_push_out_those_of_the_days_before(db: Database, settings: Settings):
    def made(moment: datetime) -> Path:
        return make_backup(settings.database, (), settings.backup_folder, keep=3, now=moment)

    days = [made(NOW - timedelta(days=day)) for day in (5, 4, 3, 2, 1)]
    by_hand = [made(NOW + timedelta(minutes=minute)) for minute in range(5)]
    left = [backup.path for backup in backup_standing(db, settings, now=NOW).backups]
    assert left == [*reversed(by_hand[2:]), days[4], days[3]]
