"""The permission to be introduced, asked for later: by mail with a one-tap answer, reminded once, or written down from a call."""

from datetime import datetime, timedelta

from sqlite_utils import Database

from matchmaker.model.company import CONSENT_TEXT_VERSION, ConsentChannel, ConsentPurpose
from matchmaker.model.errors import LinkInvalid, NotAllowed
from matchmaker.model.introduction import LinkAction, PermissionRequest
from matchmaker.model.need import Need, NeedState
from matchmaker.model.user import Actor, Role
from matchmaker.operations.change_consent import add_consent, answer_open_request
from matchmaker.operations.close_need import reopened_since
from matchmaker.operations.link_holders import answers_for_company
from matchmaker.operations.need_mails import enqueue_permission, enqueue_permission_answered
from matchmaker.operations.recipients import company_recipients
from matchmaker.operations.submit_need import ConsentGiven
from matchmaker.store import (
    action_links,
    audit,
    companies,
    needs,
    permissions,
    settings,
    users,
)
from matchmaker.store.database import write_tx


def ask_permission(db: Database, *, need_id: str, actor: Actor, now: datetime) -> PermissionRequest:
    """Ask the company by mail whether it may be introduced; asking again renews the day and the reminder.

    Side effects: the request, due after `clarification_days`, an audit row, a mail with a one-tap link to the need's sender.
    Raises NotAllowed for a closed need (`closed`), a permission that stands (`given`) and where no mail reaches the company
    (`no-company-contact`).
    """
    with write_tx(db):
        need = needs.get_need(db, need_id)
        _check_open(db, need)
        people = company_recipients(db, need)
        if not people:
            raise NotAllowed("ask_permission", "no-company-contact")
        due = now + timedelta(days=settings.get_number(db, "clarification_days"))
        asked = permissions.ask_for_permission(
            db, need_id=need_id, asked_by=actor.user_id, due_at=due, now=now
        )
        audit.record_of_need(db, "ask_permission", need_id, actor, now, {})
        enqueue_permission(db, asked, people[0], now)
        return asked


def answer_permission_by_link(db: Database, *, token: str, granted: bool, now: datetime) -> None:
    """Answer with the link of the mail, which is used up by it.

    Side effects: the answer, with a yes the consent, audit rows, a notice to the coordinator who asked. Raises LinkInvalid
    (unknown, used, expired; unknown, too, when its holder has left the company), AlreadyDecided when somebody has answered,
    NotAllowed for a closed need (`closed`) and for a permission that was given meanwhile (`given`).
    """
    with write_tx(db):
        link = action_links.use_action_link(db, token, now)
        if link.action is not LinkAction.ANSWER_PERMISSION:
            raise LinkInvalid("unknown")
        asked = permissions.get_permission_request(db, link.object_id)
        need = needs.get_need(db, asked.need_id)
        if not answers_for_company(db, need, link.email):
            raise LinkInvalid("unknown")
        _check_open(db, need)
        permissions.answer_permission_request(db, asked.id, granted=granted, now=now)
        user = users.find_user_by_email(db, link.email)
        actor = Actor(user_id=user.id if user else None, role=Role.COMPANY)
        audit.record_of_need(db, "answer_permission", need.id, actor, now, {"granted": granted})
        if granted:
            named = (user.name or user.email) if user else link.email
            add_consent(db, need, _introduce(named, ConsentChannel.EMAIL, now), actor, now)
        enqueue_permission_answered(db, asked, now)


def record_permission(
    db: Database,
    *,
    need_id: str,
    agreed_by: str,
    channel: ConsentChannel,
    given_at: datetime,
    actor: Actor,
    now: datetime,
) -> None:
    """A coordinator writes down that the company gave the permission in a call, a visit or a mail of its own.

    Side effects: the consent, an audit row; a request that waited is answered by it. Raises NotAllowed as `ask_permission`.
    """
    with write_tx(db):
        need = needs.get_need(db, need_id)
        _check_open(db, need)
        add_consent(db, need, _introduce(agreed_by, channel, given_at), actor, now)
        answer_open_request(db, need_id, actor, now)


def remind_permissions(db: Database, *, now: datetime) -> int:
    """Remind companies of requests made, or whose need was opened again, `remind_answer_days` ago, each once.

    Return how many. Side effects per request, in its own transaction: a mail, its mark, an audit row.
    """
    asked_before = now - timedelta(days=settings.get_number(db, "remind_answer_days"))
    due = permissions.list_permissions_to_remind(db, asked_before)
    return sum(
        _remind(db, found.id, now) for found in due if not reopened_since(db, found.need_id, asked_before)
    )


def _remind(db: Database, request_id: str, now: datetime) -> bool:
    with write_tx(db):
        asked = permissions.get_permission_request(db, request_id)
        if asked.answered_at is not None or asked.reminded_at is not None:
            return False
        permissions.mark_permission_reminded(db, asked.id, now)
        for person in company_recipients(db, needs.get_need(db, asked.need_id))[:1]:
            enqueue_permission(db, asked, person, now, reminder=True)
        audit.record_of_need(db, "remind_permission", asked.need_id, Actor.system(), now, {})
        return True


def may_introduce(db: Database, need_id: str) -> bool:
    """Whether the company's permission to be introduced stands."""
    return need_id in companies.list_needs_with_consent(db, [need_id], ConsentPurpose.INTRODUCE)


def _check_open(db: Database, need: Need) -> None:
    if need.state is NeedState.CLOSED:
        raise NotAllowed("ask_permission", "closed")
    if may_introduce(db, need.id):
        raise NotAllowed("ask_permission", "given")


def _introduce(agreed_by: str, channel: ConsentChannel, given_at: datetime) -> ConsentGiven:
    return ConsentGiven(
        frozenset({ConsentPurpose.INTRODUCE}), CONSENT_TEXT_VERSION, agreed_by, channel, given_at
    )
