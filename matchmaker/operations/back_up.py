"""An administrator asks for a backup, the worker makes it; and how the backups stand.

The trail is the queue: a request is open while nothing about backups has been recorded after it. Making one reads the whole
database twice, which no web process should wait for.
"""

import sqlite3
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.model.errors import BackupRefused
from matchmaker.model.user import Actor
from matchmaker.store import audit, backups
from matchmaker.store.audit import AuditEntry
from matchmaker.store.backups import Backup, Failure
from matchmaker.store.database import write_tx

KEEP = 14
TOO_OLD = timedelta(days=7)
_REQUEST = "request_backup"


@dataclass(frozen=True, slots=True)
class BackupStanding:
    """The backups, newest first; `failure` is that of the last attempt; `too_old`: there is none of the last seven days."""

    backups: list[Backup]
    failure: Failure | None
    too_old: bool

    @property
    def newest(self) -> Backup | None:
        return self.backups[0] if self.backups else None


def backup_standing(settings: Settings, *, now: datetime) -> BackupStanding:
    """How the backups in the installation's own folder stand; those made elsewhere are not known here."""
    found = backups.describe_backups(settings.backup_folder, settings.database)
    too_old = not found or now - found[0].made_at > TOO_OLD
    return BackupStanding(found, backups.read_failure(settings.backup_folder), too_old)


def kept_beside(settings: Settings) -> tuple[Path, ...]:
    """The small files without which a copy of the database cannot be used."""
    return settings.instance / "config.toml", settings.instance / "secret_key"


def request_backup(db: Database, *, actor: Actor, now: datetime) -> bool:
    """Ask the worker for a backup; False when one is asked for already. Side effect: an audit row."""
    with write_tx(db):
        if open_request(db) is not None:
            return False
        _record(db, _REQUEST, actor, now, {})
        return True


def open_request(db: Database) -> AuditEntry | None:
    """The request that the worker has not seen to yet."""
    last = audit.find_last(db, "backup")
    return last if last is not None and last.action == _REQUEST else None


def back_up_if_asked(db: Database, settings: Settings, *, now: datetime) -> bool:
    """Make the backup that was asked for; whether there was a request.

    Side effects: a backup and fewer old ones, an audit row with what came of it. A failure closes the request too.
    """
    if open_request(db) is None:
        return False
    started = time.monotonic()
    try:
        made = backups.make_backup(
            settings.database, kept_beside(settings), settings.backup_folder, keep=KEEP, now=now
        )
    except (BackupRefused, OSError, sqlite3.Error) as error:
        action, detail = "fail_backup", {"reason": str(error)}
    else:
        action, detail = "make_backup", {"folder": made.name}
    with write_tx(db):
        seconds = round(time.monotonic() - started, 1)
        _record(db, action, Actor.system(), now, {**detail, "seconds": seconds})
    return True


def _record(db: Database, action: str, actor: Actor, now: datetime, detail: dict[str, object]) -> None:
    audit.record(db, actor=actor, action=action, object_type="backup", object_id="", now=now, detail=detail)
