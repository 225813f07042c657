"""The mails of an introduction as outbox rows: which template, to whom, of which kind. Texts are looked up at delivery."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlite_utils import Database

from matchmaker.model.introduction import Introduction, LinkAction, MailKind, Progress, Side
from matchmaker.model.user import Actor
from matchmaker.operations.mail_params import link_params
from matchmaker.operations.recipients import Recipient, coordinators_of, recipient_of
from matchmaker.store import outbox, users
from matchmaker.store.database import to_text

# A link that comes too late still says what became of it.
LINK_AFTER_DUE = timedelta(days=14)
FOLLOW_UP_LIFE = timedelta(days=90)
ANSWERS = {Side.COMPANY: LinkAction.ANSWER_COMPANY, Side.INSTITUTION: LinkAction.ANSWER_INSTITUTION}
SIDES = {action: side for side, action in ANSWERS.items()}


def enqueue_question(
    db: Database,
    introduction: Introduction,
    side: Side,
    person: Recipient,
    *,
    decision_id: str | None,
    now: datetime,
    not_before: datetime | None = None,
    reminder: bool = False,
    handed_on: Mapping[str, str] | None = None,
) -> str:
    """Ask a side, or remind it, with a link that answers; the decision that asked takes the mail back when undone.

    `handed_on` is who handed it on and why (`handed_on_params`). Return the mail's id.
    """
    params: dict[str, object] = {
        "introduction_id": introduction.id,
        "handed_on": handed_on is not None,
        **(handed_on or {}),
    }
    until = to_text(introduction.due_at + LINK_AFTER_DUE)
    return outbox.enqueue(
        db,
        template=f"{'remind' if reminder else 'ask'}_{side.value}",
        recipient=person.email,
        language=person.language,
        params={**params, **link_params(ANSWERS[side], introduction.id, until)},
        now=now,
        not_before=not_before,
        kind=MailKind.REMINDER if reminder else MailKind.NECESSARY,
        decision_id=decision_id,
    )


def enqueue_introduced(db: Database, introduction: Introduction, now: datetime) -> None:
    """Give both sides each other's contact: one occasion, a message to each in its own language."""
    for side in Side:
        person = recipient_of(db, introduction, side)
        if person is not None:
            _enqueue(db, f"introduced_{side.value}", introduction, person, MailKind.NECESSARY, now)


def enqueue_over(
    db: Database,
    introduction: Introduction,
    side: Side,
    now: datetime,
    not_before: datetime | None = None,
) -> None:
    """Tell a side that was asked that nothing comes of it this time."""
    person = recipient_of(db, introduction, side)
    if person is not None:
        template = f"over_{side.value}"
        _enqueue(db, template, introduction, person, MailKind.NOTICE, now, not_before=not_before)


def enqueue_result(
    db: Database, introduction: Introduction, now: datetime, *, but: Actor | None = None
) -> None:
    """Tell the coordinator what came of the question, with the next best match where it came to nothing.

    Whoever brought it about (`but`) sees it on the page and gets no mail.
    """
    writer = users.find_user(db, but.user_id) if but is not None and but.user_id else None
    for person in coordinators_of(db, introduction):
        if writer is not None and writer.email == person.email:
            continue
        _enqueue(db, "introduction_result", introduction, person, MailKind.NOTICE, now)


def enqueue_follow_up(db: Database, introduction: Introduction, now: datetime) -> None:
    """Ask the company some weeks later whether the two have met, with a link that tells in one press."""
    person = recipient_of(db, introduction, Side.COMPANY)
    if person is None:
        return
    link = link_params(LinkAction.ANSWER_COMPANY, introduction.id, to_text(now + FOLLOW_UP_LIFE))
    _enqueue(db, "follow_up", introduction, person, MailKind.REMINDER, now, link)


def enqueue_progress(
    db: Database, introduction: Introduction, progress: Progress, before: Progress | None, now: datetime
) -> None:
    """Tell the coordinator what the company says of the introduction, and what it said `before`."""
    for person in coordinators_of(db, introduction):
        told: dict[str, object] = {"progress": progress, "said_before": before}
        _enqueue(db, "progress_told", introduction, person, MailKind.NOTICE, now, told)


def enqueue_reconsidered(db: Database, introduction: Introduction, side: Side, now: datetime) -> None:
    """Tell the coordinator that a side which had said no, or nothing, could after all."""
    for person in coordinators_of(db, introduction):
        told: dict[str, object] = {"willing": side}
        _enqueue(db, "answer_reconsidered", introduction, person, MailKind.NOTICE, now, told)


def _enqueue(
    db: Database,
    template: str,
    introduction: Introduction,
    person: Recipient,
    kind: MailKind,
    now: datetime,
    params: Mapping[str, object] | None = None,
    not_before: datetime | None = None,
) -> None:
    outbox.enqueue(
        db,
        template=template,
        recipient=person.email,
        language=person.language,
        params={"introduction_id": introduction.id, **(params or {})},
        now=now,
        not_before=not_before,
        kind=kind,
    )
