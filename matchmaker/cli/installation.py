"""What every command needs: the settings, the database, the reader's language, and errors in plain words."""

import os
import sqlite3
from collections.abc import Callable, Mapping

import click
from sqlite_utils import Database

from matchmaker import config
from matchmaker.i18n import LANGUAGES, translator
from matchmaker.store.database import open_database
from matchmaker.store.migrations import migrate

Translate = Callable[[str], str]


def load_settings() -> config.Settings:
    """The settings of this installation. A wrong one ends the command with its name and the reason."""
    try:
        return config.load()
    except config.ConfigError as error:
        raise click.ClickException(str(error)) from error


def open_up_to_date(settings: config.Settings) -> Database:
    """The installation's database with today's schema; made when there is none."""
    try:
        db = open_database(settings.database)
        migrate(db)
    except sqlite3.Error as error:
        raise click.ClickException(f"{settings.database}: {error}") from error
    return db


def language_of(environment: Mapping[str, str]) -> str:
    """The language of a terminal as LC_ALL, LC_MESSAGES or LANG names it; English for one that we do not speak."""
    named = next(
        (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), ""
    )
    language = named[:2].lower()
    return language if language in LANGUAGES else "en"


def _translator(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Translate:
    return translator(value or language_of(os.environ)).gettext


language_option = click.option(
    "--language",
    "translate",
    type=click.Choice(LANGUAGES),
    callback=_translator,
    help="Language of the messages; otherwise the terminal's.",
)
"""Gives the command an argument `translate`, the gettext function of the reader's language."""
