"""The administrator's page of backups: asking for one, what there is, and warnings where it is easy to see them."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.operations.back_up import back_up_if_asked, note_backup
from matchmaker.store.backups import make_backup
from tests.conftest import NOW

PAGE = "/admin/backups"


def backup(settings: Settings, days: int) -> None:
    make_backup(settings.database, (), settings.backup_folder, keep=14, now=NOW - timedelta(days=days))


def test_a_press_asks_the_worker_and_the_page_shows_what_came_of_it(
    admin: FlaskClient, app_db: Database, settings: Settings
) -> None:
    assert "No backup yet" in admin.get(PAGE).text
    page = admin.post(PAGE, follow_redirects=True).text
    assert ("A backup is on its way" in page, "Back up now" in page) == (True, False)
    assert "The background work does not run at present" in page
    assert "A backup was asked for already." in admin.post(PAGE, follow_redirects=True).text
    back_up_if_asked(app_db, settings, now=NOW)
    page = admin.get(PAGE).text
    assert ("2026-11-24T073000Z" in page, "Found sound" in page, "Back up now" in page) == (True, True, True)
    trail = admin.get("/admin/audit?type=backup").text
    assert ("A backup was asked for" in trail, "A backup was made" in trail) == (True, True)


def test_coordinators_cannot_ask_for_one(coordinator: FlaskClient, app_db: Database) -> None:
    assert coordinator.post(PAGE).status_code == 404
    assert list(app_db.query("SELECT 1 FROM audit WHERE object_type = 'backup'")) == []


@pytest.mark.parametrize(("days", "warned"), [(0, False), (7, False), (8, True)])
def test_an_old_backup_is_warned_of(
    admin: FlaskClient, settings: Settings, days: int, *, warned: bool
) -> None:
    backup(settings, days)
    for page in ("/admin", PAGE):
        assert ("The newest backup is older than a week." in admin.get(page).text) is warned


def test_a_backup_made_elsewhere_is_known_by_its_note(
    admin: FlaskClient, app_db: Database, settings: Settings, tmp_path: Path
) -> None:
    backup(settings, 8)
    made = make_backup(settings.database, (), tmp_path / "usb", keep=14, now=NOW - timedelta(days=1))
    note_backup(app_db, settings, made, now=NOW - timedelta(days=1))
    page = admin.get(PAGE).text
    assert f"In another folder: {made}" in page
    assert "older than a week" not in page + admin.get("/admin").text


def test_a_failed_attempt_is_told_though_there_is_a_new_backup(
    admin: FlaskClient, settings: Settings
) -> None:
    backup(settings, 1)
    (settings.backup_folder / "last-failure.json").write_text(
        '{"at": "2026-11-24T07:00:00+00:00", "reason": "No space left on <device>"}', encoding="utf-8"
    )
    assert "The last attempt to make a backup failed." in admin.get("/admin").text
    page = admin.get(PAGE).text
    assert ("The last attempt failed" in page, "No space left on &lt;device&gt;" in page) == (True, True)


def test_sizes_and_ages_are_in_the_readers_language(
    app: Flask, admin: FlaskClient, settings: Settings
) -> None:
    backup(settings, 2)
    admin.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fi"
    page = admin.get(PAGE).text
    assert "2 päivää" in page
    assert "kt</dd>" in page or "Mt</dd>" in page
