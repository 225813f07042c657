"""What is loaded before the fork, so that all web processes share it."""

import os
import subprocess
import sys

import pytest
from flask import Flask
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.matching.engine import Analyser
from matchmaker.web.app import create_app
from matchmaker.web.warming import warm

SERVED = """
import sys
from matchmaker.web import wsgi
print(len(wsgi.app._inner.jinja_env.cache), *(name for name in ("scipy", "sklearn", "pandas") if name in sys.modules))
"""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A demo with no templates compiled: all other tests share theirs."""
    settings.template_folder.unlink()
    return settings


def test_pages_searches_and_previews_load_no_building_libraries(settings: Settings) -> None:
    """Each would be held by five processes: scipy alone is 30 MiB."""
    environment = os.environ | {"MATCHMAKER_INSTANCE": str(settings.instance), "MATCHMAKER_MODE": "demo"}
    done = subprocess.run(
        [sys.executable, "-c", SERVED],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    templates, *loaded = done.stdout.split() or ["0"]
    assert (done.returncode, loaded) == (0, []), done.stderr
    assert int(templates) > 80


def test_compiled_templates_are_kept_and_those_of_another_release_are_not(
    app: Flask, settings: Settings, analyser: Analyser
) -> None:
    old = settings.template_folder / "0123456789abcdef"
    old.mkdir()
    made = create_app(settings, analyser=analyser)
    warm(made)
    (folder,) = settings.template_folder.iterdir()
    kept = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert len(kept) > 80
    warm(create_app(settings, analyser=analyser))
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == kept


def test_page_is_served_where_nothing_can_be_kept(settings: Settings, analyser: Analyser) -> None:
    settings.template_folder.write_text("a file where the folder should be", encoding="utf-8")
    made = create_app(settings, analyser=analyser)
    assert made.jinja_env.bytecode_cache is None
    assert made.test_client().get("/").status_code == 200


def test_warming_stores_nothing(app: Flask, app_db: Database) -> None:
    before = list(app_db.conn.iterdump())
    warm(app)
    assert list(app_db.conn.iterdump()) == before
