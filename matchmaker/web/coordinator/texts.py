"""Both texts of a match as they were matched, with their shared words numbered."""

from collections.abc import Sequence
from dataclasses import dataclass

from matchmaker.matching.documents import Field, Passage
from matchmaker.matching.explained import Explanation, Line, from_json
from matchmaker.matching.marking import Span
from matchmaker.model.company import Company
from matchmaker.model.match import Match
from matchmaker.model.need import Need
from matchmaker.model.offering import Offering
from matchmaker.operations.documents import offering_document, written_document
from matchmaker.web.locale import language
from matchmaker.web.reasons import MarkedPassage, Segment, line_numbers, mark_passages

NOTHING = Explanation(score=0.0, lines=(), remainder=0.0, need_spans=(), offering_spans=())


@dataclass(frozen=True, slots=True)
class SideText:
    """One text in one language; `lang` is None where it is not known."""

    lang: str | None
    title: list[Segment]
    description: list[Segment]


@dataclass(frozen=True, slots=True)
class NeedSide:
    """What the company wrote, and what it makes."""

    text: SideText
    makes: list[Segment]


@dataclass(frozen=True, slots=True)
class OfferingSide:
    """The offering in each language it has, the reader's first, and its keywords."""

    texts: list[SideText]
    keywords: list[list[Segment]]


def stored_explanation(match: Match) -> Explanation:
    """The reasons stored with a match; an empty one for a match that has none."""
    return from_json(match.reasons) if match.reasons else NOTHING


def need_side(need: Need, company: Company, explanation: Explanation) -> NeedSide:
    """The need at the version that was matched. A profile has no versions, so its highlights count only while they fit."""
    document = written_document(need.content, company.profile, key=need.id, version=need.version_id)
    spans = [
        passage_spans
        if passage.field is not Field.COMPANY or _still_there(passage, passage_spans, explanation.lines)
        else ()
        for passage, passage_spans in zip(document.passages, explanation.need_spans, strict=False)
    ]
    marked = mark_passages(document, spans, line_numbers(explanation))
    return NeedSide(
        text=SideText(
            need.content.language, _segments(marked, Field.TITLE), _segments(marked, Field.DESCRIPTION)
        ),
        makes=_segments(marked, Field.COMPANY),
    )


def offering_side(offering: Offering, explanation: Explanation) -> OfferingSide:
    """The offering at the version that was matched."""
    document = offering_document(offering)
    marked = mark_passages(document, explanation.offering_spans, line_numbers(explanation))
    codes = sorted(offering.content.texts, key=lambda code: code is not language())
    return OfferingSide(
        texts=[
            SideText(code, _segments(marked, Field.TITLE, code), _segments(marked, Field.DESCRIPTION, code))
            for code in codes
        ],
        keywords=[passage.segments for passage in marked if passage.field is Field.KEYWORDS],
    )


def _segments(marked: Sequence[MarkedPassage], field: Field, code: str | None = None) -> list[Segment]:
    """The passage of a field, in one language where that is asked; empty where there is none."""
    found = (p for p in marked if p.field is field and (code is None or p.language == code))
    return next((passage.segments for passage in found), [])


def _still_there(passage: Passage, spans: Sequence[Span], lines: Sequence[Line]) -> bool:
    """Whether each span still covers (a part of) a word of its line."""
    return all(
        passage.text[span.start : span.end].casefold() in " ".join(lines[span.line].need_words).casefold()
        and span.end <= len(passage.text)
        for span in spans
    )
