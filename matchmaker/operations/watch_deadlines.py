"""What time brings: reminders, lapsed questions, follow-ups, offerings that nobody has confirmed for long.

Each step takes the write lock and looks again before it acts, so that two workers do nothing twice.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlite_utils import Database

from matchmaker.model.introduction import Introduction
from matchmaker.model.match import MatchState
from matchmaker.model.user import Actor
from matchmaker.operations.ask_clarification import remind_clarifications
from matchmaker.operations.ask_permission import remind_permissions
from matchmaker.operations.confirm_offering import watch_offerings
from matchmaker.operations.introduction_mails import enqueue_follow_up, enqueue_question
from matchmaker.operations.introduction_steps import (
    asking_decision,
    call_off,
    called_off,
    have_called,
    lapse,
    record_step,
)
from matchmaker.operations.recipients import recipient_of
from matchmaker.store import introductions, matches, outbox, settings
from matchmaker.store.database import write_tx

_Step = Callable[[Database, Introduction, datetime], bool]


def watch_deadlines(db: Database, *, now: datetime) -> int:
    """Take every step that is due; return how many.

    Side effects: the silent side of an introduction is reminded once, after `remind_answer_days`; at `due_at` it lapses;
    it is called off when the consent was taken back or the need closed, and that can no longer be undone;
    `follow_up_days` after two were introduced the company is asked how it went, by a coordinator's call where no mail
    reaches it; and those of `remind_clarifications`, `remind_permissions` and `watch_offerings`. All with audit rows
    and mails.
    """
    days = settings.list_numbers(db)
    reminded = now - timedelta(days=days["remind_answer_days"])
    undone = now - timedelta(minutes=days["undo_minutes"])
    followed = now - timedelta(days=days["follow_up_days"])
    due: list[tuple[_Step, Iterable[Introduction]]] = [
        (_call_off, introductions.list_called_off_introductions(db, undone)),
        (_lapse, introductions.list_overdue_introductions(db, now)),
        (_remind, introductions.list_introductions_to_remind(db, reminded)),
        (_follow_up, introductions.list_introductions_to_follow_up(db, followed)),
    ]
    done = sum(_take(db, step, found, now) for step, introductions_due in due for found in introductions_due)
    reminders = remind_clarifications(db, now=now) + remind_permissions(db, now=now)
    return done + reminders + watch_offerings(db, now=now)


def _take(db: Database, step: _Step, found: Introduction, now: datetime) -> bool:
    with write_tx(db):
        return step(db, introductions.get_introduction(db, found.id), now)


def _call_off(db: Database, introduction: Introduction, now: datetime) -> bool:
    if introduction.ended_at is not None or not called_off(db, introduction):
        return False
    call_off(db, introduction, now)
    return True


def _lapse(db: Database, introduction: Introduction, now: datetime) -> bool:
    if introduction.ended_at is not None or now < introduction.due_at:
        return False
    lapse(db, introduction, now)
    return True


def _remind(db: Database, introduction: Introduction, now: datetime) -> bool:
    if introduction.reminded_at is not None or not introduction.is_open(now) or called_off(db, introduction):
        return False
    introductions.mark_reminded(db, introduction.id, now)
    decision_id = asking_decision(db, introduction)
    # A company whose answer by phone was taken back was never asked by mail.
    written_to = outbox.list_written_to(db, decision_id) if decision_id else frozenset()
    people = {side: recipient_of(db, introduction, side) for side in introduction.silent}
    reminded = {
        side: person
        for side, person in people.items()
        if person is not None and introduction.email(side) in written_to
    }
    for side, person in reminded.items():
        enqueue_question(db, introduction, side, person, decision_id=decision_id, now=now, reminder=True)
    if reminded:
        record_step(db, "remind_sides", introduction, Actor.system(), now)
    return bool(reminded)


def _follow_up(db: Database, introduction: Introduction, now: datetime) -> bool:
    match = matches.get_match(db, introduction.match_id)
    if introduction.followed_up_at is not None or match.state is not MatchState.INTRODUCED:
        return False
    introductions.mark_followed_up(db, introduction.id, now)
    have_called(db, introduction, now)
    enqueue_follow_up(db, introduction, now)
    record_step(db, "follow_up", introduction, Actor.system(), now)
    return True
