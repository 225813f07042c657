"""A coordinator writes down what the company said on the phone: before anybody was asked, or in place of an answer by mail."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.errors import AlreadyDecided, NotAllowed
from matchmaker.model.introduction import Answer, Introduction, Side
from matchmaker.model.match import Match, MatchState
from matchmaker.model.user import Actor
from matchmaker.operations.answer_introduction import check_open, take_answer
from matchmaker.operations.ask_both_sides import (
    answering_person,
    ask_facts,
    ask_side,
    begin_asking,
    check_askable,
)
from matchmaker.operations.introduction_steps import record_step
from matchmaker.store import audit, introductions, matches
from matchmaker.store.database import write_tx


@dataclass(frozen=True, slots=True)
class Told:
    """What was said, by whom and when; `note` holds its words as far as they matter."""

    answer: Answer
    told_by: str
    told_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who answers for the institution, and a line to them, as in `ask_both_sides`."""

    institution_email: str | None = None
    other_email: str = ""
    despite_ties: bool = False
    line: str = ""


def tell_answer(
    db: Database, *, match_id: str, told: Told, actor: Actor, now: datetime, asked: Asked | None = None
) -> Introduction:
    """Write down the company's answer to an introduction that it gave on the phone.

    An approved match is asked about by it: a yes mails the question to the institution, after the time for an undo; a no
    ends it, and the institution never hears of it. Where both were asked by mail it counts as the company's answer. Side
    effects: those of `ask_both_sides` and `answer_introduction`, the audit row naming who said it. Raises NotAllowed for
    the hindrances of both, AlreadyDecided for a match in another state or a company that has answered.
    """
    with write_tx(db):
        match = matches.get_match(db, match_id)
        introduction_id = _asked_already(db, match, now) or _begin(
            db, match, told, asked or Asked(), actor, now
        )
        introductions.set_answer(
            db,
            introduction_id,
            side=Side.COMPANY,
            answer=told.answer,
            reason=None,
            note=told.note,
            now=told.told_at,
            told_by=told.told_by,
        )
        take_answer(db, introduction_id, Side.COMPANY, told.answer, actor, now, {"told_by": told.told_by})
        return introductions.get_introduction(db, introduction_id)


def take_back_told_answer(db: Database, *, match_id: str, actor: Actor, now: datetime) -> None:
    """The company did not say it after all: it is silent again, the institution's question stays.

    Side effects: the answer goes, an audit row. Raises NotAllowed (`nothing-told`) where no told yes waits for the institution.
    """
    with write_tx(db):
        introduction = introductions.find_introduction(db, match_id)
        given = introduction.answers.get(Side.COMPANY) if introduction else None
        if introduction is None or introduction.ended_at is not None or given is None or not given.told_by:
            raise NotAllowed("take_back_told_answer", "nothing-told")
        introductions.clear_told_answer(db, introduction.id)
        record_step(db, "take_back_answer", introduction, actor, now, {"answer": given.answer})


def mark_called(db: Database, *, match_id: str, actor: Actor, now: datetime) -> None:
    """The company was told by phone what became of it. Side effects: its mark, an audit row; nothing the second time."""
    with write_tx(db):
        introduction = introductions.find_introduction(db, match_id)
        if introduction is None or introduction.call_since is None:
            return
        introductions.mark_to_call(db, introduction.id, None)
        record_step(db, "call_company", introduction, actor, now, {})


def take_back_call(db: Database, *, match_id: str, actor: Actor, now: datetime) -> None:
    """The company was not called after all: somebody has to. Side effects: the call waits again, an audit row.

    Nothing happens unless a call was ticked off and none waits.
    """
    with write_tx(db):
        introduction = introductions.find_introduction(db, match_id)
        if introduction is None or introduction.call_since is not None or not was_called(db, match_id):
            return
        introductions.mark_to_call(db, introduction.id, now)
        record_step(db, "take_back_call", introduction, actor, now, {})


def was_called(db: Database, match_id: str) -> bool:
    """Whether the last call to the company about a match was ticked off and not taken back."""
    steps = [entry.action for entry in audit.list_for_object(db, "match", match_id)]
    return next((step for step in steps if step in ("call_company", "take_back_call")), "") == "call_company"


def _asked_already(db: Database, match: Match, now: datetime) -> str | None:
    if match.state is MatchState.APPROVED:
        return None
    introduction = introductions.find_introduction(db, match.id)
    if match.state is not MatchState.ASKED or introduction is None:
        raise AlreadyDecided("match", match.id, match.state)
    check_open(db, introduction, Side.COMPANY, now)
    return introduction.id


def _begin(db: Database, match: Match, told: Told, asked: Asked, actor: Actor, now: datetime) -> str:
    facts = ask_facts(db, match)
    yes = told.answer is Answer.YES
    if yes or facts.hindrance != "no-institution-contact":
        check_askable(facts, asked.other_email, despite_ties=asked.despite_ties or not yes)
    person = answering_person(db, match, facts, asked.institution_email, asked.other_email) if yes else None
    company, institution = facts.company.email if facts.company else "", person.email if person else ""
    introduction, decision = begin_asking(db, match, company, institution, actor, now, asked.line)
    if person is not None:
        ask_side(db, introduction, Side.INSTITUTION, person, decision, now)
    return introduction.id
