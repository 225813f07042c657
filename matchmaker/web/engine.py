"""The ranking index that this web process has open."""

from flask import Flask, current_app, g

from matchmaker.config import Settings
from matchmaker.matching.engine import Analyser
from matchmaker.matching.index import Index
from matchmaker.matching.scope import scope_finder
from matchmaker.operations.catalogue_index import CatalogueIndex
from matchmaker.store.database import open_database

KEY = "matchmaker-index"


def index() -> Index:
    """The newest index, one for the whole request."""
    if "index" not in g:
        g.index = catalogue_index().current()
    opened: Index = g.index
    return opened


def catalogue_index() -> CatalogueIndex:
    held: CatalogueIndex = current_app.extensions[KEY]
    return held


def degraded() -> bool:
    """Whether Finnish is analysed without Voikko."""
    return catalogue_index().analyser.degraded


def init_app(app: Flask, settings: Settings, analyser: Analyser | None) -> None:
    """Open the index before serving; build it only when there is none that fits, which the worker usually did already."""
    held = CatalogueIndex(
        settings.index_folder,
        analyser or Analyser.create(keep=settings.lexicon_folder),
        apart=settings.database,
    )
    db = open_database(settings.database)
    try:
        if not held.is_current(db):
            held.rebuild(db)
        held.current()
        scope_finder(held.analyser)  # made here once, and shared by the workers that are forked later
    finally:
        db.close()
    app.extensions[KEY] = held
