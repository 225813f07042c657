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
# So many of the last backups are looked through for one that was made elsewhere.
LOOKED_THROUGH = 100
TOO_OLD = timedelta(days=7)
_REQUEST = "request_backup"


@dataclass(frozen=True, slots=True)
class BackupStanding:
    """The backups in the own folder, newest first, and the last one that was made in another folder, as the trail tells it.

    `failure` is that of the last attempt in the own folder; `too_old`: there is no backup of the last seven days.
    """

    backups: list[Backup]
    elsewhere: Backup | None
    failure: Failure | None
    too_old: bool

    @property
    def newest(self) -> Backup | None:
        return _newest(self.backups, self.elsewhere)


def backup_standing(db: Database, settings: Settings, *, now: datetime) -> BackupStanding:
    """How the backups stand. Whether one that was made elsewhere is still there, nobody knows here."""
    found = backups.describe_backups(settings.backup_folder, settings.database)
    elsewhere = _made_elsewhere(db)
    newest = _newest(found, elsewhere)
    too_old = newest is None or now - newest.made_at > TOO_OLD
    return BackupStanding(found, elsewhere, backups.read_failure(settings.backup_folder), too_old)


def note_backup(db: Database, settings: Settings, made: Path, *, now: datetime) -> None:
    """Keep in the trail that a backup was made by command, so that the page knows of it. Side effect: an audit row."""
    detail: dict[str, object] = {"folder": made.name}
    if made.parent.resolve() != settings.backup_folder.resolve():
        size = (made / settings.database.name).stat().st_size
        detail |= {"elsewhere": str(made.resolve()), "size": size}
    with write_tx(db):
        _record(db, "make_backup", Actor.system(), now, detail)


def _newest(found: list[Backup], elsewhere: Backup | None) -> Backup | None:
    both = [*found[:1], *([elsewhere] if elsewhere else [])]
    return max(both, key=lambda backup: backup.made_at, default=None)


def _made_elsewhere(db: Database) -> Backup | None:
    """The last backup that was made in another folder."""
    entries = audit.list_page(db, audit.TrailFilter(action="make_backup"), limit=LOOKED_THROUGH)
    found = next((entry for entry in entries if "elsewhere" in entry.detail), None)
    if found is None:
        return None
    return Backup(Path(str(found.detail["elsewhere"])), found.at, int(str(found.detail["size"])))


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
