"""Opening, and writing under several processes at once."""

import sqlite3
import stat
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from matchmaker.store.database import open_database, to_text, to_time, to_time_or_none, write_tx
from matchmaker.store.migrations import migrate

PROCESSES = 4
ROUNDS = 100


def run_together(script: str, *arguments: str) -> list[subprocess.CompletedProcess[str]]:
    """Run one script in several processes at once; each gets its number as last argument."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(script), *arguments, str(number)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    done = []
    for process in running:
        out, err = process.communicate(timeout=120)
        done.append(subprocess.CompletedProcess(process.args, process.returncode, out, err))
    return done


def test_a_new_database_belongs_to_its_owner_alone_and_checks_foreign_keys(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "matchmaker.db"
    db = open_database(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    pragmas = {
        name: next(iter(list(db.query(f"PRAGMA {name}"))))[name] for name in ("foreign_keys", "journal_mode")
    }
    assert pragmas == {"foreign_keys": 1, "journal_mode": "wal"}


def test_what_is_no_database_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "matchmaker.db"
    path.write_text("hello " * 1000, encoding="utf-8")
    with pytest.raises(sqlite3.DatabaseError):
        open_database(path)


def test_four_processes_that_read_and_then_write_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "matchmaker.db"
    migrate(open_database(path))
    script = """
        import sys
        from matchmaker.store.database import open_database, write_tx
        db = open_database(sys.argv[1])
        for _ in range(int(sys.argv[2])):
            with write_tx(db):
                number = list(db.query("SELECT number FROM catalogue_state"))[0]["number"]
                db.execute("UPDATE catalogue_state SET number = ?", [number + 1])
    """
    done = run_together(script, str(path), str(ROUNDS))
    assert [(process.returncode, process.stderr) for process in done] == [(0, "")] * PROCESSES
    rows = list(open_database(path).query("SELECT number FROM catalogue_state"))
    assert rows == [{"number": 1 + PROCESSES * ROUNDS}]


def test_four_processes_that_migrate_at_once_make_one_schema(tmp_path: Path) -> None:
    path = tmp_path / "matchmaker.db"
    script = """
        import sys
        from matchmaker.store.database import open_database
        from matchmaker.store.migrations import migrate
        print(",".join(migrate(open_database(sys.argv[1]))))
    """
    done = run_together(script, str(path))
    assert [(process.returncode, process.stderr) for process in done] == [(0, "")] * PROCESSES
    applied = sorted(process.stdout.strip() for process in done)
    assert applied[:-1] == [""] * (PROCESSES - 1)
    assert applied[-1].startswith("version_1")


def test_a_reader_sees_the_old_state_until_the_commit(tmp_path: Path) -> None:
    path = tmp_path / "matchmaker.db"
    writer, reader = open_database(path), open_database(path)
    migrate(writer)
    with write_tx(writer):
        writer.execute("UPDATE catalogue_state SET number = 7")
        assert list(reader.query("SELECT number FROM catalogue_state")) == [{"number": 1}]
    assert list(reader.query("SELECT number FROM catalogue_state")) == [{"number": 7}]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, sqlite3.IntegrityError])
def test_any_error_rolls_the_whole_block_back(tmp_path: Path, error: type[BaseException]) -> None:
    db = open_database(tmp_path / "matchmaker.db")
    migrate(db)

    def half_done() -> None:
        with write_tx(db):
            db.execute("UPDATE catalogue_state SET number = 7")
            raise error

    with pytest.raises(error):
        half_done()
    assert not db.conn.in_transaction
    assert list(db.query("SELECT number FROM catalogue_state")) == [{"number": 1}]


def test_blocks_do_not_nest(tmp_path: Path) -> None:
    db = open_database(tmp_path / "matchmaker.db")

    def nested() -> None:
        with write_tx(db), write_tx(db):
            pass

    with pytest.raises(sqlite3.OperationalError):
        nested()
    assert not db.conn.in_transaction


def test_times_are_kept_in_utc_to_the_second() -> None:
    helsinki = timezone(timedelta(hours=2))
    moment = datetime(2026, 11, 24, 9, 30, 15, 999_999, tzinfo=helsinki)
    assert to_text(moment) == "2026-11-24T07:30:15Z"
    assert to_time("2026-11-24T07:30:15Z") == datetime(2026, 11, 24, 7, 30, 15, tzinfo=UTC)
    assert to_time_or_none(None) is None
