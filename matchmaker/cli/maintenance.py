"""`python -m matchmaker migrate` and `work`."""

import logging
import os
import signal
from datetime import UTC, datetime
from threading import Event
from types import FrameType

import click

from matchmaker import config
from matchmaker.store.database import open_database
from matchmaker.store.migrations import migrate as run_migrations


@click.command()
def migrate() -> None:
    """Bring the database's schema up to date; create the database when there is none."""
    db = open_database(config.load().database)
    applied = run_migrations(db)
    db.close()
    click.echo(f"Applied: {', '.join(applied)}" if applied else "The database is up to date.")


@click.command()
def work() -> None:
    """Do the background work until told to stop: index, re-ranking, mail, what is past its time."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from matchmaker.matching.engine import Analyser
    from matchmaker.operations.catalogue_index import CatalogueIndex
    from matchmaker.operations.work import work_until

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    stop = Event()

    def finish(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, finish)
    signal.signal(signal.SIGINT, finish)
    settings = config.load()
    db = open_database(settings.database)
    run_migrations(db)
    index = CatalogueIndex(settings.index_folder, Analyser.create(keep=settings.lexicon_folder))
    work_until(stop, db, settings, index, clock=lambda: datetime.now(UTC))
    db.close()
