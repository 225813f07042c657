"""What an institution may see of a need it is asked about, and why its offering was thought of.

The company opened the need part by part. Reasons that were stored with a match rest on the whole need and would tell
what is closed, so they are made anew from the opened parts alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.explained import Explanation
from matchmaker.matching.explanation import explain
from matchmaker.matching.index import Index
from matchmaker.model.codes import Help, Language, Sector, SizeClass, Urgency
from matchmaker.model.company import CompanyProfile
from matchmaker.model.introduction import Clarification
from matchmaker.model.match import MatchState
from matchmaker.model.need import Audience, ClosingResult, Need, NeedPart
from matchmaker.model.offering import Offering
from matchmaker.operations.answered_questions import answered_in_words
from matchmaker.operations.documents import offering_document
from matchmaker.operations.naming import Identity
from matchmaker.operations.propose_summary import nameless

# Matches that an institution has been asked about, whatever came of it.
ASKED_STATES: tuple[MatchState, ...] = (
    MatchState.ASKED,
    MatchState.INTRODUCED,
    MatchState.DECLINED,
    MatchState.LAPSED,
    MatchState.MET,
    MatchState.OUTCOME,
)
BOTH_SAID_YES = frozenset({MatchState.INTRODUCED, MatchState.MET, MatchState.OUTCOME})


@dataclass(frozen=True, slots=True)
class OpenedAnswer:
    """What a coordinator asked the company, and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class OpenedNeed:
    """The parts of a need that are open to one institution; a closed part is empty or None.

    `summary`, `helps` and `urgency` name nobody and are open from the moment of asking; `title` names nobody until
    both have said yes. `taken_back` means that the company has withdrawn the need or its consent: then everything is closed.
    """

    title: str
    description: str
    language: Language
    sector: Sector | None
    municipality: str | None
    size: SizeClass | None
    makes: str
    taken_back: bool
    summary: str = ""
    answers: tuple["OpenedAnswer", ...] = ()
    helps: frozenset[Help] = frozenset()
    urgency: Urgency | None = None

    @property
    def empty(self) -> bool:
        facts = (self.sector, self.municipality, self.size, self.makes)
        return not (self.summary or self.title or self.description or any(facts))

    @property
    def told(self) -> tuple[str, ...]:
        """Summary and description; a summary that stands in the description as it is is not read twice."""
        parts = (self.description,) if self.summary in self.description else (self.summary, self.description)
        return tuple(part for part in parts if part)

    @property
    def text(self) -> str:
        """The opened texts one after the other."""
        parts = (self.summary, self.title, self.description, self.makes)
        return "\n".join(part for part in parts if part)


def opened_need(
    need: Need,
    company: CompanyProfile,
    *,
    identity: Identity,
    state: MatchState,
    consented: bool,
    asked: Sequence[Clarification] = (),
) -> OpenedNeed:
    """The need as an institution sees it in a state of its match.

    `identity` is who must not be recognised before both have said yes: until then title and answers are without names.
    `consented` is whether the company's consent to introduce stands; `asked` are the questions whose answers are to be
    shown as far as they are open. Raises ValueError for a state in which no institution sees anything.
    """
    if state not in ASKED_STATES:
        raise ValueError(state)
    taken_back = need.result is ClosingResult.WITHDRAWN or not consented
    known = state in BOTH_SAID_YES
    audiences = {Audience.ASKED, Audience.INTRODUCED} if known else {Audience.ASKED}

    def is_open(part: NeedPart) -> bool:
        return not taken_back and need.content.openness.get(part) in audiences

    def named(text: str) -> str:
        return text if known else nameless(text, need.content.language, identity)

    return OpenedNeed(
        title=named(need.content.title) if is_open(NeedPart.TITLE) else "",
        description=need.content.description if is_open(NeedPart.DESCRIPTION) else "",
        language=need.content.language,
        sector=need.content.sector if is_open(NeedPart.SECTOR) else None,
        municipality=company.municipality if is_open(NeedPart.MUNICIPALITY) else None,
        size=company.size if is_open(NeedPart.SIZE) else None,
        makes=company.makes if is_open(NeedPart.MAKES) else "",
        taken_back=taken_back,
        summary="" if taken_back else need.content.summary,
        answers=tuple(
            OpenedAnswer(named(one.question), answer)
            for one in answered_in_words(asked)
            if not taken_back and one.audience in audiences and (answer := named(one.answer or ""))
        ),
        helps=frozenset() if taken_back else need.content.helps,
        urgency=None if taken_back else need.content.urgency,
    )


def opened_document(opened: OpenedNeed) -> Document:
    """The opened texts, as `matching` reads them. The sector and other facts are no text."""
    passages = (
        Passage(Field.TITLE, opened.title, opened.language),
        *(Passage(Field.DESCRIPTION, text, opened.language) for text in opened.told),
        Passage(Field.COMPANY, opened.makes, None),
    )
    return Document("opened", "opened", tuple(passage for passage in passages if passage.text))


def explain_opened(index: Index, opened: OpenedNeed, offering: Offering) -> Explanation:
    """Why the offering fits what is open of the need. Reads only."""
    return explain(index, opened_document(opened), offering_document(offering))
