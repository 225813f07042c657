"""From an explanation, as stored with a match, to what templates show: words, numbered highlights, shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matchmaker.i18n import N_
from matchmaker.matching.documents import Document, Field
from matchmaker.matching.explanation import Explanation, Line, Span, from_json
from matchmaker.model.match import Band
from matchmaker.model.offering import Offering
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import language

MOST_WORDS = 6
SNIPPET = 200
OTHER_WORDS = N_("smaller things in common")
Segment = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class MatchCard:
    """An offering suggested for a need, in the reader's language."""

    offering: Offering
    band: Band
    words: list[str]

    @property
    def title(self) -> str:
        return self.offering.content.title(language())

    @property
    def snippet(self) -> str:
        text = self.offering.content.text(language()).description
        return text if len(text) <= SNIPPET else text[: SNIPPET - 1].rsplit(" ", 1)[0] + "…"

    @property
    def lang(self) -> str | None:
        """The text's language where it is not the reader's."""
        shown = self.offering.content.text_language(language())
        return None if shown == language() else shown.value


@dataclass(frozen=True, slots=True)
class ReasonItem:
    """One line of the reasons: its number in both texts (None without), its words, its share in whole per cent."""

    number: int | None
    text: str
    share: int


@dataclass(frozen=True, slots=True)
class MarkedPassage:
    """A passage of a text as segments for the `marked` macro."""

    field: Field
    language: str | None
    segments: list[Segment]


def shared_words(reasons: Mapping[str, Any]) -> list[str]:
    """The words that both texts share, weightiest first: 'hitsaus', or 'hitsaus = welding' where they differ."""
    if not reasons:
        return []
    return list(dict.fromkeys(line_text(line) for line in from_json(reasons).lines))[:MOST_WORDS]


def line_text(line: Line) -> str:
    need, offering = ", ".join(line.need_words), ", ".join(line.offering_words)
    return need if need.casefold() == offering.casefold() else f"{need} = {offering}"


def reason_items(explanation: Explanation) -> list[ReasonItem]:
    """The lines by number, and what is left over; the shares are parts of the whole score."""
    whole = explanation.score or 1.0
    items = [
        ReasonItem(number, line_text(line), round(100 * line.share / whole))
        for number, line in enumerate(explanation.lines, start=1)
    ]
    rest = round(100 * explanation.remainder / whole)
    return [*items, ReasonItem(None, _(OTHER_WORDS), rest)] if rest > 0 else items


def mark_passages(document: Document, spans: Sequence[Sequence[Span]]) -> list[MarkedPassage]:
    """Each passage of a document with its highlights; without spans for a passage it stays plain."""
    found = [*spans, *([()] * (len(document.passages) - len(spans)))]
    return [
        MarkedPassage(passage.field, passage.language, mark(passage.text, passage_spans))
        for passage, passage_spans in zip(document.passages, found, strict=False)
    ]


def mark(text: str, spans: Sequence[Span]) -> list[Segment]:
    """A text cut at its spans; a span's number is its line's number, counted from 1."""
    segments: list[Segment] = []
    position = 0
    for span in sorted(spans, key=lambda span: span.start):
        if span.start > position:
            segments.append((text[position : span.start], None))
        segments.append((text[span.start : span.end], span.line + 1))
        position = span.end
    if position < len(text) or not segments:
        segments.append((text[position:], None))
    return segments
