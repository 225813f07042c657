"""A word that a coordinator teaches the service: found by search and preview within seconds, through the real worker."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.matching.engine import Analyser
from matchmaker.store import needs, offerings
from tests.conftest import SignIn

WORD = "zörbötin"
PATIENCE_SECONDS = 60.0
"""On a busy machine the worker takes a while to start; once it runs, a change takes seconds."""
SOON_SECONDS = 15.0


@pytest.fixture(scope="module")
def lexicons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What text analysis keeps on disk, so that the worker starts in a moment."""
    folder = tmp_path_factory.mktemp("lexicons")
    Analyser.create(keep=folder)
    return folder


@pytest.fixture
def worker(settings: Settings, lexicons: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m matchmaker work` beside the web process of this test, on the same instance."""
    settings.lexicon_folder.symlink_to(lexicons, target_is_directory=True)
    environment = os.environ | {
        "MATCHMAKER_INSTANCE": str(settings.instance),
        "MATCHMAKER_MODE": "demo",
        "OMP_NUM_THREADS": "1",
    }
    with (settings.instance / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "matchmaker", "work"],
            env=environment,
            cwd=Path(__file__).parents[2],
            stdout=log,
            stderr=log,
        )
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not settings.heartbeat.exists():
            assert time.monotonic() < deadline, (settings.instance / "worker.log").read_text()
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait()


def found(browser: FlaskClient) -> bool:
    """Whether the word leads to the vibration laboratory, in the search box and in the preview."""
    searched = browser.get(f"/offerings?q={WORD}").text
    previewed = browser.post("/preview", data={"description": f"Meillä on {WORD} rikki taas"}).text
    return all("värähtely" in page.casefold() for page in (searched, previewed))


def wait_until(browser: FlaskClient, *, expected: bool) -> float:
    """Seconds until the word is found, or is found no more."""
    start = time.monotonic()
    while found(browser) is not expected:
        assert time.monotonic() - start < SOON_SECONDS, f"still {not expected}"
        time.sleep(0.5)
    return time.monotonic() - start


def test_added_word_is_found_within_seconds_and_forgotten_as_fast(
    worker: subprocess.Popen[bytes], sign_in: SignIn, client: FlaskClient, app_db: Database
) -> None:
    coordinator = sign_in("coordinator@demo.example.com")
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fi"
    assert not found(client)
    data = {"fi": WORD, "en": "zorboter", "related": ["vibration_measurement", "vibration"]}
    added = coordinator.post("/coordinator/thesaurus/new", data=data)
    assert added.status_code == 302
    wait_until(client, expected=True)
    assert "being taken into use" not in coordinator.get("/coordinator/thesaurus").text
    deadline = time.monotonic() + SOON_SECONDS
    while needs.list_needs_to_rank(app_db, catalogue=offerings.catalogue_number(app_db)):
        assert time.monotonic() < deadline, "open needs were not ranked again"
        time.sleep(0.2)
    coordinator.post("/coordinator/thesaurus/concepts/zorboter/remove")
    wait_until(client, expected=False)
    assert worker.poll() is None
