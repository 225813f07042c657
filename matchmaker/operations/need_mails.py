"""Mails about a need as outbox rows: questions to its company, and word of what the company did. Texts come at delivery."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlite_utils import Database

from matchmaker.model.introduction import Clarification, LinkAction, MailKind, PermissionRequest
from matchmaker.model.need import Need
from matchmaker.operations.mail_params import link_params
from matchmaker.operations.recipients import Recipient, all_coordinators, company_recipients, first_of_staff
from matchmaker.store import needs, outbox
from matchmaker.store.database import to_text
from matchmaker.store.handovers import Handover

# An answer is welcome after its day as well, and a link that comes too late still says what became of it.
LINK_AFTER_DUE = timedelta(days=30)


def enqueue_clarification(
    db: Database, asked: Clarification, person: Recipient, now: datetime, *, reminder: bool = False
) -> None:
    """Ask the company, or remind it, with a link that answers without signing in."""
    _ask(db, "clarification", LinkAction.ANSWER_CLARIFICATION, asked, person, now, reminder)


def enqueue_permission(
    db: Database, asked: PermissionRequest, person: Recipient, now: datetime, *, reminder: bool = False
) -> None:
    """Ask the company for its permission to be introduced, or remind it, with a link that answers without signing in."""
    _ask(db, "permission", LinkAction.ANSWER_PERMISSION, asked, person, now, reminder)


def enqueue_permission_answered(db: Database, asked: PermissionRequest, now: datetime) -> None:
    """Tell who asked; should they be gone, who has the need, else all coordinators."""
    need = needs.get_need(db, asked.need_id)
    one = first_of_staff(db, asked.asked_by, need.assignee_id)
    people = [one] if one else all_coordinators(db)
    _tell(db, "permission_answered", people, {"permission_id": asked.id}, now)


def enqueue_need_corrected(db: Database, need: Need, changed: Iterable[str], now: datetime) -> None:
    """Tell the company which parts of its need a coordinator has corrected."""
    for person in company_recipients(db, need)[:1]:
        params = {"need_id": need.id, "changed": sorted(changed)}
        _tell(db, "need_corrected", [person], params, now)


def enqueue_clarification_answered(db: Database, asked: Clarification, now: datetime) -> None:
    """Tell who asked; should they be gone, who has the need, else all coordinators."""
    need = needs.get_need(db, asked.need_id)
    one = first_of_staff(db, asked.asked_by, need.assignee_id)
    people = [one] if one else all_coordinators(db)
    _tell(db, "clarification_answered", people, {"clarification_id": asked.id}, now)


def enqueue_need_news(
    db: Database, template: str, need: Need, params: Mapping[str, object], now: datetime
) -> None:
    """Tell the coordinator who has taken the need up what its company did with it; nobody where nobody has it."""
    one = first_of_staff(db, need.assignee_id)
    _tell(db, template, [one] if one else [], {"need_id": need.id, **params}, now)


def enqueue_to_company(
    db: Database,
    template: str,
    need: Need,
    person: Recipient,
    now: datetime,
    *,
    not_before: datetime | None = None,
) -> str:
    """Tell the company what became of its need; return the mail's id."""
    return outbox.enqueue(
        db,
        template=template,
        recipient=person.email,
        language=person.language,
        params={"need_id": need.id},
        now=now,
        not_before=not_before,
    )


def enqueue_handed(db: Database, handover: Handover, now: datetime) -> None:
    """Tell a coordinator that a colleague handed a need to them; the word that came with it is looked up at delivery."""
    one = first_of_staff(db, handover.to_id)
    _tell(db, "need_handed", [one] if one else [], {"handover_id": handover.id}, now)


def _tell(
    db: Database, template: str, people: list[Recipient], params: Mapping[str, object], now: datetime
) -> None:
    for person in people:
        outbox.enqueue(
            db,
            template=template,
            recipient=person.email,
            language=person.language,
            params=params,
            now=now,
            kind=MailKind.NOTICE,
        )


def _ask(
    db: Database,
    template: str,
    action: LinkAction,
    asked: Clarification | PermissionRequest,
    person: Recipient,
    now: datetime,
    reminder: bool,
) -> None:
    until = to_text(max(asked.due_at, now) + LINK_AFTER_DUE)
    outbox.enqueue(
        db,
        template=f"{template}_reminder" if reminder else template,
        recipient=person.email,
        language=person.language,
        params={f"{template}_id": asked.id, **link_params(action, asked.id, until)},
        now=now,
        kind=MailKind.REMINDER if reminder else MailKind.NECESSARY,
    )
