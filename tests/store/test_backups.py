"""Backups of a real database: consistent, private, checked, and good to go back to."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matchmaker.model.errors import BackupRefused
from matchmaker.store.backups import list_backups, make_backup, read_failure, restore_backup
from matchmaker.store.database import open_database, write_tx

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """An instance folder with a key, a configuration and a database of which one row is still in the log."""
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "secret_key").write_text("k" * 64, encoding="ascii")
    (folder / "config.toml").write_text('base_url = "https://match.example.fi"\n', encoding="utf-8")
    db = open_database(folder / "matchmaker.db")
    with write_tx(db):
        db.execute("CREATE TABLE needs (id INTEGER PRIMARY KEY, title TEXT NOT NULL) STRICT")
        db.execute("INSERT INTO needs (title) VALUES ('Särö hitsissä')")
    db.close()
    return folder


def titles(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [row[0] for row in connection.execute("SELECT title FROM needs ORDER BY id")]


def add(database: Path, title: str) -> None:
    db = open_database(database)
    with write_tx(db):
        db.execute("INSERT INTO needs (title) VALUES (?)", [title])
    db.close()


def others(instance: Path) -> list[Path]:
    return [instance / "config.toml", instance / "secret_key"]


def backup(instance: Path, *, keep: int = 3, now: datetime = NOW) -> Path:
    return make_backup(instance / "matchmaker.db", others(instance), instance / "backups", keep=keep, now=now)


def test_backup_holds_all_that_is_needed_and_only_its_owner_may_read_it(instance: Path):
    made = backup(instance)
    assert made == instance / "backups" / "2026-11-24T093000Z"
    assert sorted(path.name for path in made.iterdir()) == ["config.toml", "matchmaker.db", "secret_key"]
    assert titles(made / "matchmaker.db") == ["Särö hitsissä"]
    assert made.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in made.iterdir()} == {0o600}


def test_only_the_newest_backups_are_kept_and_foreign_folders_left_alone(instance: Path):
    (instance / "backups" / "by-hand").mkdir(parents=True)
    made = [backup(instance, keep=2, now=NOW + timedelta(days=day)) for day in range(4)]
    assert list_backups(instance / "backups") == made[2:]
    assert (instance / "backups" / "by-hand").exists()


@pytest.fixture
def writer(instance: Path) -> Iterator[threading.Event]:
    """Another connection that writes pairs of rows all the time; sets the event after its first pair."""
    begun, stop = threading.Event(), threading.Event()

    def write() -> None:
        db = open_database(instance / "matchmaker.db")
        while not stop.is_set():
            with write_tx(db):
                db.execute("INSERT INTO needs (title) VALUES ('pari')")
                db.execute("INSERT INTO needs (title) VALUES ('pari')")
            begun.set()
        db.close()

    thread = threading.Thread(target=write)
    thread.start()
    yield begun
    stop.set()
    thread.join()


def test_backup_beside_a_writer_never_holds_half_a_transaction(instance: Path, writer: threading.Event):
    assert writer.wait(10)
    for second in range(5):
        made = backup(instance, now=NOW + timedelta(seconds=second))
        assert titles(made / "matchmaker.db").count("pari") % 2 == 0


def test_restore_brings_back_everything_and_keeps_what_it_replaced(instance: Path):
    made = backup(instance)
    add(instance / "matchmaker.db", "Myöhempi")
    (instance / "secret_key").write_text("other" * 10, encoding="ascii")
    aside = restore_backup(made, instance / "matchmaker.db", others(instance), now=NOW)
    assert titles(instance / "matchmaker.db") == ["Särö hitsissä"]
    assert (instance / "secret_key").read_text(encoding="ascii") == "k" * 64
    assert (instance / "matchmaker.db").stat().st_mode & 0o777 == 0o600
    replaced = instance / "matchmaker.db.before-2026-11-24T093000Z"
    assert replaced in aside
    assert titles(replaced) == ["Särö hitsissä", "Myöhempi"]


def test_restore_does_not_replay_the_log_of_the_replaced_database(instance: Path):
    made = backup(instance)
    database = instance / "matchmaker.db"
    wal = database.with_name("matchmaker.db-wal")
    keeper = open_database(database)
    add(database, "Vain lokissa")
    log = wal.read_bytes()
    keeper.close()
    wal.write_bytes(log)  # as after a power cut
    restore_backup(made, database, others(instance), now=NOW)
    assert titles(database) == ["Särö hitsissä"]


def test_restore_is_refused_while_the_service_holds_the_database(instance: Path):
    made = backup(instance)
    service = open_database(instance / "matchmaker.db")
    list(service.query("SELECT * FROM needs"))
    with pytest.raises(BackupRefused) as refused:
        restore_backup(made, instance / "matchmaker.db", others(instance), now=NOW)
    service.close()
    assert refused.value.reason == "in-use"
    assert not list(instance.glob("*.before-*"))


def test_damaged_backup_is_not_restored(instance: Path):
    made = backup(instance)
    damaged = bytearray((made / "matchmaker.db").read_bytes())
    damaged[4096:4196] = b"x" * 100
    (made / "matchmaker.db").write_bytes(damaged)
    with pytest.raises(BackupRefused) as refused:
        restore_backup(made, instance / "matchmaker.db", others(instance), now=NOW)
    assert refused.value.reason == "damaged"
    assert titles(instance / "matchmaker.db") == ["Särö hitsissä"]


def test_damaged_database_makes_no_backup_and_removes_no_older_one(instance: Path):
    older = backup(instance, keep=1)
    database = instance / "matchmaker.db"
    damaged = bytearray(database.read_bytes())
    damaged[4096:4196] = b"x" * 100
    database.write_bytes(damaged)
    with pytest.raises(BackupRefused) as refused:
        backup(instance, keep=1, now=NOW + timedelta(days=1))
    assert refused.value.reason == "damaged"
    assert list_backups(instance / "backups") == [older]
    failure = read_failure(instance / "backups")
    assert failure is not None
    assert (failure.at, "damaged" in failure.reason) == (NOW + timedelta(days=1), True)


def test_missing_database_is_said(tmp_path: Path):
    with pytest.raises(BackupRefused) as refused:
        make_backup(tmp_path / "matchmaker.db", [], tmp_path / "backups", keep=1, now=NOW)
    assert (refused.value.reason, refused.value.path) == ("missing", tmp_path / "matchmaker.db")
