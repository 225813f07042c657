"""What a side may still say once a question has ended without it: why it said no, and that it could after all."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.errors import NotAllowed
from matchmaker.model.introduction import Answer, DeclineReason, Introduction, Side
from matchmaker.model.match import MatchState
from matchmaker.model.user import Actor
from matchmaker.operations.answer_introduction import actor_at
from matchmaker.operations.introduction_mails import enqueue_reconsidered, enqueue_result
from matchmaker.operations.introduction_steps import called_off, record_step
from matchmaker.operations.link_holders import question_of_link
from matchmaker.store import introductions, matches
from matchmaker.store.database import write_tx
from matchmaker.store.second_thoughts import reconsidered_at

_ENDED = (MatchState.DECLINED, MatchState.LAPSED)


def explain_answer(
    db: Database,
    *,
    introduction_id: str,
    side: Side,
    reason: DeclineReason | None,
    note: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Give or change the reason of a no or not now; the caller has checked that the actor belongs to the side.

    Side effects: the reason and the note, an audit row, word to the coordinator; none when nothing changes. Raises
    NotAllowed (`not-declined`) for a side that has not said no.
    """
    with write_tx(db):
        introduction = introductions.get_introduction(db, introduction_id)
        _explain(db, introduction, side, reason, note, actor, now)


def explain_by_link(
    db: Database, *, token: str, reason: DeclineReason | None, note: str, now: datetime
) -> None:
    """The same with the link that answered. Raises LinkInvalid as well: unknown, expired, handed-on."""
    with write_tx(db):
        introduction, side, email = question_of_link(db, token, now)
        _explain(db, introduction, side, reason, note, actor_at(db, email, side), now)


def reconsider_answer(db: Database, *, introduction_id: str, side: Side, actor: Actor, now: datetime) -> None:
    """'We could after all': the coordinator is told, who can ask both sides again.

    A mail that tells the other side of the no, and has not left yet, does not leave (`introduction_params`).
    Side effects: an audit row, a mail to the coordinator; none the second time. Raises NotAllowed (`over`) unless
    `may_reconsider`.
    """
    with write_tx(db):
        _reconsider(db, introductions.get_introduction(db, introduction_id), side, actor, now)


def reconsider_by_link(db: Database, *, token: str, now: datetime) -> None:
    """The same with the link of a question. Raises LinkInvalid as well: unknown, expired, handed-on."""
    with write_tx(db):
        introduction, side, email = question_of_link(db, token, now)
        _reconsider(db, introduction, side, actor_at(db, email, side), now)


def may_reconsider(db: Database, introduction: Introduction, side: Side) -> bool:
    """Whether this side's no or silence ended the newest question of a match, and the need is still open."""
    given = introduction.answers.get(side)
    newest = introductions.find_introduction(db, introduction.match_id)
    return (
        introduction.declined_by in (side, None)
        and (given is None or given.answer is not Answer.YES)
        and matches.get_match(db, introduction.match_id).state in _ENDED
        and newest is not None
        and newest.id == introduction.id
        and not called_off(db, introduction)
    )


def _explain(
    db: Database,
    introduction: Introduction,
    side: Side,
    reason: DeclineReason | None,
    note: str,
    actor: Actor,
    now: datetime,
) -> None:
    given = introduction.answers.get(side)
    if given is None or given.answer is Answer.YES:
        raise NotAllowed("explain_answer", "not-declined")
    if (given.reason, given.note) == (reason, note):
        return
    introductions.set_reason(db, introduction.id, side=side, reason=reason, note=note)
    record_step(db, "explain_answer", introduction, actor, now, {"side": side, "reason": reason})
    enqueue_result(db, introduction, now)


def _reconsider(db: Database, introduction: Introduction, side: Side, actor: Actor, now: datetime) -> None:
    if not may_reconsider(db, introduction, side):
        raise NotAllowed("reconsider_answer", "over")
    if reconsidered_at(db, introduction, side) is not None:
        return
    detail: dict[str, object] = {"side": side, "introduction": introduction.id}
    record_step(db, "reconsider_answer", introduction, actor, now, detail)
    enqueue_reconsidered(db, introduction, side, now)
