"""A word that a coordinator teaches the service: found by search and preview within seconds, through the real worker."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.operations.save_concept import get_concept
from matchmaker.store import needs, offerings
from matchmaker.web.admin.concept_form import values_of
from matchmaker.web.limits import limiter
from tests.conftest import SignIn

WORD = "zörbötin"
PATIENCE_SECONDS = 60.0
"""On an idle machine two seconds are enough; the tests of a busy one shall not fail for that."""


@pytest.fixture
def worker(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m matchmaker work` beside the web process of this test, on the same instance."""
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
        wait_until(settings.heartbeat.exists)
        yield process
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def unlimited() -> Iterator[None]:
    """Asking again and again is what this test does, and what the rate limits are against."""
    limiter.enabled = False
    yield
    limiter.enabled = True


def found(browser: FlaskClient) -> bool:
    """Whether the word leads to the vibration laboratory, in the search box and in the preview."""
    searched = browser.get(f"/offerings?q={WORD}").text
    previewed = browser.post("/preview", data={"description": f"Meillä on {WORD} taas"}).text
    return all("värähtely" in page.casefold() for page in (searched, previewed))


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_added_word_is_found_within_seconds_and_forgotten_as_fast(
    worker: subprocess.Popen[bytes], unlimited: None, sign_in: SignIn, client: FlaskClient, app_db: Database
) -> None:
    coordinator = sign_in("coordinator@demo.example.com")
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fi"
    assert not found(client)
    present = get_concept(app_db, "vibration_measurement")
    lay = (*present.concept.fi_lay, WORD)
    form = {**values_of(replace(present.concept, fi_lay=lay)), "seen": present.fingerprint}
    page = "/coordinator/thesaurus/concepts/vibration_measurement"
    assert coordinator.post(f"{page}/edit", data=form).status_code == 302
    wait_until(lambda: found(client))
    assert "being taken into use" not in coordinator.get("/coordinator/thesaurus").text
    number = offerings.catalogue_number(app_db)
    wait_until(lambda: not needs.list_needs_to_rank(app_db, catalogue=number))
    assert coordinator.post(f"{page}/remove").status_code == 302
    wait_until(lambda: not found(client))
    assert worker.poll() is None
