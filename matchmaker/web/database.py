"""One database connection per request, opened when first asked for."""

from flask import Flask, current_app, g
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.store.database import open_database


def settings() -> Settings:
    """The settings that this application was made with."""
    made: Settings = current_app.config["SETTINGS"]
    return made


def db() -> Database:
    """This request's database."""
    if "db" not in g:
        g.db = open_database(settings().database)
    opened: Database = g.db
    return opened


def init_app(app: Flask) -> None:
    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        opened = g.pop("db", None)
        if opened is not None:
            opened.close()
