"""`python -m matchmaker migrate` and `work`."""

import logging
import os
import signal
import sqlite3
from datetime import UTC, datetime
from threading import Event
from types import FrameType

import click

from matchmaker.cli.installation import Translate, language_option, load_settings
from matchmaker.i18n import N_
from matchmaker.store.database import open_database
from matchmaker.store.migrations import migrate as run_migrations

_APPLIED = N_("Applied: %(names)s")
_UP_TO_DATE = N_("The database is up to date.")


@click.command()
@language_option
def migrate(translate: Translate) -> None:
    """Bring the database's schema up to date; create the database when there is none."""
    settings = load_settings()
    try:
        db = open_database(settings.database)
        applied = run_migrations(db)
    except sqlite3.Error as error:
        raise click.ClickException(f"{settings.database}: {error}") from error
    db.close()
    click.echo(translate(_APPLIED) % {"names": ", ".join(applied)} if applied else translate(_UP_TO_DATE))


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
    settings = load_settings()
    db = open_database(settings.database)
    run_migrations(db)
    index = CatalogueIndex(
        settings.index_folder,
        Analyser.create(keep=settings.lexicon_folder),
        apart=settings.database,
    )
    work_until(stop, db, settings, index, clock=lambda: datetime.now(UTC))
    db.close()
