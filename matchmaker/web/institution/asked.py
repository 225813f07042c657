"""Needs that the institution is asked about, as far as their companies opened them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue

from matchmaker.matching.documents import Field
from matchmaker.model import places
from matchmaker.model.company import ConsentPurpose
from matchmaker.model.errors import NotFound
from matchmaker.model.introduction import Clarification, Introduction, Side
from matchmaker.model.match import Match
from matchmaker.model.need import NeedState
from matchmaker.model.offering import Offering
from matchmaker.model.user import Role
from matchmaker.operations.company_identity import identities_of
from matchmaker.operations.documents import offering_document
from matchmaker.operations.opened_need import (
    ASKED_STATES,
    OpenedNeed,
    explain_opened,
    opened_document,
    opened_need,
)
from matchmaker.store import companies, follow_up, handed_on, introductions, matches, needs
from matchmaker.store import offerings as catalogue
from matchmaker.store.handed_on import HandedOn
from matchmaker.store.second_thoughts import list_reconsidered
from matchmaker.web import reasons
from matchmaker.web.access import allow, viewer
from matchmaker.web.database import db
from matchmaker.web.engine import index
from matchmaker.web.institution import blueprint
from matchmaker.web.institution.people import own_institution_id
from matchmaker.web.institution.standing import Standing, standing
from matchmaker.web.locale import foreign, label, language, show_date
from matchmaker.web.locale import gettext as _
from matchmaker.web.questions import QuestionLink, as_known, question_link, settled
from matchmaker.web.reasons import MarkedPassage

SNIPPET = 200


@dataclass(frozen=True, slots=True)
class AskedCard:
    """A need that the institution is asked about, with the offering it was asked for.

    `handed` is whether it was handed on to somebody else than the reader, who is to answer it.
    """

    match: Match
    introduction_id: str
    need: OpenedNeed
    offering: Offering
    question: QuestionLink | None
    standing: Standing
    due: datetime
    asked_person: str
    handed: bool

    @property
    def title(self) -> str:
        if self.need.taken_back:
            return _("The company has taken this need back")
        return self.need.title or _("A need without an open title")

    @property
    def lang(self) -> str | None:
        """The language of the need's text where it is not the reader's."""
        return foreign(self.need.language) if self.need.title else None

    @property
    def snippet(self) -> str:
        text = self.need.summary or self.need.description
        return text if len(text) <= SNIPPET else text[: SNIPPET - 1].rsplit(" ", 1)[0] + "…"

    @property
    def chips(self) -> list[str]:
        members = (*sorted(self.need.helps), self.need.urgency, self.need.sector, self.need.size)
        return [label(member) for member in members if member]

    @property
    def town(self) -> str:
        code = self.need.municipality
        return places.get_municipality(code).name(language()) if code else ""

    @property
    def offering_title(self) -> str:
        return self.offering.content.title(language())

    @property
    def offering_lang(self) -> str | None:
        return foreign(self.offering.content.text_language(language()))


@blueprint.get("/asked", endpoint="asked")
@allow(Role.INSTITUTION)
def list_asked() -> ResponseReturnValue:
    cards = _cards(matches.list_matches_of_institution(db(), own_institution_id(), states=ASKED_STATES))
    open_ones = [card for card in cards if card.standing.pending and not card.need.taken_back]
    return render_template(
        "institution/asked.html",
        awaited=sorted((card for card in open_ones if card.standing.awaited), key=lambda card: card.due),
        waiting=[card for card in open_ones if not card.standing.awaited],
        others=[card for card in cards if card not in open_ones],
    )


@blueprint.get("/asked/<match_id>")
@allow(Role.INSTITUTION)
def asked_need(match_id: str) -> ResponseReturnValue:
    match = matches.get_match(db(), match_id)
    if match.state not in ASKED_STATES:
        raise NotFound("match", match_id)
    cards = _cards([match], {match.need_id: follow_up.list_clarifications(db(), match.need_id)})
    if not cards or cards[0].offering.institution_id != own_institution_id():
        raise NotFound("match", match_id)
    card = cards[0]
    explanation = explain_opened(index(), card.need, card.offering)
    numbers = reasons.line_numbers(explanation)
    return render_template(
        "institution/asked_need.html",
        card=card,
        shared=[item for item in reasons.reason_items(explanation) if item.number],
        need_marked=reasons.mark_passages(opened_document(card.need), explanation.need_spans, numbers),
        offering_marked=_worth_reading(
            card.offering,
            reasons.mark_passages(offering_document(card.offering), explanation.offering_spans, numbers),
        ),
    )


def _worth_reading(offering: Offering, found: list[MarkedPassage]) -> list[MarkedPassage]:
    """The reader's own language of the offering, and of other languages what has something in common with the need."""
    content = offering.content
    shown = {
        Field.TITLE: content.text_language(language()),
        Field.DESCRIPTION: content.description_language(language()),
    }
    return [
        passage
        for passage in found
        if passage.language in (None, shown.get(passage.field))
        or any(number for _text, number in passage.segments)
    ]


def _cards(
    found: list[Match], answers: Mapping[str, Sequence[Clarification]] | None = None
) -> list[AskedCard]:
    """Cards in the order of the matches that may be known, with the questions about each need where they are given.

    The number of queries does not grow with theirs.
    """
    asked = needs.list_needs_by_ids(db(), [match.need_id for match in found])
    owners = companies.list_companies_by_ids(db(), [need.company_id for need in asked.values()])
    named = identities_of(db(), owners.values())
    consented = companies.list_needs_with_consent(db(), list(asked), ConsentPurpose.INTRODUCE)
    offered = catalogue.list_by_ids(db(), [match.offering_id for match in found])
    questions = introductions.list_introductions_by_match(db(), [match.id for match in found])
    handed = handed_on.list_standing(db(), questions.values())
    limit = settled()
    again = {
        one for one, sides in list_reconsidered(db(), questions.values()).items() if Side.INSTITUTION in sides
    }

    def card(match: Match) -> AskedCard:
        need, question = asked[match.need_id], questions.get(match.id)
        opened = opened_need(
            need,
            owners[need.company_id].profile,
            identity=named[need.company_id],
            state=match.state,
            consented=need.id in consented,
            asked=(answers or {}).get(need.id, ()),
        )
        off = opened.taken_back or need.state is NeedState.CLOSED
        stands = standing(
            match.state, question, off=off, again=question is not None and question.id in again, settled=limit
        )
        elsewhere = _elsewhere(stands, handed.get(question.id)) if question else None
        return AskedCard(
            match=match,
            introduction_id=question.id if question else "",
            need=opened,
            offering=offered[match.offering_id],
            question=question_link(match, question, Side.INSTITUTION),
            standing=elsewhere or stands,
            due=question.due_at if question else match.updated_at,
            asked_person=question.institution_email if question else "",
            handed=elsewhere is not None,
        )

    return [card(match) for match in _to_be_known(found, questions)]


def _elsewhere(standing: Standing, handed: HandedOn | None) -> Standing | None:
    """How a question stands that waits for somebody else than the reader, to whom it was handed on; None for any other."""
    reader = viewer().user
    if not standing.awaited or handed is None or (reader and reader.email == handed.to):
        return None
    text = _("Handed on to %(email)s on %(day)s", email=handed.to, day=show_date(handed.at))
    return replace(standing, text=text, tone="waiting")


def _to_be_known(found: list[Match], questions: Mapping[str, Introduction]) -> list[Match]:
    """Without those whose question can be taken back, and those to which the company said no before we were asked."""
    return [
        match
        for match in as_known(found, questions, Side.INSTITUTION)
        if match.state in ASKED_STATES
        and ((question := questions.get(match.id)) is None or question.institution_asked)
    ]
