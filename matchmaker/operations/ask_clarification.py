"""A coordinator asks the company something about its need; the worker reminds it once."""

from datetime import datetime, timedelta

from sqlite_utils import Database

from matchmaker.model.errors import NotAllowed, StateTransitionError
from matchmaker.model.introduction import Clarification
from matchmaker.model.need import Need, NeedState
from matchmaker.model.user import Actor
from matchmaker.operations.close_need import reopened_since
from matchmaker.operations.need_mails import enqueue_clarification
from matchmaker.operations.recipients import company_recipients
from matchmaker.store import audit, follow_up, needs, settings
from matchmaker.store.database import write_tx


def ask_clarification(
    db: Database, *, need_id: str, question: str, actor: Actor, now: datetime
) -> Clarification:
    """Ask the company a question; the need waits for the answer. A second question may follow before the first is answered.

    Side effects: the question, due after `clarification_days`; state clarification for a need that nobody has taken up,
    any other stays in its state; the need becomes the actor's unless somebody has it; an audit row; a mail with a one-tap
    link to the need's sender. Raises StateTransitionError for a closed need, NotAllowed for an empty question (`empty`)
    and when nobody of the company can be mailed (`no-company-contact`): then a call has to do.
    """
    if not question.strip():
        raise NotAllowed("ask_clarification", "empty")
    with write_tx(db):
        need = needs.get_need(db, need_id)
        people = company_recipients(db, need)
        if not people:
            raise NotAllowed("ask_clarification", "no-company-contact")
        _wait(db, need, actor, now)
        due = now + timedelta(days=settings.get_number(db, "clarification_days"))
        asked = follow_up.add_clarification(
            db, need_id=need_id, question=question.strip(), asked_by=actor.user_id, due_at=due, now=now
        )
        _record(db, "ask_clarification", asked, actor, now)
        enqueue_clarification(db, asked, people[0], now)
        return asked


def remind_clarifications(db: Database, *, now: datetime) -> int:
    """Remind companies of questions that were asked, or whose need was opened again, `remind_answer_days` ago, each once.

    Return how many. Side effects per question, in its own transaction: a mail, its mark, an audit row.
    """
    asked_before = now - timedelta(days=settings.get_number(db, "remind_answer_days"))
    due = [found for found in follow_up.list_open_clarifications(db) if found.asked_at <= asked_before]
    return sum(
        _remind(db, found.id, now)
        for found in due
        if found.reminded_at is None and not reopened_since(db, found.need_id, asked_before)
    )


def _wait(db: Database, need: Need, actor: Actor, now: datetime) -> None:
    if need.state is NeedState.CLOSED:
        raise StateTransitionError("need", need.state, NeedState.CLARIFICATION)
    if need.state is NeedState.SUBMITTED:
        needs.move_need(db, need.id, before=need.state, after=NeedState.CLARIFICATION, now=now)
    if need.assignee_id is None:
        needs.assign_need(db, need.id, actor.user_id)


def _remind(db: Database, clarification_id: str, now: datetime) -> bool:
    with write_tx(db):
        asked = follow_up.get_clarification(db, clarification_id)
        need = needs.get_need(db, asked.need_id)
        waiting = asked.answer is None and asked.reminded_at is None
        if not waiting or need.state is NeedState.CLOSED:
            return False
        follow_up.mark_clarification_reminded(db, asked.id, now)
        for person in company_recipients(db, need)[:1]:
            enqueue_clarification(db, asked, person, now, reminder=True)
        _record(db, "remind_clarification", asked, Actor.system(), now)
        return True


def _record(db: Database, action: str, asked: Clarification, actor: Actor, now: datetime) -> None:
    audit.record_of_need(db, action, asked.need_id, actor, now, {"clarification": asked.id})
