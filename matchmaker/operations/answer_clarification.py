"""The company answers a coordinator's question: on its need's page, or by the link of the mail without signing in."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.i18n import N_, translator
from matchmaker.model.errors import LinkInvalid, NotAllowed, NotFound
from matchmaker.model.introduction import Clarification, LinkAction
from matchmaker.model.need import Need, NeedState
from matchmaker.model.user import Actor, Role
from matchmaker.operations.link_holders import answers_for_company
from matchmaker.operations.need_mails import enqueue_clarification_answered
from matchmaker.store import audit, follow_up, introductions, needs, users
from matchmaker.store.database import write_tx

IN_THE_TEXT = N_("The answer is in the need's text, which the company has changed.")


def answer_clarification(
    db: Database, *, clarification_id: str, company_id: str, answer: str, actor: Actor, now: datetime
) -> Clarification:
    """Answer a question about a need of one's own company.

    Side effects: the answer, an audit row, a notice to the coordinator who asked; when no other question waits, the need
    is back with the coordinator. Raises NotFound for another company's, AlreadyDecided when it is answered, NotAllowed for
    an empty answer (`empty`) and for a closed need (`closed`).
    """
    with write_tx(db):
        asked = follow_up.get_clarification(db, clarification_id)
        if needs.get_need(db, asked.need_id).company_id != company_id:
            raise NotFound("clarification", clarification_id)
        return _answer(db, asked, answer, actor, now)


def answer_clarification_by_link(db: Database, *, token: str, answer: str, now: datetime) -> Clarification:
    """Answer with the link of a mail, which is used up by it. Side effects and errors: those of `answer_clarification`.

    Raises LinkInvalid as well: unknown, used or expired; unknown, too, when its holder has left the company.
    """
    with write_tx(db):
        link = introductions.use_action_link(db, token, now)
        if link.action is not LinkAction.ANSWER_CLARIFICATION:
            raise LinkInvalid("unknown")
        asked = follow_up.get_clarification(db, link.object_id)
        if not answers_for_company(db, needs.get_need(db, asked.need_id), link.email):
            raise LinkInvalid("unknown")
        user = users.find_user_by_email(db, link.email)
        actor = Actor(user_id=user.id if user else None, role=Role.COMPANY)
        return _answer(db, asked, answer, actor, now)


def answer_with_text(db: Database, need: Need, actor: Actor, now: datetime) -> None:
    """Take a changed text for the answer to all questions that wait, inside the caller's write transaction."""
    for asked in follow_up.list_clarifications(db, need.id):
        if asked.answer is None:
            _write(db, asked, translator(need.content.language).gettext(IN_THE_TEXT), actor, now)


def _answer(db: Database, asked: Clarification, answer: str, actor: Actor, now: datetime) -> Clarification:
    if not answer.strip():
        raise NotAllowed("answer_clarification", "empty")
    need = needs.get_need(db, asked.need_id)
    if need.state is NeedState.CLOSED:
        raise NotAllowed("answer_clarification", "closed")
    answered = _write(db, asked, answer.strip(), actor, now)
    others = [one for one in follow_up.list_clarifications(db, need.id) if one.answer is None]
    if need.state is NeedState.CLARIFICATION and not others:
        needs.move_need(db, need.id, before=need.state, after=NeedState.SUBMITTED, now=now)
    return answered


def _write(db: Database, asked: Clarification, answer: str, actor: Actor, now: datetime) -> Clarification:
    follow_up.set_clarification_answer(db, asked.id, answer=answer, answered_by=actor.user_id, now=now)
    audit.record(
        db,
        actor=actor,
        action="answer_clarification",
        object_type="need",
        object_id=asked.need_id,
        need_id=asked.need_id,
        now=now,
        detail={"clarification": asked.id},
    )
    enqueue_clarification_answered(db, asked, now)
    return follow_up.get_clarification(db, asked.id)
