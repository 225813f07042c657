"""What a side reads when it is asked: the offering, the need as far as it may know it, the reason, and how things stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.errors import LinkInvalid
from matchmaker.model.introduction import Answer, Introduction, KnownLink, Side
from matchmaker.model.match import MatchState
from matchmaker.model.need import Need
from matchmaker.model.offering import Offering
from matchmaker.operations.after_a_no import may_reconsider
from matchmaker.operations.common_words import common_words
from matchmaker.operations.company_identity import identity_of
from matchmaker.operations.hand_on_introduction import may_take_back
from matchmaker.operations.introduction_mails import SIDES
from matchmaker.operations.introduction_params import told_by
from matchmaker.operations.introduction_steps import called_off, told_from
from matchmaker.operations.link_holders import still_answers
from matchmaker.operations.opened_need import ASKED_STATES, OpenedNeed, opened_need
from matchmaker.operations.propose_summary import nameless
from matchmaker.operations.recipients import institution_recipients, recipient_of
from matchmaker.store import (
    companies,
    follow_up,
    handed_on,
    institutions,
    introductions,
    matches,
    needs,
    offerings,
    settings,
)
from matchmaker.store.handed_on import HandedOn
from matchmaker.store.second_thoughts import reconsidered_at


class QuestionState(StrEnum):
    """How things stand for one side."""

    OPEN = "open"
    WAITING = "waiting"  # this side said yes, the other has not answered
    AGREED = "agreed"
    DECLINED = "declined"  # by this side
    OVER = "over"  # the other side declined
    RESTING = "resting"  # the other side's no can still be thought over; this side has not answered
    LAPSED = "lapsed"
    CALLED_OFF = "called-off"
    HANDED_ON = "handed-on"


@dataclass(frozen=True, slots=True)
class Contact:
    """The other side's person and what it added to its yes, once both have said yes; '' for what is not known."""

    organisation: str
    name: str
    email: str
    phone: str
    condition: str


@dataclass(frozen=True, slots=True)
class Question:
    """One side's view. `need` is None for the institution, which sees `opened`; `opened` is None once it is over, and
    `contact` is None until both have said yes. `told_from` is when the other side begins to be told of this side's no, None
    once it has begun; `their_condition` is what the other side added to its yes, to be read before this side answers.
    `words` are the reasons, by the language of the page. `handed` is how an institution's person handed the question on, for
    who may know it.
    """

    introduction: Introduction
    side: Side
    state: QuestionState
    offering: Offering
    need: Need | None
    opened: OpenedNeed | None
    words: Mapping[Language, tuple[str, ...]]
    match_state: MatchState
    contact: Contact | None = None
    may_reconsider: bool = False
    reconsidered_at: datetime | None = None
    told_from: datetime | None = None
    their_condition: str = ""
    handed: HandedOn | None = None
    may_take_back: bool = False


def read_question(db: Database, introduction: Introduction, side: Side, now: datetime) -> Question:
    """What a side sees of an introduction. Reads only; the caller has checked that the reader belongs to the side."""
    match = matches.get_match(db, introduction.match_id)
    need = needs.get_need(db, introduction.need_id)
    opened = None
    off = called_off(db, introduction)
    if match.state in ASKED_STATES and not off:
        company = companies.get_company(db, need.company_id)
        opened = opened_need(
            need,
            company.profile,
            identity=identity_of(db, company.id),
            state=match.state,
            consented=True,
            asked=follow_up.list_clarifications(db, need.id),
        )
    own = side is Side.COMPANY
    within = None if own else opened.text if opened else ""
    again = may_reconsider(db, introduction, side)
    return Question(
        introduction=introduction,
        side=side,
        state=question_state(introduction, side, now, off=off, settled=settled(db, now)),
        offering=offerings.get_offering(db, introduction.offering_id),
        need=need if own else None,
        opened=opened,
        words={code: tuple(common_words(match.reasons, reader=code, within=within)) for code in Language},
        match_state=match.state,
        contact=_contact(db, introduction, side, need) if introduction.both_said_yes and not off else None,
        may_reconsider=again,
        reconsidered_at=reconsidered_at(db, introduction, side) if again else None,
        told_from=_told_from(db, introduction, side, now),
        their_condition=_their_condition(db, introduction, side, need),
    )


def settled(db: Database, now: datetime) -> datetime:
    """Of what was asked or refused by then the other side may know: it can no longer be taken back."""
    return now - timedelta(minutes=settings.get_number(db, "undo_minutes"))


def _their_condition(db: Database, introduction: Introduction, side: Side, need: Need) -> str:
    """As the other side wrote it; of a company's without the names of its people, while the institution may not know them."""
    condition = introduction.condition(side.other)
    if side is Side.COMPANY or introduction.both_said_yes or not condition:
        return condition
    return nameless(condition, need.content.language, identity_of(db, need.company_id))


def _told_from(db: Database, introduction: Introduction, side: Side, now: datetime) -> datetime | None:
    if introduction.declined_by is not side or not introduction.untold(side.other, settled(db, now)):
        return None
    return told_from(db, introduction.answers[side].at)


def _contact(db: Database, introduction: Introduction, side: Side, need: Need) -> Contact:
    person = recipient_of(db, introduction, side.other)
    name, email = (person.name, person.email) if person else (told_by(introduction), "")
    condition = introduction.condition(side.other)
    if side is Side.INSTITUTION:
        return Contact(need.company_name, name, email, need.content.phone, condition)
    institution = institutions.get_institution(db, introduction.institution_id)
    return Contact(institution.name, name, email, "", condition)


def read_linked_question(db: Database, known: KnownLink, now: datetime) -> Question:
    """What the holder of a link sees. Raises LinkInvalid for a link that does not answer a question (`unknown`)."""
    if known.link.action not in SIDES:
        raise LinkInvalid("unknown")
    side = SIDES[known.link.action]
    introduction = introductions.get_introduction(db, known.link.object_id)
    question = read_question(db, introduction, side, now)
    holder = known.link.email
    if still_answers(db, introduction, side, holder):
        return question
    back = may_take_back(db, introduction, holder)
    return _handed_on(db, question, may_know=back or _belongs(db, introduction, holder), may_take_back=back)


def read_as_member(
    db: Database, introduction: Introduction, side: Side, email: str, now: datetime
) -> Question:
    """What a member of a side sees: of a question that was handed on to somebody else, to whom, and that it can be taken back."""
    question = read_question(db, introduction, side, now)
    if side is Side.COMPANY or question.state is not QuestionState.OPEN:
        return question
    handed = handed_on.find_standing(db, introduction)
    if handed is None or handed.to == email:
        return question
    return _handed_on(db, question, may_know=True, may_take_back=True)


def _handed_on(db: Database, question: Question, *, may_know: bool, may_take_back: bool) -> Question:
    """The view of somebody who does not answer any more."""
    introduction = question.introduction
    handed = handed_on.find_standing(db, introduction) if may_know else None
    return Question(
        introduction=introduction,
        side=question.side,
        state=QuestionState.HANDED_ON,
        offering=question.offering,
        need=None,
        opened=None,
        words={},
        match_state=question.match_state,
        handed=handed,
        may_take_back=may_take_back and question.state is QuestionState.OPEN,
    )


def _belongs(db: Database, introduction: Introduction, email: str) -> bool:
    return email in {person.email for person in institution_recipients(db, introduction.institution_id)}


def question_state(
    introduction: Introduction, side: Side, now: datetime, *, off: bool, settled: datetime
) -> QuestionState:
    """How things stand for a side; `off` is whether the company took its need or its consent back.

    While the other's no, given after `settled`, can be thought over, a side that said yes still waits and a silent one is not
    told of it.
    """
    mine = introduction.answers.get(side)
    if introduction.both_said_yes:
        return QuestionState.AGREED
    if mine is not None and mine.answer is not Answer.YES:
        return QuestionState.DECLINED
    if introduction.declined_by is not None:
        if not introduction.untold(side, settled):
            return QuestionState.OVER
        return QuestionState.WAITING if mine else QuestionState.RESTING
    # Ended before its time without an answer that ended it: the coordinator or the company took it back.
    if off or (introduction.ended_at is not None and introduction.ended_at < introduction.due_at):
        return QuestionState.CALLED_OFF
    if not introduction.is_open(now):
        return QuestionState.LAPSED
    return QuestionState.WAITING if mine else QuestionState.OPEN
