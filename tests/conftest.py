"""Fixtures that tests of several rooms use."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.routing import Rule

from matchmaker.config import Mode, Settings
from matchmaker.matching.engine import Analyser
from matchmaker.operations.catalogue_index import CatalogueIndex
from matchmaker.operations.load_demo import load_demo
from matchmaker.operations.sign_in import make_link_token
from matchmaker.store.database import open_database, write_tx
from matchmaker.store.migrations import migrate
from matchmaker.store.settings import set_number
from matchmaker.web.app import create_app

pytest_plugins = ["tests.suites", "tests.mail.fixtures"]

SignIn = Callable[[str], FlaskClient]
CountQueries = Callable[[Callable[[], object]], int]
NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """The moment at which the tests happen: a Tuesday morning in Kuopio."""
    return NOW


@pytest.fixture(scope="session")
def empty_db() -> Iterator[Database]:
    """What every test's `db` is a copy of."""
    database = open_database(":memory:")
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def db(empty_db: Database) -> Iterator[Database]:
    """An empty database in memory with today's schema."""
    database = copy_in_memory(empty_db)
    yield database
    database.close()


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what is made once for all processes of this run of the tests."""
    folder = tmp_path_factory.getbasetemp()
    return (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "made-once"


@pytest.fixture(scope="session", autouse=True)
def routes_are_compiled_once() -> Iterator[None]:
    """Werkzeug compiles a function for each URL of each application that is made, and a thousand tests make one each."""
    compiled: dict[object, Callable[..., tuple[str, str]]] = {}
    compile_builder = Rule._compile_builder

    def remembered(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", remembered)
        yield


@pytest.fixture(scope="session")
def lexicons(made_once: Path) -> Path:
    """What text analysis takes seconds to make."""
    return made_once / "lexicons"


@pytest.fixture(scope="session")
def analyser(lexicons: Path) -> Analyser:
    """The best analyser of this machine."""
    with one_at_a_time(lexicons):
        return Analyser.create(keep=lexicons)


@pytest.fixture(scope="session")
def full_analyser(analyser: Analyser) -> Analyser:
    """The analyser where this machine has Voikko and the dictionaries, for what is judged with them."""
    if analyser.degraded or analyser.dictionary is None:
        # scripts/test installs both; with --no-system, or where no package can be had, the simpler analysis is tested alone.
        pytest.skip("Voikko or the FreeDict dictionaries are not installed (scripts/test installs them)")
    return analyser


@pytest.fixture(scope="session")
def demo_instance(made_once: Path, analyser: Analyser, lexicons: Path) -> Path:
    """An instance folder with the demo loaded and its index built. Tests work on copies, which share compiled templates."""
    made = made_once / "demo"
    with one_at_a_time(made):
        if not made.exists():
            loaded = made_once / "demo-half-made"
            shutil.rmtree(loaded, ignore_errors=True)
            _load_demo(demo_settings(loaded), analyser)
            (made_once / "templates").mkdir(exist_ok=True)
            for shared in (lexicons, made_once / "templates"):
                (loaded / shared.name).symlink_to(shared, target_is_directory=True)
            loaded.rename(made)
    return made


def _load_demo(settings: Settings, analyser: Analyser) -> None:
    database = open_database(settings.database)
    migrate(database)
    index = CatalogueIndex(settings.index_folder, analyser)
    load_demo(database, settings=settings, index=index, now=NOW)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


@pytest.fixture
def settings(tmp_path: Path, demo_instance: Path) -> Settings:
    """Settings of a fresh copy of the demo."""
    return copy_demo(demo_instance, tmp_path)


@pytest.fixture
def app(settings: Settings, analyser: Analyser) -> Flask:
    """The application on a fresh copy of the demo, its clock standing at `now`."""
    made = create_app(settings, analyser=analyser)
    made.config["CLOCK"] = lambda: NOW
    made.config["WTF_CSRF_ENABLED"] = False  # tests/contracts/test_csrf.py keeps it on
    return made


@pytest.fixture
def app_db(app: Flask, settings: Settings) -> Iterator[Database]:
    """The application's database."""
    database = open_database(settings.database)
    yield database
    database.close()


@pytest.fixture
def at_once(app_db: Database) -> None:
    """Questions cannot be taken back, so that both sides know of them as soon as they are asked."""
    with write_tx(app_db):
        set_number(app_db, "undo_minutes", 0, NOW)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor whose browser asks for English."""
    return new_client(app)


@pytest.fixture
def sign_in(app: Flask, app_db: Database) -> SignIn:
    """`sign_in(email)` is a browser of its own, signed in by a one-time link."""

    def open_link(email: str) -> FlaskClient:
        browser = new_client(app)
        token = make_link_token(app_db, email=email, next_path="", now=NOW)
        assert browser.post(f"/sign-in/{token}").status_code == 302
        return browser

    return open_link


@pytest.fixture
def count_queries(monkeypatch: pytest.MonkeyPatch) -> CountQueries:
    """`count_queries(step)` is how many SELECTs the application sends while `step` runs."""

    def count(step: Callable[[], object]) -> int:
        seen: list[str] = []

        def traced(path: Path) -> Database:
            opened = open_database(path)
            opened.conn.set_trace_callback(seen.append)
            return opened

        with monkeypatch.context() as patch:
            patch.setattr("matchmaker.web.database.open_database", traced)
            step()
        return sum(statement.lstrip().startswith("SELECT") for statement in seen)

    return count


def new_client(app: Flask, language: str = "en") -> FlaskClient:
    browser = app.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    return browser


def copy_in_memory(database: Database) -> Database:
    copy = open_database(":memory:")
    database.conn.backup(copy.conn)
    return copy


def copy_demo(demo_instance: Path, folder: Path) -> Settings:
    """Settings of a copy of the demo below a folder."""
    shutil.copytree(demo_instance, folder / "instance", symlinks=True)
    return demo_settings(folder / "instance")


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold up the other processes of this run: whoever makes what all share makes it once."""
    path.parent.mkdir(exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def demo_settings(folder: Path) -> Settings:
    return Settings(
        mode=Mode.DEMO,
        instance=folder,
        base_url="http://localhost",
        secret_key="not secret, only for tests, and long",
        mail_from="noreply@demo.example.com",
        trusted_hosts=("localhost", "127.0.0.1", "[::1]"),
        testing=True,
    )
