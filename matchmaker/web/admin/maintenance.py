"""Maintenance: mails, background work, index, database, disk and sessions, each with its figure and what to do about it."""

import shutil
import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.matching.engine import MODEL_VERSION
from matchmaker.model.user import Role
from matchmaker.operations import heartbeat
from matchmaker.operations.back_up import backup_standing
from matchmaker.store import audit, offerings, outbox, sessions
from matchmaker.web.access import allow
from matchmaker.web.admin import blueprint
from matchmaker.web.clock import now
from matchmaker.web.database import db, settings
from matchmaker.web.engine import catalogue_index
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import ngettext, show_age, show_datetime, show_number, show_size

LATE = timedelta(minutes=10)
"""A mail that has been due for longer means that nobody delivers."""
ROOM_FOR_COPIES = 3
"""A backup needs the database's size again, and a restore once more."""
LEAST_FREE = 500_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: what, how much, a remark where something is to be done ('' for none), and where that is done."""

    name: str
    value: str
    remark: str = ""
    url: str = ""
    link: str = ""


@blueprint.get("/admin/maintenance")
@allow(Role.ADMIN)
def maintenance() -> ResponseReturnValue:
    parts = [
        (_("Mails"), _mails()),
        (_("Background work and index"), _work()),
        (_("Database and disk"), _disk()),
        (_("Sessions"), _sessions()),
    ]
    return render_template("admin/maintenance.html", parts=parts)


def _mails() -> list[Figure]:
    here = outbox.count_states(db(), now())
    late = bool(here.due_since and now() - here.due_since > LATE)
    due = _number(here.due)
    if here.due_since:
        due = _("%(number)s, the longest for %(age)s", number=due, age=show_age(here.due_since))
    trouble = (url_for("admin.mails"), _("See which and why"))
    return [
        Figure(_("Wait for their time"), _number(here.waiting)),
        Figure(_("Due now"), due, _("Nobody delivers them: see the background work.") if late else ""),
        Figure(
            _("Given up"),
            _number(here.failed),
            _("Try them again or put them aside.") if here.failed else "",
            *(trouble if here.failed else ()),
        ),
        Figure(
            _("May have arrived"),
            _number(here.doubtful),
            _("Ask the person before you send it again.") if here.doubtful else "",
            *(trouble if here.doubtful else ()),
        ),
    ]


def _work() -> list[Figure]:
    last, index = heartbeat.last_beat(settings()), catalogue_index()
    alive = heartbeat.is_alive(settings(), now=now())
    behind = offerings.catalogue_number(db()) - index.number
    return [
        Figure(
            _("Background work last seen"),
            show_datetime(last) or _("never"),
            "" if alive else _("It does not run: start python -m matchmaker work, or its unit."),
        ),
        Figure(
            _("Index"),
            _("catalogue %(number)d, model %(version)s", number=index.number, version=MODEL_VERSION),
            ngettext("%(num)d change behind", "%(num)d changes behind", behind) if behind > 0 else "",
        ),
        Figure(
            _("Age of the index"),
            _(
                "%(age)s, %(size)s",
                age=show_age(index.built_at),
                size=show_size(_size(settings().index_folder)),
            )
            if index.built_at
            else _("there is none"),
        ),
    ]


def _disk() -> list[Figure]:
    path = settings().database
    size = sum(_size(path.with_name(path.name + ending)) for ending in ("", "-wal"))
    free = shutil.disk_usage(path.parent).free
    tight = free < max(LEAST_FREE, ROOM_FOR_COPIES * size)
    standing = backup_standing(db(), settings(), now=now())
    return [
        Figure(_("Database"), show_size(size)),
        Figure(_("Steps in the audit trail"), _number(audit.count_entries(db()))),
        Figure(
            _("Free on its disk"),
            show_size(free),
            _("Too little for a backup and a restore. Make room.") if tight else "",
        ),
        Figure(
            _("Backups"),
            ngettext("%(num)d backup", "%(num)d backups", len(standing.backups)),
            _("Look at them.") if standing.too_old or standing.failure else "",
            url_for("admin.backups"),
            _("See the backups"),
        ),
        Figure(_("SQLite"), sqlite3.sqlite_version),
    ]


def _sessions() -> list[Figure]:
    live = sessions.count_live(db(), now())
    return [
        Figure(_("Signed-in browsers"), _number(live.sessions)),
        Figure(_("People they belong to"), _number(live.people)),
        Figure(_("Sign-in links not used yet"), _number(live.links)),
    ]


def _number(count: int) -> str:
    return show_number(count)


def _size(path: Path) -> int:
    """Bytes of a file, or of all files below a folder; 0 for what is not there (any more)."""
    try:
        if path.is_dir():
            return sum(_size(inside) for inside in path.iterdir())
        return path.stat().st_size
    except FileNotFoundError:
        return 0
