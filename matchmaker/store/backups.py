"""Backups: a consistent copy of the database, with the small files without which it cannot be used, and the way back.

A backup is a folder named by its moment in UTC, readable by its owner only; it is complete or not there at all.
"""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from matchmaker.model.errors import BackupRefused

STAMP = "%Y-%m-%dT%H%M%SZ"


def make_backup(database: Path, others: Sequence[Path], folder: Path, *, keep: int, now: datetime) -> Path:
    """Copy `database` and those of `others` that exist into a new folder below `folder`; return it.

    The copy is one state of the database, also while others write. It is checked before it counts as a backup; then all
    but the `keep` newest are removed. Raises BackupRefused (missing, damaged) and OSError.
    """
    if not database.exists():
        raise BackupRefused("missing", database)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / f".unfinished-{os.getpid()}"
    unfinished.mkdir(mode=0o700)
    try:
        _copy_database(database, unfinished / database.name)
        check(unfinished / database.name)
        for path in others:
            _copy_privately(path, unfinished / path.name)
        finished = unfinished.rename(folder / now.astimezone(UTC).strftime(STAMP))
    except BaseException:
        shutil.rmtree(unfinished)
        raise
    for old in list_backups(folder)[:-keep]:
        shutil.rmtree(old)
    return finished


def list_backups(folder: Path) -> list[Path]:
    """The finished backups in a folder, oldest first. Whatever else lies there is none of ours."""
    return sorted(path for path in folder.iterdir() if path.is_dir() and _is_stamp(path.name))


def restore_backup(backup: Path, database: Path, others: Sequence[Path], *, now: datetime) -> list[Path]:
    """Put a backup's files in place of the present ones; return what was set aside, named `*.before-MOMENT`.

    The write-ahead log leaves with its database: SQLite would apply it to the restored one. Raises BackupRefused
    (missing, damaged; in-use while another process holds the database open) and OSError.
    """
    source = backup / database.name
    if not source.exists():
        raise BackupRefused("missing", source)
    check(source)
    _refuse_while_in_use(database)
    aside: list[Path] = []
    for suffix in ("", "-wal", "-shm"):
        aside += _set_aside(database.with_name(database.name + suffix), now)
    _copy_privately(source, database)
    for path in others:
        if (backup / path.name).exists():
            aside += _set_aside(path, now)
            _copy_privately(backup / path.name, path)
    return aside


def check(database: Path) -> None:
    """Read the whole file. Raises BackupRefused when SQLite finds it damaged, or a reference that leads nowhere."""
    try:
        with closing(_read_only(database)) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
            found += [
                f"broken reference in {row[0]}" for row in connection.execute("PRAGMA foreign_key_check")
            ]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found != ["ok"]:
        raise BackupRefused("damaged", database, "; ".join(found[:5]))


def _read_only(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=30)


def _copy_database(source: Path, target: Path) -> None:
    target.touch(
        mode=0o600
    )  # VACUUM INTO fills an empty file, and would otherwise make one that others may read
    try:
        with closing(_read_only(source)) as connection:
            connection.execute("VACUUM INTO ?", [str(target)])
    except sqlite3.DatabaseError as error:
        raise BackupRefused("damaged", source, str(error)) from error


def _refuse_while_in_use(database: Path) -> None:
    if not database.exists():
        return
    with closing(sqlite3.connect(database, timeout=1)) as connection:
        try:
            # A database leaves WAL mode only when nobody else has it open; its log is then part of the file.
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            raise BackupRefused("in-use", database) from error
        except sqlite3.DatabaseError:
            return  # damaged: the reason why it is being replaced


def _set_aside(path: Path, now: datetime) -> list[Path]:
    aside = path.with_name(f"{path.name}.before-{now.astimezone(UTC).strftime(STAMP)}")
    with contextlib.suppress(FileNotFoundError):
        return [path.rename(aside)]
    return []


def _copy_privately(source: Path, target: Path) -> None:
    if source.exists():
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(source.read_bytes())


def _is_stamp(name: str) -> bool:
    try:
        return datetime.strptime(name, STAMP).replace(tzinfo=UTC).strftime(STAMP) == name
    except ValueError:
        return False
