"""The maintenance page: figures, and remarks only where something is to be done."""

import re
import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.operations.heartbeat import beat
from matchmaker.store.backups import make_backup
from matchmaker.store.database import to_text, write_tx
from tests.conftest import NOW, CountQueries

PAGE = "/admin/maintenance"
_Disk = namedtuple("_Disk", ("total", "used", "free"))


def figures(page: str) -> dict[str, tuple[str, str]]:
    """(value, to do) of each line, without tags."""
    found = {}
    for row in re.findall(r'<tr role="row">(.*?)</tr>', page, re.DOTALL):
        cells = re.findall(r'<div class="cell-body">(.*?)</div>\s*</t[dh]>', row, re.DOTALL)
        texts = [
            " ".join(re.sub(r"<svg.*?</svg>|<[^>]*>", " ", cell, flags=re.DOTALL).split()) for cell in cells
        ]
        if texts:
            found[texts[0]] = (texts[1], texts[2])
    return found


def test_a_healthy_installation_has_nothing_to_do(
    admin: FlaskClient, app_db: Database, settings: Settings
) -> None:
    beat(settings, now=NOW)
    make_backup(settings.database, (), settings.backup_folder, keep=3, now=NOW)
    with write_tx(app_db):
        app_db.execute("UPDATE outbox SET not_before = ?", [to_text(NOW + timedelta(minutes=1))])
    shown = figures(admin.get(PAGE).text)
    assert {todo for _value, todo in shown.values()} == {"–", "See the backups"}
    waiting = app_db.execute("SELECT count(*) FROM outbox WHERE delivered_at IS NULL").fetchone()[0]
    assert shown["Wait for their time"][0] == str(waiting)
    assert (shown["Due now"][0], shown["Backups"][0]) == ("0", "1 backup")
    assert shown["Signed-in browsers"][0] == shown["People they belong to"][0] == "1"
    assert shown["Database"][0].endswith("kB")


def test_what_is_wrong_is_said_with_what_to_do(
    admin: FlaskClient, app_db: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (row["id"] for row in app_db.query("SELECT id FROM outbox ORDER BY id LIMIT 3"))
    with write_tx(app_db):
        app_db.execute("UPDATE outbox SET not_before = ?", [to_text(NOW + timedelta(days=1))])
        late = to_text(NOW - timedelta(hours=2))
        app_db.execute("UPDATE outbox SET not_before = ? WHERE id = ?", [late, first])
        app_db.execute("UPDATE outbox SET failed_at = ?, last_error = 'x' WHERE id = ?", [late, second])
        app_db.execute(
            "UPDATE outbox SET failed_at = ?, sending_at = ?, last_error = 'x' WHERE id = ?",
            [late, late, third],
        )
        app_db.execute("UPDATE catalogue_state SET number = number + 2")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: _Disk(10**10, 10**10 - 1000, 1000))
    page = admin.get(PAGE).text
    shown = figures(page)
    assert shown["Due now"] == (
        "1, the longest for 2 hours",
        "Nobody delivers them: see the background work.",
    )
    assert shown["Given up"][0] == "2"
    assert shown["May have arrived"] == ("1", "Ask the person before you send it again. See which and why")
    assert "It does not run" in shown["Background work last seen"][1]
    assert shown["Index"][1] == "2 changes behind"
    assert shown["Free on its disk"] == ("1 kB", "Too little for a backup and a restore. Make room.")
    assert shown["Backups"][1] == "Look at them. See the backups"
    assert page.count('href="/admin/mails"') == 2


def test_an_installation_without_an_index_is_shown(admin: FlaskClient, settings: Settings) -> None:
    shutil.rmtree(settings.index_folder)
    settings.index_folder.mkdir()
    assert figures(admin.get(PAGE).text)["Age of the index"][0] == "there is none"


def test_it_costs_the_same_however_many_mails(
    admin: FlaskClient, app_db: Database, count_queries: CountQueries
) -> None:
    few = count_queries(lambda: admin.get(PAGE))
    with write_tx(app_db):
        app_db.execute(
            "INSERT INTO outbox (id, template, recipient, language, params, created_at, not_before)"
            " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
            " SELECT printf('%016d', i), 'sign_in', 'a@example.com', 'fi', '{}', ?, ? FROM n",
            [to_text(NOW), to_text(NOW)],
        )
    assert count_queries(lambda: admin.get(PAGE)) == few
