"""Mails about a need as outbox rows: questions to its company, and word of what the company did. Texts come at delivery."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlite_utils import Database

from matchmaker.model.introduction import Clarification, LinkAction, MailKind
from matchmaker.model.need import Need
from matchmaker.model.user import Role, User
from matchmaker.operations.mail_params import link_params
from matchmaker.operations.recipients import Recipient
from matchmaker.store import needs, outbox, users
from matchmaker.store.database import to_text

# An answer is welcome after its day as well, and a link that comes too late still says what became of it.
LINK_AFTER_DUE = timedelta(days=30)


def enqueue_clarification(
    db: Database, asked: Clarification, person: Recipient, now: datetime, *, reminder: bool = False
) -> None:
    """Ask the company, or remind it, with a link that answers without signing in."""
    until = to_text(max(asked.due_at, now) + LINK_AFTER_DUE)
    link = link_params(LinkAction.ANSWER_CLARIFICATION, asked.id, until)
    outbox.enqueue(
        db,
        template="clarification_reminder" if reminder else "clarification",
        recipient=person.email,
        language=person.language,
        params={"clarification_id": asked.id, **link},
        now=now,
        kind=MailKind.REMINDER if reminder else MailKind.NECESSARY,
    )


def enqueue_clarification_answered(db: Database, asked: Clarification, now: datetime) -> None:
    """Tell who asked; should they be gone, who has the need, else all coordinators."""
    need = needs.get_need(db, asked.need_id)
    people = _staff(db, asked.asked_by, need.assignee_id) or users.list_users_with_role(db, Role.COORDINATOR)
    _tell(db, "clarification_answered", people, {"clarification_id": asked.id}, now)


def enqueue_need_news(
    db: Database, template: str, need: Need, params: Mapping[str, object], now: datetime
) -> None:
    """Tell the coordinator who has taken the need up what its company did with it; nobody where nobody has it."""
    _tell(db, template, _staff(db, need.assignee_id), {"need_id": need.id, **params}, now)


def _staff(db: Database, *user_ids: str | None) -> list[User]:
    """The first of these users who is a coordinator or administrator today."""
    staff = {user.id: user for user in users.list_staff(db)}
    return [staff[user_id] for user_id in user_ids if user_id in staff][:1]


def _tell(
    db: Database, template: str, people: list[User], params: Mapping[str, object], now: datetime
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
