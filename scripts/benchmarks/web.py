"""How long the pages take with a large installation behind them, by requests to the application in this process.

Server time only: the WSGI client of Flask, one request at a time, no socket and no browser. Everything else is real: the
file of the database, the index on disk, sessions, CSRF tokens, templates.
"""

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click
import numpy as np
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from benchmarks import judged, stock
from benchmarks.speed import sentence_pool
from matchmaker.config import Mode, Settings
from matchmaker.matching.engine import Analyser
from matchmaker.model.match import MatchState
from matchmaker.model.need import NeedState
from matchmaker.operations.catalogue_index import CatalogueIndex
from matchmaker.operations.sign_in import make_link_token
from matchmaker.store import matches, needs, offerings
from matchmaker.store.database import open_database, write_tx
from matchmaker.store.migrations import migrate
from matchmaker.web.app import create_app
from matchmaker.web.limits import limiter

SEED = 11
LIMIT = 300.0
"""Milliseconds of server time that a decision may take."""
_TOKEN = re.compile(r'name="csrf_token" [^>]*value="([^"]+)"|name="csrf_token" value="([^"]+)"')
CHANGES = 5
SEARCHED = ("hitsaus", "mittau analyysi", "Company 1234", "Oy")
WORDS = ("värähtely", "hitsaus", "vesi analyysi", "battery testing", "biokaasu", "robotti", "lujuus")


@click.command()
@click.option("--needs", "need_count", type=int, default=10_000, show_default=True)
@click.option("--offerings", "offering_count", type=int, default=10_000, show_default=True)
@click.option("--times", type=int, default=60, show_default=True, help="Requests per page.")
def web(need_count: int, offering_count: int, times: int) -> None:
    """Print milliseconds per page: median and 95th percentile. Ends with 1 when a decision takes longer than 300 ms."""
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder))
        analyser = Analyser.create(keep=judged.KEEP)
        db = open_database(settings.database)
        migrate(db)
        _fill(db, settings, analyser, need_count, offering_count)
        app = create_app(settings, analyser=analyser)
        limiter.enabled = False
        worst = _measure(app, db, times)
        _freshness(db, settings, CatalogueIndex(settings.index_folder, analyser))
        db.close()
    raise SystemExit(0 if worst <= LIMIT else 1)


def _fill(db: Database, settings: Settings, analyser: Analyser, need_count: int, offering_count: int) -> None:
    draw = random.Random(SEED)  # noqa: S311 -- a repeatable installation, not a secret
    pool, now = sentence_pool(judged.COMMITTED), datetime.now(UTC)
    started = time.perf_counter()
    stock.add_offerings(db, pool, draw, offering_count, now)
    index = CatalogueIndex(settings.index_folder, analyser).rebuild(db)
    stock.add_needs(db, index, pool, draw, need_count, now)
    db.execute("ANALYZE")
    found = next(iter(list(db.query("SELECT count(*) AS n FROM matches"))))["n"]
    click.echo(
        f"{need_count} needs, {offering_count} offerings, {found} matches: filled in"
        f" {time.perf_counter() - started:.0f} s. In-process WSGI client, one request at a time."
    )


def _freshness(db: Database, settings: Settings, reader: CatalogueIndex) -> None:
    """Start the worker, change offerings, and print how soon a web process can rank each change."""
    environment = os.environ | {
        "MATCHMAKER_INSTANCE": str(settings.instance),
        "MATCHMAKER_MODE": str(settings.mode),
    }
    worker = subprocess.Popen([sys.executable, "-m", "matchmaker", "work"], env=environment)
    try:
        _until(settings.heartbeat.exists)
        _until(lambda: reader.is_current(db))
        taken = []
        for offering in offerings.list_listed(db)[:CHANGES]:
            with write_tx(db):
                offerings.add_offering_version(
                    db, offering.id, offering.content, created_by=None, now=datetime.now(UTC)
                )
                offerings.bump_catalogue(db)
            started = time.perf_counter()
            _until(lambda: reader.is_current(db))
            reader.current()
            taken.append(time.perf_counter() - started)
            time.sleep(1)
    finally:
        worker.terminate()
        worker.wait(timeout=60)
    click.echo(
        f"  a changed offering is rankable after {np.median(taken):.1f} s (longest {max(taken):.1f} s of"
        f" {len(taken)}), the worker busy with ranking the needs again"
    )


def _until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not done():
        if time.monotonic() > deadline:
            raise click.ClickException("the worker did nothing in two minutes")
        time.sleep(0.02)


def _measure(app: Flask, db: Database, times: int) -> float:
    client = app.test_client()
    token = make_link_token(db, email=stock.COORDINATOR, next_path="", now=datetime.now(UTC))
    page = client.get(f"/sign-in/{token}").text
    client.post(f"/sign-in/{token}", data={"csrf_token": _csrf(page)})
    queue = needs.list_queue(db, states=[NeedState.SUBMITTED], limit=times + 1)
    suggested = [
        m for need in queue for m in matches.list_matches(db, need.id, states=[MatchState.SUGGESTED])
    ]
    _time("desk", times, lambda _n: client.get("/coordinator/"))
    _time("queue", times, lambda n: client.get(f"/coordinator/needs?page={n % 20 + 1}"))
    _time("queue, filtered", times, lambda _n: client.get("/coordinator/needs?sector=energy"))
    _time(
        "queue, searched", times, lambda n: client.get(f"/coordinator/needs?q={SEARCHED[n % len(SEARCHED)]}")
    )
    _time("need", times, lambda n: client.get(f"/coordinator/needs/{queue[n % len(queue)].id}"))
    _time(
        "next need", times, lambda n: client.get(f"/coordinator/next?after={queue[n % len(queue)].id}"), 302
    )
    _time("match", times, lambda n: client.get(f"/coordinator/matches/{suggested[n % len(suggested)].id}"))
    _time("catalogue", times, lambda n: client.get(f"/offerings?page={n % 9 + 1}"))
    _time("catalogue search", times, lambda n: client.get(f"/offerings?q={WORDS[n % len(WORDS)]}"))
    home = _csrf(client.get("/").text)
    _time(
        "preview on the front page",
        times,
        lambda n: client.post(
            "/preview", data={"csrf_token": home, "description": queue[n % len(queue)].content.description}
        ),
    )
    slow = _decisions(client, suggested[:times])
    stored = next(iter(list(db.query("SELECT count(*) AS n FROM decisions"))))["n"]
    if stored != len(suggested[:times]):
        raise click.ClickException(f"{stored} of {len(suggested[:times])} decisions were stored")
    return slow


def _decisions(client: FlaskClient, suggested: list[matches.Match]) -> float:
    """Approve and reject by the very form of the page; return the slower 95th percentile with the page after it."""
    token = _csrf(client.get(f"/coordinator/matches/{suggested[0].id}").text)

    def approve(number: int) -> object:
        data = {"csrf_token": token, "seen": "suggested"}
        return client.post(f"/coordinator/matches/{suggested[number].id}/approve", data=data)

    def reject(number: int) -> object:
        data = {"csrf_token": token, "seen": "suggested", "reason": "other-field"}
        url = f"/coordinator/matches/{suggested[number].id}/reject"
        return client.post(url, data=data, follow_redirects=True)

    half = len(suggested) // 2
    alone = _time("decision (approve), the step alone", half, approve, 302)
    whole = _time("decision (reject) and the next page", len(suggested) - half, reject, first=half)
    return max(alone, whole)


def _time(name: str, times: int, step: Callable[[int], object], wanted: int = 200, first: int = 0) -> float:
    """Run the step for numbers from `first`, print, and return the 95th percentile. The first one only warms up.

    Raises ClickException when a request answers with another status than the wanted one.
    """
    taken = []
    for number in range(first, first + times):
        started = time.perf_counter()
        answer = step(number)
        taken.append((time.perf_counter() - started) * 1000)
        status = getattr(answer, "status_code", 0)
        if status != wanted:
            raise click.ClickException(f"{name}: answered {status}")
    taken = taken[1:]
    slow = float(np.percentile(taken, 95))
    click.echo(f"  {name:36s} median {np.median(taken):7.1f} ms, 95 % under {slow:7.1f} ms")
    return slow


def _csrf(page: str) -> str:
    found = _TOKEN.search(page)
    if found is None:
        raise click.ClickException("a page without a form")
    return found[1] or found[2]


def _settings(folder: Path) -> Settings:
    return Settings(
        mode=Mode.DEMO,
        instance=folder,
        base_url="http://localhost",
        secret_key="only for measuring, in a folder that goes away",  # noqa: S106
        mail_from="noreply@example.com",
        trusted_hosts=("localhost",),
    )
