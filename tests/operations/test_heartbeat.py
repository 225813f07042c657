"""The worker's sign of life, by the clock that is given."""

from datetime import datetime, timedelta

from matchmaker.config import Settings
from matchmaker.operations.heartbeat import SILENT_AFTER, beat, is_alive, last_beat


def test_worker_that_never_ran_is_not_alive(settings: Settings, now: datetime) -> None:
    assert (last_beat(settings), is_alive(settings, now=now)) == (None, False)


def test_worker_is_alive_until_it_is_silent_for_long(settings: Settings, now: datetime) -> None:
    beat(settings, now=now - timedelta(hours=1))
    beat(settings, now=now)
    assert last_beat(settings) == now
    assert is_alive(settings, now=now + SILENT_AFTER - timedelta(seconds=1))
    assert not is_alive(settings, now=now + SILENT_AFTER)
