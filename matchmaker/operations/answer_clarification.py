"""The company answers a coordinator's question: on its need's page, or by the link of the mail without signing in."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.i18n import translator
from matchmaker.model.errors import LinkInvalid, NotAllowed, NotFound
from matchmaker.model.introduction import Clarification, LinkAction
from matchmaker.model.need import Audience, Need, NeedState
from matchmaker.model.user import Actor, Role
from matchmaker.operations.answered_questions import IN_THE_TEXT
from matchmaker.operations.link_holders import answers_for_company
from matchmaker.operations.need_mails import enqueue_clarification_answered
from matchmaker.store import action_links, audit, follow_up, needs, users
from matchmaker.store.database import write_tx


def answer_clarification(
    db: Database,
    *,
    clarification_id: str,
    company_id: str,
    answer: str,
    actor: Actor,
    now: datetime,
    audience: Audience = Audience.INTRODUCED,
) -> Clarification:
    """Answer a question about a need of one's own company; `audience` is who besides coordinators may see it.

    Side effects: the answer, an audit row, a notice to the coordinator who asked; when no other question waits, the need
    is back with the coordinator. Raises NotFound for another company's, AlreadyDecided when it is answered, NotAllowed for
    an empty answer (`empty`) and for a closed need (`closed`).
    """
    with write_tx(db):
        asked = follow_up.get_clarification(db, clarification_id)
        if needs.get_need(db, asked.need_id).company_id != company_id:
            raise NotFound("clarification", clarification_id)
        return _answer(db, asked, answer, audience, actor, now)


def write_down_answer(
    db: Database,
    *,
    need_id: str,
    clarification_id: str | None,
    question: str,
    answer: str,
    told_by: str,
    actor: Actor,
    now: datetime,
) -> None:
    """A coordinator writes down what the company said on the phone, to a question that waits or to one asked in the call.

    Side effects: the question where none is named, the answer, for coordinators alone; an audit row; when no other question
    waits, the need is back with the coordinator. Raises NotFound for another need's question, AlreadyDecided when it is
    answered, NotAllowed for a closed need (`closed`).
    """
    with write_tx(db):
        need = needs.get_need(db, need_id)
        if need.state is NeedState.CLOSED:
            raise NotAllowed("write_down_answer", "closed")
        asked = (
            follow_up.get_clarification(db, clarification_id)
            if clarification_id
            else follow_up.add_clarification(
                db, need_id=need_id, question=question.strip(), asked_by=actor.user_id, due_at=now, now=now
            )
        )
        if asked.need_id != need_id:
            raise NotFound("clarification", asked.id)
        follow_up.set_clarification_answer(
            db, asked.id, answer=answer.strip(), answered_by=actor.user_id, now=now
        )
        audit.record_of_need(
            db,
            "write_down_answer",
            asked.need_id,
            actor,
            now,
            {"clarification": asked.id, "told_by": told_by.strip()},
        )
        _back_to_coordinator(db, need, now)


def answer_clarification_by_link(
    db: Database, *, token: str, answer: str, now: datetime, audience: Audience = Audience.INTRODUCED
) -> Clarification:
    """Answer with the link of a mail, which is used up by it. Side effects and errors: those of `answer_clarification`.

    Raises LinkInvalid as well: unknown, used or expired; unknown, too, when its holder has left the company.
    """
    with write_tx(db):
        link = action_links.use_action_link(db, token, now)
        if link.action is not LinkAction.ANSWER_CLARIFICATION:
            raise LinkInvalid("unknown")
        asked = follow_up.get_clarification(db, link.object_id)
        if not answers_for_company(db, needs.get_need(db, asked.need_id), link.email):
            raise LinkInvalid("unknown")
        user = users.find_user_by_email(db, link.email)
        actor = Actor(user_id=user.id if user else None, role=Role.COMPANY)
        return _answer(db, asked, answer, audience, actor, now)


def open_answer(
    db: Database, *, clarification_id: str, company_id: str, audience: Audience, actor: Actor, now: datetime
) -> None:
    """Change who may see an answer. Side effects: the answer's audience, an audit row; nothing when it is that already.

    Raises NotFound for another company's question and for one without an answer, NotAllowed for a closed need (`closed`).
    """
    with write_tx(db):
        asked = follow_up.get_clarification(db, clarification_id)
        need = needs.get_need(db, asked.need_id)
        if need.company_id != company_id or asked.answer is None:
            raise NotFound("clarification", clarification_id)
        if need.state is NeedState.CLOSED:
            raise NotAllowed("open_answer", "closed")
        if asked.audience is not audience:
            follow_up.set_clarification_audience(db, asked.id, audience)
            audit.record_of_need(
                db, "open_answer", asked.need_id, actor, now, {"before": asked.audience, "after": audience}
            )


def answer_with_text(db: Database, need: Need, actor: Actor, now: datetime) -> None:
    """Take a changed text for the answer to all questions that wait, inside the caller's write transaction."""
    for asked in follow_up.list_clarifications(db, need.id):
        if asked.answer is None:
            words = translator(need.content.language).gettext(IN_THE_TEXT)
            _write(db, asked, words, Audience.COORDINATOR, actor, now)


def _answer(
    db: Database, asked: Clarification, answer: str, audience: Audience, actor: Actor, now: datetime
) -> Clarification:
    if not answer.strip():
        raise NotAllowed("answer_clarification", "empty")
    need = needs.get_need(db, asked.need_id)
    if need.state is NeedState.CLOSED:
        raise NotAllowed("answer_clarification", "closed")
    answered = _write(db, asked, answer.strip(), audience, actor, now)
    _back_to_coordinator(db, need, now)
    return answered


def _back_to_coordinator(db: Database, need: Need, now: datetime) -> None:
    others = [one for one in follow_up.list_clarifications(db, need.id) if one.answer is None]
    if need.state is NeedState.CLARIFICATION and not others:
        needs.move_need(db, need.id, before=need.state, after=NeedState.SUBMITTED, now=now)


def _write(
    db: Database, asked: Clarification, answer: str, audience: Audience, actor: Actor, now: datetime
) -> Clarification:
    follow_up.set_clarification_answer(
        db, asked.id, answer=answer, answered_by=actor.user_id, now=now, audience=audience
    )
    audit.record_of_need(db, "answer_clarification", asked.need_id, actor, now, {"clarification": asked.id})
    enqueue_clarification_answered(db, asked, now)
    return follow_up.get_clarification(db, asked.id)
