"""An approved match: both sides are asked whether they want to be introduced."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from matchmaker.model.company import ConsentPurpose
from matchmaker.model.errors import NotAllowed, NotFound
from matchmaker.model.introduction import Introduction, Side, Tie
from matchmaker.model.match import Decision, Match, MatchState
from matchmaker.model.need import Need, NeedState
from matchmaker.model.user import Actor
from matchmaker.operations.company_identity import identity_of
from matchmaker.operations.decide_match import move
from matchmaker.operations.handle_need import take_up
from matchmaker.operations.introduction_mails import enqueue_question
from matchmaker.operations.propose_summary import names_found
from matchmaker.operations.recipients import Recipient, anybody, company_recipients, institution_recipients
from matchmaker.operations.word_summary import NamesSomebody
from matchmaker.store import companies, follow_up, introductions, matches, needs, offerings, settings
from matchmaker.store.addresses import one_spelling
from matchmaker.store.database import write_tx


@dataclass(frozen=True, slots=True)
class AskFacts:
    """What a coordinator should know before asking.

    `hindrance` is why it cannot be asked now (None when it can): closed, clarification, no-consent or
    no-institution-contact. `company` is None when the company has to be asked by phone. `ties` have to be confirmed.
    `busy` means that the institution has as many introductions open as the settings call busy; that is said, and hinders
    nothing.
    """

    hindrance: str | None
    company: Recipient | None
    institution: tuple[Recipient, ...]
    ties: tuple[Tie, ...]
    open_introductions: int
    busy: bool


def ask_facts(db: Database, match: Match) -> AskFacts:
    """Read what `ask_both_sides` would go by."""
    need = needs.get_need(db, match.need_id)
    institution_id = offerings.get_offering(db, match.offering_id).institution_id
    senders = company_recipients(db, need)
    answering = tuple(institution_recipients(db, institution_id))
    open_count = len(introductions.list_open_introductions(db, institution_id=institution_id))
    return AskFacts(
        hindrance=_hindrance(db, need, bool(answering)),
        company=senders[0] if senders else None,
        institution=answering,
        ties=tuple(follow_up.list_ties_between(db, need.company_id, institution_id)),
        open_introductions=open_count,
        busy=open_count >= settings.get_number(db, "busy_institution_introductions"),
    )


def ask_both_sides(
    db: Database,
    *,
    match_id: str,
    actor: Actor,
    now: datetime,
    institution_email: str | None = None,
    other_email: str = "",
    despite_ties: bool = False,
    line: str = "",
) -> Decision:
    """Move an approved match to asked and ask both sides; `institution_email` chooses among the institution's people.

    `other_email` asks somebody who is not known yet in their place; `line` is added to the mail to the institution.

    Side effects: an introduction, those of `decide_match`, a mail to each side that waits `undo_minutes` for an undo; a
    need that was only submitted is taken up, if nothing blocks it (NotAllowed: `blocked`). Raises NotAllowed for the
    hindrances of `AskFacts`, for a company that no mail reaches (`no-company-contact`) and, unless `despite_ties`, for an
    existing tie (`customer`, `conflict`); NamesSomebody for a line that tells who the company is; NotFound when
    `institution_email` is not one of the institution's people; AlreadyDecided when the match is no longer approved.
    """
    with write_tx(db):
        match = matches.get_match(db, match_id)
        facts = ask_facts(db, match)
        check_askable(facts, other_email, despite_ties=despite_ties)
        if facts.company is None:
            raise NotAllowed("ask_both_sides", "no-company-contact")
        answering = answering_person(db, match, facts, institution_email, other_email)
        introduction, decision = begin_asking(
            db, match, facts.company.email, answering.email, actor, now, line
        )
        ask_side(db, introduction, Side.COMPANY, facts.company, decision, now)
        ask_side(db, introduction, Side.INSTITUTION, answering, decision, now)
        return decision


def check_askable(facts: AskFacts, other_email: str, *, despite_ties: bool) -> None:
    """Raise NotAllowed for what stands in the way of a question to the institution; an address typed in helps out."""
    nobody_known = facts.hindrance == "no-institution-contact" and other_email
    if facts.hindrance is not None and not nobody_known:
        raise NotAllowed("ask_both_sides", facts.hindrance)
    if facts.ties and not despite_ties:
        raise NotAllowed("ask_both_sides", facts.ties[0].kind)


def answering_person(
    db: Database, match: Match, facts: AskFacts, institution_email: str | None, other_email: str
) -> Recipient:
    """Who answers for the institution: somebody named anew, one of its people, or the first of them."""
    if other_email:
        return anybody(db, other_email, needs.get_need(db, match.need_id).content.language)
    return _chosen(facts.institution, institution_email)


def begin_asking(
    db: Database,
    match: Match,
    company_email: str,
    institution_email: str,
    actor: Actor,
    now: datetime,
    line: str = "",
) -> tuple[Introduction, Decision]:
    """Open an introduction inside the caller's write transaction, taking a submitted need up; nobody is mailed yet."""
    need = needs.get_need(db, match.need_id)
    check_line(db, need, line)
    if need.state is NeedState.SUBMITTED:
        take_up(db, need, actor, now)
    decision = move(db, match, MatchState.APPROVED, MatchState.ASKED, actor=actor, now=now)
    introduction = introductions.add_introduction(
        db,
        match_id=match.id,
        company_email=company_email,
        institution_email=institution_email,
        asked_by=actor.user_id,
        due_at=now + timedelta(days=settings.get_number(db, "answer_days")),
        now=now,
        line=line.strip(),
    )
    return introduction, decision


def check_line(db: Database, need: Need, line: str) -> None:
    """Raise NamesSomebody where the coordinator's line would tell the institution who the company is."""
    found = names_found(line, identity_of(db, need.company_id))
    if found:
        raise NamesSomebody(found)


def ask_side(
    db: Database,
    introduction: Introduction,
    side: Side,
    person: Recipient,
    decision: Decision,
    now: datetime,
) -> None:
    """Mail the question to a side once the time for an undo is over."""
    leaves = now + timedelta(minutes=settings.get_number(db, "undo_minutes"))
    enqueue_question(db, introduction, side, person, decision_id=decision.id, now=now, not_before=leaves)


def _hindrance(db: Database, need: Need, has_answering: bool) -> str | None:
    if need.state is NeedState.CLOSED:
        return "closed"
    if need.state is NeedState.CLARIFICATION:
        return "clarification"
    if need.id not in companies.list_needs_with_consent(db, [need.id], ConsentPurpose.INTRODUCE):
        return "no-consent"
    return None if has_answering else "no-institution-contact"


def _chosen(people: tuple[Recipient, ...], email: str | None) -> Recipient:
    if email is None:
        return people[0]
    chosen = next((person for person in people if person.email == one_spelling(email)), None)
    if chosen is None:
        raise NotFound("contact", email)
    return chosen
