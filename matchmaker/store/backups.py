"""Backups: a consistent copy of the database, with the small files without which it cannot be used, and the way back.

A backup is a folder named by its moment in UTC, readable by its owner only; it is complete and checked or not there at all.
Beside the backups a file tells why the last attempt failed, until one succeeds.
"""

import contextlib
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from matchmaker.model.errors import BackupRefused

STAMP = "%Y-%m-%dT%H%M%SZ"
FAILURE = "last-failure.json"
_UNFINISHED = ".unfinished-"


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup: complete, and found sound when it was made. `size` is its database's, in bytes."""

    path: Path
    made_at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the last attempt made no backup, in the words of the error."""

    at: datetime
    reason: str


def make_backup(database: Path, others: Sequence[Path], folder: Path, *, keep: int, now: datetime) -> Path:
    """Copy `database` and those of `others` that exist into a new folder below `folder`; return it.

    The copy is one state of the database, also while others write. It is checked before it counts as a backup; then all
    go but the `keep` newest and the newest of each of the last `keep` days that have one. Raises BackupRefused (missing,
    damaged) and OSError, and notes either for `read_failure`.
    """
    try:
        if not database.exists():
            raise BackupRefused("missing", database)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        finished = _make(database, others, folder, now)
    except (BackupRefused, OSError) as error:
        _note_failure(folder, Failure(now, str(error)))
        raise
    (folder / FAILURE).unlink(missing_ok=True)
    for old in _outdated(list_backups(folder), keep):
        shutil.rmtree(old)
    return finished


def list_backups(folder: Path) -> list[Path]:
    """The finished backups in a folder, oldest first. Whatever else lies there is none of ours."""
    return sorted(path for path in folder.iterdir() if path.is_dir() and _is_stamp(path.name))


def describe_backups(folder: Path, database: Path) -> list[Backup]:
    """The finished backups of a database, newest first; none where there is no such folder."""
    found = []
    for path in reversed(list_backups(folder)) if folder.is_dir() else ():
        with contextlib.suppress(
            FileNotFoundError
        ):  # another process removes it, or it is of another database
            size = (path / database.name).stat().st_size
            found.append(Backup(path, datetime.strptime(path.name, STAMP).replace(tzinfo=UTC), size))
    return found


def read_failure(folder: Path) -> Failure | None:
    """Why the last attempt failed; None when it succeeded or there was none."""
    try:
        told = json.loads((folder / FAILURE).read_text(encoding="utf-8"))
        return Failure(datetime.fromisoformat(told["at"]), str(told["reason"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        return Failure(datetime.fromtimestamp((folder / FAILURE).stat().st_mtime, UTC), str(error))


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


def _make(database: Path, others: Sequence[Path], folder: Path, now: datetime) -> Path:
    unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder))
    try:
        _copy_database(database, unfinished / database.name)
        check(unfinished / database.name)
        for path in others:
            _copy_privately(path, unfinished / path.name)
        return unfinished.rename(folder / now.astimezone(UTC).strftime(STAMP))
    except BaseException:
        shutil.rmtree(unfinished)
        raise


def _outdated(oldest_first: Sequence[Path], keep: int) -> list[Path]:
    """What goes. Backups made by hand, one after the other, must not push out those of the days before."""
    by_day = {path.name[: len("2026-11-24")]: path for path in oldest_first}
    kept = {*oldest_first[-keep:], *list(by_day.values())[-keep:]}
    return [path for path in oldest_first if path not in kept]


def _note_failure(folder: Path, failure: Failure) -> None:
    with contextlib.suppress(OSError):  # a full disk, most likely: the caller is told anyway
        told = json.dumps({"at": failure.at.isoformat(), "reason": failure.reason})
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / FAILURE).write_text(told, encoding="utf-8")


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
