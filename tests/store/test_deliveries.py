"""The worker's side of the outbox: one taker at a time, growing pauses, doubt that stays visible."""

from datetime import datetime, timedelta

import pytest
from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.errors import NotFound
from matchmaker.model.introduction import MailKind
from matchmaker.store import deliveries, outbox

SOON = timedelta(seconds=1)
CLAIM = timedelta(seconds=deliveries.CLAIM_SECONDS)


def enqueue(db: Database, now: datetime, recipient: str = "a@example.com", **more: object) -> str:
    return outbox.enqueue(
        db,
        template="sign_in",
        recipient=recipient,
        language=Language.FI,
        params={"next": "/"},
        now=now,
        **more,  # type: ignore[arg-type]
    )


def row(db: Database, row_id: str) -> dict[str, object]:
    return next(iter(list(db.query("SELECT * FROM outbox WHERE id = ?", [row_id]))))


def test_a_mail_is_taken_by_one_and_comes_free_when_its_taker_died(db: Database, now: datetime) -> None:
    enqueue(db, now)
    (taken,) = deliveries.claim_due(db, now=now)
    assert (taken.template, taken.params, taken.attempts, taken.maybe_sent) == (
        "sign_in",
        {"next": "/"},
        1,
        False,
    )
    assert deliveries.claim_due(db, now=now + CLAIM - SOON) == []
    (again,) = deliveries.claim_due(db, now=now + CLAIM)
    assert (again.id, again.attempts) == (taken.id, 2)
    deliveries.mark_delivered(db, again.id, now)
    assert deliveries.claim_due(db, now=now + timedelta(days=1)) == []


def test_a_mail_waits_for_its_time_and_after_errors_ever_longer(db: Database, now: datetime) -> None:
    row_id = enqueue(db, now, not_before=now + timedelta(minutes=10))
    assert deliveries.claim_due(db, now=now + timedelta(minutes=9)) == []
    moment = start = now + timedelta(minutes=10)
    for attempt in range(1, deliveries.MAX_ATTEMPTS + 1):
        (taken,) = deliveries.claim_due(db, now=moment)
        assert taken.attempts == attempt
        deliveries.mark_failed(db, taken, "no route", moment)
        assert deliveries.claim_due(db, now=moment + deliveries.pause(attempt) - SOON) == []
        moment += deliveries.pause(attempt)
    assert [deliveries.pause(n) // timedelta(minutes=1) for n in (1, 2, 3, 8, 9, 16)] == [
        2,
        4,
        8,
        256,
        360,
        360,
    ]
    assert timedelta(days=2) < moment - start < timedelta(days=3), (
        "a server may be away over a weekend's best part"
    )
    assert deliveries.claim_due(db, now=moment + timedelta(days=30)) == []
    assert (row(db, row_id)["last_error"], row(db, row_id)["failed_at"] is not None) == ("no route", True)


def test_what_is_refused_for_good_is_given_up_at_once(db: Database, now: datetime) -> None:
    enqueue(db, now)
    (taken,) = deliveries.claim_due(db, now=now)
    deliveries.mark_failed(db, taken, "550 no such user", now, for_good=True)
    (troubled,) = outbox.list_troubled(db)
    assert (troubled.failed_at, troubled.attempts, troubled.maybe_sent) == (now, 1, False)
    assert deliveries.claim_due(db, now=now + timedelta(days=9)) == []
    outbox.retry(db, troubled.id, now)
    assert len(deliveries.claim_due(db, now=now)) == 1


def test_who_came_too_late_holds_nothing_and_spoils_nothing(db: Database, now: datetime) -> None:
    row_id = enqueue(db, now)
    (slow,) = deliveries.claim_due(db, now=now)
    (quick,) = deliveries.claim_due(db, now=now + CLAIM)
    later = now + CLAIM + SOON
    assert deliveries.hold(db, [slow], message_id="<x@y>", sending=True, now=later) == []
    deliveries.mark_failed(db, slow, "too slow", later)
    deliveries.mark_cancelled(db, slow, "too slow", later)
    (held,) = deliveries.hold(db, [quick], message_id="<x@y>", sending=True, now=later)
    assert held.claimed_until == later + CLAIM
    stored = row(db, row_id)
    assert (stored["last_error"], stored["cancelled_at"], stored["message_id"]) == ("", None, "<x@y>")


def test_a_mail_taken_back_while_it_was_claimed_is_not_held(db: Database, now: datetime) -> None:
    row_id = enqueue(db, now)
    (taken,) = deliveries.claim_due(db, now=now)
    db.execute("UPDATE outbox SET cancelled_at = created_at WHERE id = ?", [row_id])
    assert deliveries.hold(db, [taken], message_id="<x@y>", sending=True, now=now) == []


def test_several_are_held_all_or_none(db: Database, now: datetime) -> None:
    first, second = enqueue(db, now), enqueue(db, now)
    rows = deliveries.claim_due(db, now=now)
    deliveries.mark_delivered(db, second, now)
    assert deliveries.hold(db, rows, message_id="<x@y>", sending=True, now=now) == []
    assert row(db, first)["sending_at"] is None


def test_a_mail_whose_sender_died_in_the_middle_is_known_as_such(db: Database, now: datetime) -> None:
    enqueue(db, now)
    taken = deliveries.claim_due(db, now=now)
    deliveries.hold(db, taken, message_id="<x@y>", sending=True, now=now)
    assert deliveries.claim_due(db, now=now + CLAIM - SOON) == []
    (found,) = deliveries.claim_due(db, now=now + CLAIM)
    assert found.maybe_sent is True
    deliveries.mark_uncertain(db, found, "interrupted", now, again=False)
    (troubled,) = outbox.list_troubled(db)
    assert (troubled.maybe_sent, troubled.failed_at, troubled.last_error) == (
        True,
        now,
        "may have been sent: interrupted",
    )
    assert deliveries.claim_due(db, now=now + timedelta(days=9)) == []
    outbox.retry(db, troubled.id, now)
    (knowingly,) = deliveries.claim_due(db, now=now)
    assert knowingly.maybe_sent is False, "a person has decided"


def test_an_answer_that_came_late_settles_the_doubt(db: Database, now: datetime) -> None:
    row_id = enqueue(db, now)
    deliveries.hold(db, deliveries.claim_due(db, now=now), message_id="<x@y>", sending=True, now=now)
    (found,) = deliveries.claim_due(db, now=now + CLAIM)
    deliveries.mark_uncertain(db, found, "interrupted", now, again=False)
    deliveries.mark_delivered(db, row_id, now)
    assert outbox.list_troubled(db) == []
    assert row(db, row_id)["failed_at"] is None


def test_notices_to_one_address_are_taken_together_whatever_the_limit(db: Database, now: datetime) -> None:
    notices = {enqueue(db, now + n * SOON, "k@example.com", kind=MailKind.NOTICE) for n in range(5)}
    others = {enqueue(db, now + n * SOON, f"b{n}@example.com", kind=MailKind.NOTICE) for n in range(5)}
    later = {
        enqueue(db, now, "k@example.com", kind=MailKind.NOTICE, not_before=now + timedelta(hours=1)),
        enqueue(db, now + 9 * SOON, "k@example.com", kind=MailKind.REMINDER),
    }
    taken = {one.id for one in deliveries.claim_due(db, now=now + timedelta(minutes=1), limit=3)}
    assert notices <= taken
    assert len(taken & others) <= 2
    assert not taken & later


def test_a_cancelled_mail_is_neither_sent_nor_troubled(db: Database, now: datetime) -> None:
    enqueue(db, now, kind=MailKind.NOTICE)
    (taken,) = deliveries.claim_due(db, now=now)
    deliveries.mark_cancelled(db, taken, "not wanted", now)
    assert outbox.list_troubled(db) == []
    assert deliveries.claim_due(db, now=now + timedelta(days=1)) == []
    with pytest.raises(NotFound):
        outbox.retry(db, taken.id, now)
