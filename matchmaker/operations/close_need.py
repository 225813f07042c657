"""A coordinator closes a need, takes that back, or opens a closed one again; its company is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from matchmaker.model.company import ConsentPurpose
from matchmaker.model.errors import AlreadyDecided, NotAllowed, StateTransitionError
from matchmaker.model.need import TRANSITIONS, ClosingResult, Need, NeedState
from matchmaker.model.user import Actor
from matchmaker.operations.need_mails import enqueue_to_company
from matchmaker.operations.recipients import Recipient, company_recipients
from matchmaker.store import audit, companies, needs, outbox, settings
from matchmaker.store.audit import AuditEntry
from matchmaker.store.database import to_text, to_time, write_tx

# A question of the need that waits goes out after the closing has taken effect, or, by then, not at all.
AFTER_CLOSING = timedelta(minutes=1)
CLOSINGS = ("close_need", "withdraw_need")


@dataclass(frozen=True, slots=True)
class Closed:
    """How the closing of a need stands: whether it can still be taken back unseen, who is told when, and whether the need
    can be opened again. `told` is empty where the company is not told by us. `told_after` is how many
    minutes after an opening it hears of that; None where no mail reaches it.
    """

    undoable: bool
    told: str
    leaves_at: datetime
    reopenable: bool
    told_after: int | None


def told_of_closing(db: Database, need: Need) -> Recipient | None:
    """Who at the company hears that its need is closed; None where nobody can be reached by mail."""
    return next(iter(company_recipients(db, need)), None)


def close_need(
    db: Database, *, need_id: str, seen: NeedState, result: ClosingResult, actor: Actor, now: datetime
) -> None:
    """Close a need with its result.

    Side effects: its state, audit row, a mail to the company that waits `undo_minutes`; questions of the need whose mails
    still wait do so longer; a word that it is open again is taken back while it waits, and a company that last heard of
    the same result hears nothing. What of its matches nobody has decided ends with it: nothing is decided while it is closed.
    Raises StateTransitionError from a closed one, AlreadyDecided when it is no longer in the state the person saw.
    """
    if NeedState.CLOSED not in TRANSITIONS[seen]:
        raise StateTransitionError("need", seen, NeedState.CLOSED)
    with write_tx(db):
        need = needs.get_need(db, need_id)
        needs.move_need(db, need_id, before=seen, after=NeedState.CLOSED, result=result, now=now)
        leaves = _undo_ends(db, now)
        hold_questions(db, need_id, now)
        person = told_of_closing(db, need)
        unsaid = unsay_opening(db, need_id, now)
        heard = unsaid and _last_result(db, need_id) == result
        mail = ""
        if person is not None and not heard:
            mail = enqueue_to_company(db, "closed_company", need, person, now, not_before=leaves)
        detail = {"before": seen, "after": NeedState.CLOSED, "result": result}
        waited = {"waited": to_text(need.waiting_since), "mail": mail, "unsaid": unsaid}
        audit.record_of_need(db, "close_need", need_id, actor, now, {**detail, **waited})


def closed(db: Database, need: Need, now: datetime) -> Closed | None:
    """How the closing of a need stands; None for an open one."""
    if need.state is not NeedState.CLOSED:
        return None
    closing = audit.find_last_of_need(db, need.id, CLOSINGS)
    leaves = _undo_ends(db, need.waiting_since)
    return Closed(
        undoable=_undoable(db, closing, leaves, now),
        told=outbox.find_waiting(db, str(closing.detail.get("mail", ""))) if closing else "",
        leaves_at=leaves,
        reopenable=_may_match(db, need),
        told_after=settings.get_number(db, "undo_minutes") if told_of_closing(db, need) else None,
    )


def reopen_need(db: Database, *, need_id: str, actor: Actor, now: datetime) -> bool:
    """Open a closed need again; return whether that took a closing back of which nobody had heard.

    Side effects: the state that it had (one that waited for the company's answer waits for a coordinator), a new
    ranking, audit row. A closing of which nobody has heard is taken back with its mail; else the company is told
    after `undo_minutes`, and the actor has the need where nobody has it. Raises AlreadyDecided for an open need,
    NotAllowed where the company has taken back its consent to matching (`no-consent`).
    """
    with write_tx(db):
        need = needs.get_need(db, need_id)
        if need.state is not NeedState.CLOSED:
            raise AlreadyDecided("need", need_id, need.state)
        if not _may_match(db, need):
            raise NotAllowed("reopen_need", "no-consent")
        closing = audit.find_last_of_need(db, need_id, CLOSINGS)
        leaves = _undo_ends(db, need.waiting_since)
        undone = _undoable(db, closing, leaves, now)
        before = NeedState(str(closing.detail["before"])) if closing else NeedState.SUBMITTED
        if closing and undone:
            outbox.cancel_mail(db, str(closing.detail["mail"]), now)
            since = to_time(str(closing.detail["waited"]))
            mail = _say_opening(db, need, now) if closing.detail.get("unsaid") else ""
        else:
            mail = _say_opening(db, need, now)
            before, since = _open_again(db, need, before, actor), now
        needs.move_need(db, need_id, before=NeedState.CLOSED, after=before, now=since)
        needs.set_ranked(db, need_id, catalogue=0, no_good_match=need.no_good_match)
        detail: dict[str, object] = {
            "before": NeedState.CLOSED,
            "after": before,
            "undone": undone,
            "mail": mail,
        }
        audit.record_of_need(db, "reopen_need", need_id, actor, now, detail)
        return undone


def reopened_since(db: Database, need_id: str, moment: datetime) -> bool:
    """Whether a need was opened again after a moment, so that what was asked before it is not pressed yet."""
    opened = audit.find_last_of_need(db, need_id, ("reopen_need",))
    return opened is not None and opened.at > moment


def opening_told(db: Database, need_id: str) -> tuple[str, datetime] | None:
    """Who will be told that the need is open again, and when; None where that has left or nobody is told."""
    opened, address = _waiting_word(db, need_id)
    return (address, _undo_ends(db, opened.at)) if opened else None


def _open_again(db: Database, need: Need, before: NeedState, actor: Actor) -> NeedState:
    """See that somebody has the need, and return the state that it opens in."""
    if need.assignee_id is None:
        needs.assign_need(db, need.id, actor.user_id)
    return NeedState.SUBMITTED if before is NeedState.CLARIFICATION else before


def _say_opening(db: Database, need: Need, now: datetime) -> str:
    """Tell the company that its need is open again, once that can no longer be taken back; return the mail's id, or ''."""
    person = told_of_closing(db, need)
    if person is None:
        return ""
    return enqueue_to_company(db, "reopened_company", need, person, now, not_before=_undo_ends(db, now))


def unsay_opening(db: Database, need_id: str, now: datetime) -> bool:
    """Take back the word that a need is open again, if it still waits; return whether it did."""
    opened, _address = _waiting_word(db, need_id)
    if opened is None:
        return False
    outbox.cancel_mail(db, str(opened.detail["mail"]), now)
    return True


def _waiting_word(db: Database, need_id: str) -> tuple[AuditEntry, str] | tuple[None, str]:
    """The opening of which the company has not heard yet, and the address that will; None and '' where there is none."""
    opened = audit.find_last_of_need(db, need_id, ("reopen_need",))
    address = outbox.find_waiting(db, str(opened.detail.get("mail", ""))) if opened else ""
    return (opened, address) if opened and address else (None, "")


def _last_result(db: Database, need_id: str) -> str:
    """How the need ended when it was last closed; '' where its company closed it."""
    closing = audit.find_last_of_need(db, need_id, CLOSINGS)
    return str(closing.detail.get("result", "")) if closing else ""


def hold_questions(db: Database, need_id: str, closed_at: datetime) -> None:
    """Keep the questions of a closed need that still wait until they are called off or the closing is taken back."""
    outbox.hold_questions(db, need_id, _undo_ends(db, closed_at) + AFTER_CLOSING)


def _undo_ends(db: Database, closed_at: datetime) -> datetime:
    return closed_at + timedelta(minutes=settings.get_number(db, "undo_minutes"))


def _undoable(db: Database, closing: AuditEntry | None, leaves: datetime, now: datetime) -> bool:
    """Whether a coordinator closed it and the company has not heard: its mail waits, or there is none and time is left."""
    if closing is None or "waited" not in closing.detail:
        return False
    mail = str(closing.detail["mail"])
    return bool(outbox.find_waiting(db, mail)) if mail else now < leaves


def _may_match(db: Database, need: Need) -> bool:
    return need.id in companies.list_needs_with_consent(db, [need.id], ConsentPurpose.MATCH)
