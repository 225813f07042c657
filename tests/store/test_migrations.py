"""A populated database of version 1 comes up to date with every row kept and everything readable."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.match import MatchState
from matchmaker.model.need import NeedState
from matchmaker.store import audit, companies, matches, needs, offerings, users
from matchmaker.store.backups import make_backup
from matchmaker.store.database import open_database, write_tx
from matchmaker.store.migrations import BrokenReferences, migrate, migrations

DUMP = Path(__file__).parent / "version_1.sql"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database file as version 1 left it."""
    path = tmp_path / "matchmaker.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(DUMP.read_text(encoding="utf-8"))
    return path


@pytest.fixture
def updated(old: Path) -> Iterator[Database]:
    database = open_database(old)
    migrate(database)
    yield database
    database.close()


def rows_by_table(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not row[0].startswith(("_", "sqlite_"))
        ]
        return {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in names}  # noqa: S608 -- names of our own tables


def schema(database: Database) -> set[tuple[str, str, str]]:
    rows = database.query(
        "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE '%sqlite_%' AND sql IS NOT NULL"
    )
    return {(row["type"], row["name"], " ".join(row["sql"].split())) for row in rows}


def test_the_dump_has_rows_in_every_table_of_its_version(old: Path) -> None:
    assert [name for name, rows in rows_by_table(old).items() if not rows] == []


def test_all_later_migrations_are_applied_once(old: Path) -> None:
    database = open_database(old)
    names = [migration.name for migration in migrations.pending(database)]
    assert "version_1" not in names
    assert migrate(database) == names
    assert migrate(database) == []


def test_no_row_is_lost_and_all_references_hold(old: Path) -> None:
    before = {name: len(rows) for name, rows in rows_by_table(old).items()}
    database = open_database(old)
    migrate(database)
    after = {name: len(rows) for name, rows in rows_by_table(old).items()}
    assert {name: after.get(name) for name in before} == before
    assert list(database.query("PRAGMA foreign_key_check")) == []
    assert list(database.query("PRAGMA integrity_check")) == [{"integrity_check": "ok"}]


def test_an_updated_database_has_the_schema_of_a_new_one(updated: Database) -> None:
    new = open_database(":memory:")
    migrate(new)
    assert schema(updated) == schema(new)


def test_everything_is_readable_as_it_was(updated: Database) -> None:
    queue = needs.list_queue(updated)  # what is urgent has its turn first
    assert [(need.content.title, need.state, need.version_number) for need in queue] == [
        ("Särö hitsissä pakkasella", NeedState.ACCEPTED, 2),
        ("Juoma käy pullossa", NeedState.SUBMITTED, 1),
        ("A loan for a machine", NeedState.CLOSED, 1),
    ]
    accepted = queue[0]
    assert '"säätö"; ei syytä tiedossa. Piirustus on.' in accepted.content.description
    strong, held = matches.list_matches(updated, accepted.id)
    assert (strong.state, held.state) == (MatchState.ASKED, MatchState.ON_HOLD)
    history = matches.list_decisions(updated, held.id)
    assert [decision.after for decision in history] == [
        MatchState.REJECTED,
        MatchState.SUGGESTED,
        MatchState.ON_HOLD,
    ]
    assert history[1].reverses == history[0].id
    offering = offerings.get_offering(updated, strong.offering_id)
    assert offering.content.title(Language.EN) == "Cold tests of welds"
    assert offering.content.target.municipalities == {"593"}
    assert [user.email for user in users.list_users(updated)] == [
        "kaisa@example.com",
        "pekka@example.com",
        "tuula@example.com",
        "uusi@example.com",
    ]
    assert len(companies.list_companies(updated)) == 2
    assert len(companies.list_consents(updated, accepted.company_id)) == 3
    assert [entry.action for entry in audit.list_for_need(updated, accepted.id)] == [
        "decide_match",
        "submit_need",
    ]


def test_history_stays_append_only_after_an_update(updated: Database) -> None:
    for table in ("audit", "decisions"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            updated.execute(f"DELETE FROM {table}")  # noqa: S608 -- two names of our own


def test_an_updated_database_can_be_backed_up(old: Path, tmp_path: Path, now: datetime) -> None:
    migrate(open_database(old))
    made = make_backup(old, [], tmp_path / "backups", keep=1, now=now)
    assert rows_by_table(made / "matchmaker.db") == rows_by_table(old)


def test_a_failed_migration_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = ["CREATE TABLE one (id TEXT) STRICT", "CREATE TABLE nonsense"]
    monkeypatch.setattr("matchmaker.store.migrations._statements", lambda _script: broken)
    database = open_database(tmp_path / "new.db")
    with pytest.raises(sqlite3.OperationalError):
        migrate(database)
    assert not database.conn.in_transaction
    assert not database["one"].exists()


def test_questions_and_links_of_version_2_keep_all_they_held(old: Path) -> None:
    """Version 6 makes both tables anew."""
    database, at = open_database(old), "2026-11-20T08:00:00.000000Z"
    with write_tx(database):
        migrations.apply(database, stop_before="version_3")
        for number, match in enumerate(matches_of(database)):
            answered = (
                {"company_answer": "yes", "company_answered_at": at, "company_note": "Ehkä."}
                if number
                else {}
            )
            row = {
                "id": f"{number:016}",
                "match_id": match,
                "company_email": "a@b.fi",
                "institution_email": "c@d.fi",
            }
            database["introductions"].insert(
                {**row, "asked_at": at, "due_at": at, "reminded_at": at, **answered}
            )
        link = {
            "action": "answer-company",
            "object_id": "o",
            "email": "a@b.fi",
            "created_at": at,
            "expires_at": at,
        }
        database["action_links"].insert({"token_hash": "0" * 64, **link, "used_at": at})
    before = {name: list(database[name].rows) for name in ("introductions", "action_links")}
    migrate(database)
    for name, rows in before.items():
        assert rows, name
        kept = [{column: row[column] for column in rows[0]} for row in database[name].rows]
        assert kept == rows
    assert list(database.query("PRAGMA foreign_key_check")) == []


def test_needs_of_version_7_come_through_with_rows_references_triggers_and_words(old: Path) -> None:
    """Version 8 makes the table of needs anew, to which many others refer."""
    database = open_database(old)
    with write_tx(database):
        migrations.apply(database, stop_before="version_8")
    before = list(database.query("SELECT * FROM needs ORDER BY rowid"))
    migrate(database)
    assert list(database.query("SELECT * FROM needs ORDER BY rowid")) == before
    assert list(database.query("PRAGMA foreign_keys")) == [{"foreign_keys": 1}]
    assert list(database.query("PRAGMA foreign_key_check")) == []
    database.execute("INSERT INTO need_words (need_words, rank) VALUES ('integrity-check', 1)")
    assert [one.id for one in needs.list_queue(database, words="pekka@example")] != []
    closed = "UPDATE needs SET state = 'closed', result = 'not-research' WHERE state = 'submitted'"
    assert database.execute(closed).rowcount == 1
    with pytest.raises(sqlite3.IntegrityError):
        database.execute("DELETE FROM needs")
    with pytest.raises(sqlite3.IntegrityError):
        database.execute("UPDATE needs SET result = 'nonsense' WHERE state = 'closed'")


def test_a_migration_that_breaks_references_is_rolled_back(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matchmaker.store.migrations._statements", lambda _script: ["DELETE FROM needs"])
    database = open_database(old)
    with pytest.raises(BrokenReferences):
        migrate(database)
    assert len(list(database.query("SELECT id FROM needs"))) == 3
    assert list(database.query("PRAGMA foreign_keys")) == [{"foreign_keys": 1}]


def matches_of(database: Database) -> list[str]:
    return [row["id"] for row in database.query("SELECT id FROM matches ORDER BY id")]
