"""The application object that gunicorn serves, one request at a time in each process."""

import multiprocessing

from matchmaker import config
from matchmaker.matching.engine import Analyser
from matchmaker.operations.catalogue_index import CatalogueIndex
from matchmaker.store.database import open_database
from matchmaker.store.migrations import migrate
from matchmaker.web.app import create_app
from matchmaker.web.turns import OneAtATime


def build_index_apart(settings: config.Settings, analyser: Analyser) -> None:
    """Build a missing or outdated index in a process of its own.

    What building needs is much more than what serving needs, and all web processes would inherit it.
    """
    builder = multiprocessing.get_context("fork").Process(target=_build_index, args=(settings, analyser))
    builder.start()
    builder.join()


def _build_index(settings: config.Settings, analyser: Analyser) -> None:
    db = open_database(settings.database)
    migrate(db)
    CatalogueIndex(settings.index_folder, analyser).rebuild(db)
    db.close()


def _application() -> OneAtATime:
    settings = config.load()
    analyser = Analyser.create(keep=settings.lexicon_folder)
    build_index_apart(settings, analyser)
    return OneAtATime(create_app(settings, analyser=analyser))


app = _application()
