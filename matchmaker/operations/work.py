"""One round of the background work: the index, re-ranking, mail, and what is past its time."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from threading import Event

from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.matching.engine import MODEL_VERSION
from matchmaker.operations.back_up import back_up_if_asked
from matchmaker.operations.catalogue_index import CatalogueIndex
from matchmaker.operations.deliver_mail import deliver_mail
from matchmaker.operations.heartbeat import beat
from matchmaker.operations.purge import purge
from matchmaker.operations.refresh_matches import follow_model, refresh_matches
from matchmaker.operations.watch_deadlines import watch_deadlines
from matchmaker.store import offerings

PAUSE_SECONDS = 1.0
PURGE_EVERY_SECONDS = 600.0
log = logging.getLogger(__name__)


def work_once(
    db: Database,
    settings: Settings,
    index: CatalogueIndex,
    *,
    now: datetime,
    clock: Callable[[], datetime] | None = None,
) -> bool:
    """Do what is due; return whether there was anything, so that the caller may go on at once.

    `clock` tells the time while mails are being delivered. Side effects: a new index when the catalogue changed,
    re-ranked needs, what time brings (before the mails, so that a question that was called off takes its waiting mails
    with it), delivered mails.
    """
    try:
        ranked = _rank(db, index, now)
    except Exception:
        log.exception("ranking failed; what time brings and mail go on")
        ranked = False
    watched = watch_deadlines(db, now=now)
    return bool(watched + deliver_mail(db, settings, now=now, clock=clock)) or ranked


def _rank(db: Database, index: CatalogueIndex, now: datetime) -> bool:
    """Bring the index and the suggestions up to date; whether there was anything to do."""
    outdated = not index.is_current(db)
    if outdated:
        index.rebuild(db)
    catalogue = min(index.number, offerings.catalogue_number(db))
    ranked = refresh_matches(
        db, index.current(), catalogue=catalogue, model_version=MODEL_VERSION, now=now, limit=5
    )
    return bool(ranked) or outdated


def work_until(
    stop: Event, db: Database, settings: Settings, index: CatalogueIndex, *, clock: Callable[[], datetime]
) -> None:
    """Work round after round until `stop` is set. An error is logged and the round tried again: mail must not stop for it."""
    next_purge = 0.0
    followed = False
    while not stop.is_set():
        try:
            beat(settings, now=clock())
            if not followed:
                waiting = follow_model(db, model=index.analyser.model, now=clock())
                followed = True
                if waiting:
                    log.info("another model: %d open needs wait to be ranked again", waiting)
            if time.monotonic() >= next_purge:
                purge(db, now=clock())
                next_purge = time.monotonic() + PURGE_EVERY_SECONDS
            busy = work_once(db, settings, index, now=clock(), clock=clock)
            back_up_if_asked(db, settings, now=clock())
        except Exception:
            log.exception("a round of background work failed")
            busy = False
        stop.wait(0 if busy else PAUSE_SECONDS)
