"""Whether a waiting mail still goes to the right person: people leave while a mail waits for its time or for the server."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from matchmaker.model.introduction import Side
from matchmaker.operations.link_holders import still_answers
from matchmaker.operations.recipients import (
    Recipient,
    asked_person,
    company_recipients,
    institution_recipients,
    people_of_company,
    recipient_of,
)
from matchmaker.store import follow_up, introductions, needs, offerings, permissions, users
from matchmaker.store.outbox import OutboxRow

_SIDES: Mapping[str, Side] = {
    **{f"{word}_{side.value}": side for side in Side for word in ("ask", "remind", "introduced", "over")},
    "follow_up": Side.COMPANY,
}
# Handing on writes to the colleague itself, so the earlier address' question goes to nobody.
_QUESTIONS = ("ask_", "remind_")
_PERMISSIONS = frozenset({"permission", "permission_reminder"})
_CLARIFICATIONS = frozenset({"clarification", "clarification_reminder"})
_TO_COMPANY = frozenset({"closed_company", "need_corrected", "reopened_company"})
TO_STAFF = frozenset(
    {
        "answer_reconsidered",
        "clarification_answered",
        "correction",
        "introduction_result",
        "need_closed",
        "need_edited",
        "need_handed",
        "need_waiting",
        "permission_answered",
        "progress_told",
    }
)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who gets a mail now; `person` is None when nobody shall, `changed` says that it was meant for another address."""

    person: Recipient | None
    changed: bool


_AS_IT_IS = Addressee(None, changed=False)
_NOBODY = Addressee(None, changed=True)


def addressee(db: Database, row: OutboxRow) -> Addressee:
    """Who gets a mail that was written to `row.recipient`. Raises NotFound when what it speaks of is gone."""
    if row.template in _SIDES:
        return _of_side(db, row, _SIDES[row.template])
    if row.template in _CLARIFICATIONS:
        asked = follow_up.get_clarification(db, str(row.params["clarification_id"]))
        if asked.answer is not None:
            return _NOBODY
        return _one_of(company_recipients(db, needs.get_need(db, asked.need_id)), row)
    if row.template in _PERMISSIONS:
        request = permissions.get_permission_request(db, str(row.params["permission_id"]))
        if request.answered_at is not None:
            return _NOBODY
        return _one_of(company_recipients(db, needs.get_need(db, request.need_id)), row)
    if row.template in _TO_COMPANY:
        return _one_of(company_recipients(db, needs.get_need(db, str(row.params["need_id"]))), row)
    if row.template == "profile_corrected":  # it went to each of them: nobody gets it in another's place
        people = people_of_company(db, str(row.params["company_id"]))
        return _AS_IT_IS if row.recipient in {person.email for person in people} else _NOBODY
    if row.template == "confirm_offering":
        offering = offerings.get_offering(db, str(row.params["offering_id"]))
        return _one_of(institution_recipients(db, offering.institution_id), row)
    if row.template in TO_STAFF:
        return Addressee(None, changed=_left_the_staff(db, row.recipient))
    return _AS_IT_IS


def _of_side(db: Database, row: OutboxRow, side: Side) -> Addressee:
    introduction = introductions.get_introduction(db, str(row.params["introduction_id"]))
    if still_answers(db, introduction, side, row.recipient):
        return _AS_IT_IS
    if row.template.startswith(_QUESTIONS) and asked_person(db, introduction, side) is not None:
        return _NOBODY
    return Addressee(recipient_of(db, introduction, side), changed=True)


def _one_of(people: list[Recipient], row: OutboxRow) -> Addressee:
    if row.recipient in {person.email for person in people}:
        return _AS_IT_IS
    return Addressee(people[0] if people else None, changed=True)


def _left_the_staff(db: Database, email: str) -> bool:
    known = users.find_user_by_email(db, email)
    return known is not None and known.id not in {user.id for user in users.list_staff(db)}
