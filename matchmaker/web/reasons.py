"""From an explanation, as stored with a match, to what templates show: words, numbered highlights, shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matchmaker.i18n import N_
from matchmaker.matching.documents import Document, Field
from matchmaker.matching.explained import Explanation, Line, from_json
from matchmaker.matching.marking import Span
from matchmaker.matching.meeting import LineKind
from matchmaker.matching.telling import MOST_PAIRS, Pair, word_pairs
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import language

MOST_FIELDS = 2
MOST_TOGETHER = 2
SMALLEST_FIELD = 0.1
"""Part of the score from which a common field is shown."""
OTHER_WORDS = N_("smaller things in common")
SAME_FIELD = N_("the same field, in other words")
Segment = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Shared:
    """What a card says for its offering, weightiest first: pairs of words, words of the company's profile, common fields."""

    pairs: list[str]
    company: list[str]
    fields: list[str]
    vague: bool = False
    """There are reasons, but none that can be told in a word."""

    def __bool__(self) -> bool:
        return bool(self.pairs or self.company or self.fields or self.vague)


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
    """Lines told in one breath, as their places among all lines."""

    text: str
    places: tuple[int, ...]
    share: float


def shared_words(reasons: Mapping[str, Any]) -> Shared:
    """What both texts share. Fields are named where words are few."""
    if not reasons:
        return Shared([], [], [])
    explanation = from_json(reasons)
    pairs, company, fields = _groups(explanation)
    named = _named(fields, explanation)
    room = MOST_FIELDS if not pairs else max(0, MOST_PAIRS - len(pairs))
    return Shared(
        [group.text for group in pairs],
        [group.text for group in company],
        named[:room],
        vague=not (pairs or company or named),
    )


def reason_items(explanation: Explanation) -> list[ReasonItem]:
    """The shared words by number, and what is left over; the shares are whole per cent and add up to 100."""
    rows = _rows(explanation)
    told = sum(row.share for row in rows)
    shares = whole_shares([*(row.share for row in rows), max(0.0, explanation.score - told)])
    items = [
        ReasonItem(number if row.places else None, row.text, share)
        for number, (row, share) in enumerate(zip(rows, shares, strict=False), start=1)
    ]
    return [*items, ReasonItem(None, _(OTHER_WORDS), shares[-1])] if shares[-1] > 0 else items


def line_numbers(explanation: Explanation) -> list[int | None]:
    """For each line of the explanation, the number of the item it is shown in; None for what is not shown by itself."""
    numbers = {
        place: number for number, row in enumerate(_rows(explanation), start=1) for place in row.places
    }
    return [numbers.get(place) for place in range(len(explanation.lines))]


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


def _rows(explanation: Explanation) -> list[_Group]:
    """Each pair; then all words of the company's profile in one row; then the field in one, with or without a name."""
    pairs, company, fields = _groups(explanation)
    rows = list(pairs)
    if company:
        words = ", ".join(group.text for group in company)
        rows.append(_together(_("from the company's profile: %(words)s", words=words), company))
    share = sum(field.share for field in fields) + explanation.subject
    if share > 0:
        names = ", ".join(_named(fields, explanation))
        text = _("the same field: %(words)s", words=names) if names else _(SAME_FIELD)
        rows.append(_Group(text, (), share))  # no number: half of both texts would be marked
    return rows


def _named(fields: Sequence[_Group], explanation: Explanation) -> list[str]:
    """The common fields that are worth a name."""
    least = SMALLEST_FIELD * explanation.score
    return [field.text for field in fields if field.text and field.share >= least][:MOST_FIELDS]


def _together(text: str, groups: Sequence[_Group]) -> _Group:
    return _Group(
        text,
        tuple(place for group in groups for place in group.places),
        sum(group.share for group in groups),
    )


def _groups(explanation: Explanation) -> tuple[list[_Group], list[_Group], list[_Group]]:
    """The pairs of words and the words of the company's profile that are worth showing, and all common fields."""
    own, company = (
        [
            _Group(_said(told.pairs), told.places, told.share)
            for told in word_pairs(explanation, language(), company=of_company)
        ]
        for of_company in (False, True)
    )
    return own, company, _by_field(explanation.lines)


def _by_field(lines: Sequence[Line]) -> list[_Group]:
    """Related lines by the concept that both texts come near to, the largest share first."""
    found: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        if line.kind is LineKind.RELATED:
            found.setdefault(line.names.get(language(), ""), []).append(place)
    groups = [
        _Group(name, tuple(places), sum(lines[place].share for place in places))
        for name, places in found.items()
    ]
    return sorted(groups, key=lambda group: (-group.share, group.places))


def _said(pairs: Sequence[Pair]) -> str:
    """'hitsaus' where both texts have the word, 'welders = hitsaajan' for a translation, 'vedet, jätevesi – vesihuolto' else."""
    first = pairs[0]
    if not first.sign:
        return first.need
    words = dict.fromkeys(pair.need for pair in pairs if pair.sign)
    return f"{', '.join(list(words)[:MOST_TOGETHER])} {first.sign} {first.offering}"


def mark_passages(
    document: Document, spans: Sequence[Sequence[Span]], numbers: Sequence[int | None]
) -> list[MarkedPassage]:
    """Each passage of a document with its highlights, numbered by `line_numbers`; without spans a passage stays plain."""
    found = [*spans, *([()] * (len(document.passages) - len(spans)))]
    return [
        MarkedPassage(passage.field, passage.language, mark(passage.text, passage_spans, numbers))
        for passage, passage_spans in zip(document.passages, found, strict=False)
    ]


def mark(text: str, spans: Sequence[Span], numbers: Sequence[int | None]) -> list[Segment]:
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
