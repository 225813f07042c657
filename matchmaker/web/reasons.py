"""From an explanation, as stored with a match, to what templates show: words, numbered highlights, shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matchmaker.i18n import N_
from matchmaker.matching.documents import Document, Field
from matchmaker.matching.explanation import Explanation, Line, LineKind, from_json
from matchmaker.matching.marking import Span
from matchmaker.model.match import Band
from matchmaker.model.offering import Offering
from matchmaker.web.locale import foreign, language
from matchmaker.web.locale import gettext as _

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
        """The title's language where it is not the reader's."""
        return foreign(self.offering.content.text_language(language()))

    @property
    def snippet_lang(self) -> str | None:
        """The description's language where it is not the reader's."""
        return foreign(self.offering.content.description_language(language()))


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


@dataclass(frozen=True, slots=True)
class _Group:
    """The lines that start from one word of the need, as their places among all lines, and their share in all."""

    places: tuple[int, ...]
    lines: tuple[Line, ...]
    share: float

    @property
    def text(self) -> str:
        """'hitsaus' where both texts have the word, 'welders = hitsaajan' for a translation, 'päästöt → mittaus' otherwise.

        A word that stands in several forms is shown in its first one.
        """
        need = self.lines[0].need_words[0]
        if all(line.kind is LineKind.WORD for line in self.lines):
            return need
        found = {word.casefold(): word for word in (line.offering_words[0] for line in self.lines)}
        if set(found) == {need.casefold()}:
            return need
        translated = all(line.kind is LineKind.DICTIONARY for line in self.lines)
        return f"{need} {'=' if translated else '→'} {', '.join(found.values())}"


def shared_words(reasons: Mapping[str, Any]) -> list[str]:
    """What both texts share, weightiest first, one entry per word of the need."""
    if not reasons:
        return []
    return [group.text for group in _groups(from_json(reasons))][:MOST_WORDS]


def reason_items(explanation: Explanation) -> list[ReasonItem]:
    """The shared words by number, and what is left over; the shares are whole per cent and add up to 100."""
    groups = _groups(explanation)
    shares = whole_shares([*(group.share for group in groups), max(0.0, explanation.remainder)])
    items = [
        ReasonItem(number, group.text, shares[number - 1]) for number, group in enumerate(groups, start=1)
    ]
    return [*items, ReasonItem(None, _(OTHER_WORDS), shares[-1])] if shares[-1] > 0 else items


def line_numbers(explanation: Explanation) -> list[int]:
    """For each line of the explanation, the number of the item it is shown in."""
    numbers = {
        place: number for number, group in enumerate(_groups(explanation), start=1) for place in group.places
    }
    return [numbers[place] for place in range(len(explanation.lines))]


def whole_shares(parts: Sequence[float]) -> list[int]:
    """Parts as whole per cent that add up to 100: what rounding down leaves goes to the largest fractions."""
    total = sum(parts)
    if total <= 0:
        return [0] * len(parts)
    exact = [100 * part / total for part in parts]
    shares = [int(share) for share in exact]
    by_fraction = sorted(range(len(parts)), key=lambda place: (shares[place] - exact[place], place))
    for place in by_fraction[: 100 - sum(shares)]:
        shares[place] += 1
    return shares


def _groups(explanation: Explanation) -> list[_Group]:
    """Lines by the need's word, the largest share first."""
    found: dict[str, list[tuple[int, Line]]] = {}
    for place, line in enumerate(explanation.lines):
        found.setdefault(line.need_words[0].casefold(), []).append((place, line))
    groups = [
        _Group(
            tuple(place for place, _line in pairs),
            tuple(line for _place, line in pairs),
            sum(line.share for _place, line in pairs),
        )
        for pairs in found.values()
    ]
    return sorted(groups, key=lambda group: (-group.share, group.places))


def mark_passages(
    document: Document, spans: Sequence[Sequence[Span]], numbers: Sequence[int]
) -> list[MarkedPassage]:
    """Each passage of a document with its highlights, numbered by `line_numbers`; without spans a passage stays plain."""
    found = [*spans, *([()] * (len(document.passages) - len(spans)))]
    return [
        MarkedPassage(passage.field, passage.language, mark(passage.text, passage_spans, numbers))
        for passage, passage_spans in zip(document.passages, found, strict=False)
    ]


def mark(text: str, spans: Sequence[Span], numbers: Sequence[int]) -> list[Segment]:
    """A text cut at its spans; `numbers` says which number each line goes by."""
    segments: list[Segment] = []
    position = 0
    for span in sorted(spans, key=lambda span: span.start):
        if span.start > position:
            segments.append((text[position : span.start], None))
        segments.append((text[span.start : span.end], numbers[span.line]))
        position = span.end
    if position < len(text) or not segments:
        segments.append((text[position:], None))
    return segments
