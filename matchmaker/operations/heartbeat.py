"""The worker's sign of life: the time at which its last round began, as the time of a file.

A file, not a row: a round that finds nothing to do must not write to the database every second.
"""

import os
from datetime import UTC, datetime, timedelta

from matchmaker.config import Settings

SILENT_AFTER = timedelta(minutes=5)
"""A round that builds a large index takes a while; a longer silence means that no worker runs."""


def beat(settings: Settings, *, now: datetime) -> None:
    """Say that a round begins. Side effect: the file and its time."""
    settings.heartbeat.touch(mode=0o600)
    os.utime(settings.heartbeat, (now.timestamp(), now.timestamp()))


def last_beat(settings: Settings) -> datetime | None:
    """When the last round began; None when there never was one."""
    try:
        return datetime.fromtimestamp(settings.heartbeat.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def is_alive(settings: Settings, *, now: datetime) -> bool:
    """Whether a worker runs, as far as its last sign tells."""
    last = last_beat(settings)
    return last is not None and now - last < SILENT_AFTER
