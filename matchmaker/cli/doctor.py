"""`python -m matchmaker doctor`: what this machine and this installation work with, and what is missing."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime

import click
from sqlite_utils import Database

from matchmaker.cli.installation import Translate, language_option, load_settings
from matchmaker.config import Settings
from matchmaker.i18n import N_
from matchmaker.matching.engine import MODEL_VERSION, Analyser
from matchmaker.operations import heartbeat
from matchmaker.operations.back_up import backup_standing
from matchmaker.operations.catalogue_index import CatalogueIndex
from matchmaker.store import offerings, outbox, own_concepts
from matchmaker.store.database import open_database

Line = tuple[str, dict[str, object]]
"""A message and what fills its placeholders."""

_NO_VOIKKO = N_(
    "Voikko is missing: Finnish words are cut to stems and compounds stay closed. Install libvoikko1 and voikko-fi."
)
_NO_CONTACT = N_(
    "contact_email is not set: nobody reads the answers to mails of which no coordinator has the need."
)
_NO_DICTIONARY = N_(
    "The dictionary is missing: Finnish and English meet by the thesaurus only. "
    "Install dict-freedict-fin-eng and dict-freedict-eng-fin."
)


@click.command()
@language_option
def doctor(translate: Translate) -> None:
    """Say what text analysis works with, whether index, mail and backups keep up, and what is missing. Changes nothing."""
    settings = load_settings()
    analyser = Analyser.create(keep=settings.lexicon_folder)
    for message, values in [*_analysis(analyser), *_installation(settings, analyser)]:
        click.echo(translate(message) % values)


def _analysis(analyser: Analyser) -> Iterator[Line]:
    yield N_("Model: %(version)s, analyser: %(name)s"), {"version": MODEL_VERSION, "name": analyser.name}
    if analyser.degraded:
        yield _NO_VOIKKO, {}
    if analyser.dictionary is None:
        yield _NO_DICTIONARY, {}
    else:
        yield N_("Dictionary: %(number)s Finnish words"), {"number": len(analyser.dictionary)}
    yield N_("Thesaurus: %(number)s concepts"), {"number": len(analyser.thesaurus.base)}


def _installation(settings: Settings, analyser: Analyser) -> Iterator[Line]:
    """What the database tells; it is neither made nor brought up to date here."""
    if not settings.database.exists():
        yield N_("There is no database yet: %(path)s"), {"path": settings.database}
        return
    db = open_database(settings.database)
    try:
        yield from _own(db)
        yield _index(db, CatalogueIndex(settings.index_folder, analyser))
        yield _worker(settings, datetime.now(UTC))
        yield _mail(db)
        if not settings.contact_email:
            yield _NO_CONTACT, {}
        yield from _backups(db, settings, datetime.now(UTC))
    except sqlite3.OperationalError as error:
        yield (
            N_("The database cannot be read: %(reason)s. “migrate” brings it up to date."),
            {"reason": error},
        )
    finally:
        db.close()


def _own(db: Database) -> Iterator[Line]:
    own = own_concepts.list_own(db)
    yield N_("Own and corrected concepts: %(number)s"), {"number": len(own)}


def _index(db: Database, index: CatalogueIndex) -> Line:
    numbers: dict[str, object] = {"index": index.number, "catalogue": offerings.catalogue_number(db)}
    if index.is_current(db):
        return N_("The index is up to date: catalogue %(catalogue)s"), numbers
    if index.number == numbers["catalogue"]:
        return N_("The index was made by another analyser or thesaurus; the worker builds it anew."), {}
    return N_("The index is at %(index)s, the catalogue at %(catalogue)s; the worker follows."), numbers


def _worker(settings: Settings, now: datetime) -> Line:
    last = heartbeat.last_beat(settings)
    if last is None:
        return N_("The worker has never run here. Start it: python -m matchmaker work"), {}
    values: dict[str, object] = {"seconds": max(0, round((now - last).total_seconds()))}
    if heartbeat.is_alive(settings, now=now):
        return N_("The worker runs: its last round began %(seconds)s seconds ago."), values
    return N_("The worker is silent: its last round began %(seconds)s seconds ago."), values


def _mail(db: Database) -> Line:
    counts = outbox.count_undelivered(db)
    return (
        N_("Mails: %(waiting)s wait, %(retrying)s are tried again, %(failed)s were given up."),
        {"waiting": counts.waiting, "retrying": counts.retrying, "failed": counts.failed},
    )


def _backups(db: Database, settings: Settings, now: datetime) -> Iterator[Line]:
    standing = backup_standing(db, settings, now=now)
    if standing.newest is None:
        yield (
            N_("There is no backup yet in %(folder)s. Make one: scripts/backup"),
            {"folder": settings.backup_folder},
        )
    else:
        days: dict[str, object] = {"days": (now - standing.newest.made_at).days, "path": standing.newest.path}
        if standing.too_old:
            yield (
                N_(
                    "The newest backup is %(days)s days old, which is too old: %(path)s. Make one: scripts/backup"
                ),
                days,
            )
        else:
            yield N_("The newest backup is %(days)s days old: %(path)s"), days
    if standing.failure is not None:
        yield N_("The last attempt to make a backup failed: %(reason)s"), {"reason": standing.failure.reason}
