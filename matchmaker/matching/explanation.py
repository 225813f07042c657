"""Why an offering has its score: the words of both texts it stands on, with their share and their places.

Every contribution of the score is a product of a need's weight and an offering's weight of one term. It is credited
to the words of both texts that the term comes from; words that are not shown are summed in `remainder`, so that the
shares of the lines and the remainder add up to the score.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from matchmaker.matching.documents import Document
from matchmaker.matching.engine import Occurrence
from matchmaker.matching.index import Index
from matchmaker.matching.vectors import weight_of
from matchmaker.matching.weighing import Role, channel_vector, composition, weigh
from matchmaker.matching.weights import Channel
from matchmaker.text.terms import Source

MOST_LINES = 8
SMALLEST_SHARE = 0.02
"""A line with less than this part of the score is not worth a reader's time."""


class LineKind(StrEnum):
    WORD = "word"
    PART = "part"
    NGRAM = "ngram"
    CONCEPT = "concept"
    DICTIONARY = "dictionary"


@dataclass(frozen=True, slots=True)
class Line:
    """Words of the need and words of the offering that meet, with their share of the score."""

    kind: LineKind
    need_words: tuple[str, ...]
    offering_words: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of a passage that stand behind line number `line`."""

    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """`need_spans` and `offering_spans` hold one tuple per passage, in passage order; spans do not overlap."""

    score: float
    lines: tuple[Line, ...]
    remainder: float
    need_spans: tuple[tuple[Span, ...], ...]
    offering_spans: tuple[tuple[Span, ...], ...]


_Pair = tuple[str, str]
_Places = dict[_Pair, tuple[set[Occurrence], set[Occurrence]]]


def explain(index: Index, need: Document, offering: Document) -> Explanation:
    """Explain the score of one offering as it would be ranked with this index."""
    sides = _Side(index, need, Role.NEED), _Side(index, offering, Role.OFFERING)
    score = 0.0
    pairs = _Pairs()
    for channel, weight in index.weights.channels.items():
        mine, theirs = sides[0].channel(channel), sides[1].channel(_stored(channel))
        for column in sorted(mine.keys() & theirs.keys()):
            product = weight * mine[column].value * theirs[column].value
            score += product
            pairs.add(channel, product, mine[column].origins, theirs[column].origins)
    return _explanation(score, pairs, need, offering)


def to_json(explanation: Explanation) -> dict[str, object]:
    """Plain dicts and lists, as stored with a match."""
    return asdict(explanation)


def from_json(data: Mapping[str, Any]) -> Explanation:
    """The inverse of `to_json`, also after a round through JSON text."""
    return Explanation(
        score=float(data["score"]),
        lines=tuple(
            Line(
                LineKind(line["kind"]),
                tuple(line["need_words"]),
                tuple(line["offering_words"]),
                float(line["share"]),
            )
            for line in data["lines"]
        ),
        remainder=float(data["remainder"]),
        need_spans=_spans_from_json(data["need_spans"]),
        offering_spans=_spans_from_json(data["offering_spans"]),
    )


def _spans_from_json(passages: Iterable[Iterable[Mapping[str, int]]]) -> tuple[tuple[Span, ...], ...]:
    return tuple(
        tuple(Span(span["start"], span["end"], span["line"]) for span in passage) for passage in passages
    )


def _stored(channel: Channel) -> Channel:
    """The letter channel reads the word channel's vectors."""
    return Channel.WORD if channel is Channel.LETTER else channel


@dataclass(frozen=True, slots=True)
class _Cell:
    """The weight of one column, and the occurrences it comes from with shares that sum to 1."""

    value: float
    origins: tuple[tuple[Occurrence, float], ...]


class _Side:
    """One of the two texts: its weights and where they come from."""

    def __init__(self, index: Index, document: Document, role: Role) -> None:
        self._index, self._weights = index, index.weights
        occurrences = list(index.analyser.occurrences(document))
        self._weighed = weigh(index, document, occurrences, role, index.weights)
        fields = [index.weights.fields[passage.field] for passage in document.passages]
        self._by_term: dict[str, list[tuple[Occurrence, float]]] = defaultdict(list)
        for occurrence in occurrences:
            weight = weight_of(occurrence, fields, index.weights)
            self._by_term[occurrence.term].append((occurrence, weight))

    def channel(self, channel: Channel) -> dict[int, _Cell]:
        """The cells of one channel by column; those the index does not know are left out."""
        vector = channel_vector(self._index, self._weighed, channel, self._weights)
        brought: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for term, column, value in composition(self._index, self._weighed, channel, self._weights):
            brought[column][term] += value
        return {
            column: _Cell(value, tuple(self._origins(brought[column])))
            for column, value in zip(vector.columns.tolist(), vector.values.tolist(), strict=True)
        }

    def _origins(self, terms: Mapping[str, float]) -> Iterator[tuple[Occurrence, float]]:
        total = sum(terms.values())
        for term, brought in terms.items():
            whole = sum(weight for _, weight in self._by_term[term])
            for occurrence, weight in self._by_term[term]:
                yield occurrence, brought / total * weight / whole


class _Pairs:
    """Contributions by the pair of words they are credited to."""

    def __init__(self) -> None:
        self.shares: dict[_Pair, float] = defaultdict(float)
        self.kinds: dict[_Pair, dict[LineKind, float]] = defaultdict(lambda: defaultdict(float))
        self.places: _Places = {}

    def add(
        self,
        channel: Channel,
        product: float,
        mine: Iterable[tuple[Occurrence, float]],
        theirs: Sequence[tuple[Occurrence, float]],
    ) -> None:
        for need_word, need_share in mine:
            for offering_word, offering_share in theirs:
                pair = need_word.word, offering_word.word
                part = product * need_share * offering_share
                self.shares[pair] += part
                self.kinds[pair][_kind(channel, need_word, offering_word)] += part
                places = self.places.setdefault(pair, (set(), set()))
                places[0].add(need_word)
                places[1].add(offering_word)


def _kind(channel: Channel, mine: Occurrence, theirs: Occurrence) -> LineKind:
    """How the two words meet; the same word in both texts is a word, whichever channel saw it."""
    if mine.word == theirs.word:
        return LineKind.WORD
    if mine.source is Source.CONCEPT:
        return LineKind.CONCEPT
    if channel is Channel.LETTER:
        return LineKind.NGRAM
    if Source.DICTIONARY in (mine.source, theirs.source):
        return LineKind.DICTIONARY
    both_whole = mine.source is Source.WORD and theirs.source is Source.WORD
    return LineKind.WORD if both_whole else LineKind.PART


def _explanation(score: float, pairs: _Pairs, need: Document, offering: Document) -> Explanation:
    ordered = sorted(pairs.shares, key=lambda pair: (-pairs.shares[pair], pair))
    shown = [pair for pair in ordered[:MOST_LINES] if pairs.shares[pair] >= SMALLEST_SHARE * score]
    lines = tuple(
        Line(
            kind=max(pairs.kinds[pair].items(), key=lambda item: (item[1], item[0]))[0],
            need_words=_surfaces(need, pairs.places[pair][0]),
            offering_words=_surfaces(offering, pairs.places[pair][1]),
            share=pairs.shares[pair],
        )
        for pair in shown
    )
    return Explanation(
        score=score,
        lines=lines,
        remainder=score - sum(line.share for line in lines),
        need_spans=_spans(need, [pairs.places[pair][0] for pair in shown]),
        offering_spans=_spans(offering, [pairs.places[pair][1] for pair in shown]),
    )


def _surfaces(document: Document, occurrences: Iterable[Occurrence]) -> tuple[str, ...]:
    """The words as they stand in the text, in the order of the text, each once."""
    found: dict[str, str] = {}
    for occurrence in sorted(occurrences, key=lambda item: (item.passage, item.spans)):
        text = document.passages[occurrence.passage].text
        surface = " … ".join(text[start:end] for start, end in _whole_words(text, occurrence.spans))
        found.setdefault(surface.casefold(), surface)
    return tuple(found.values())


def _whole_words(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Widen spans inside a compound to the word, so that a reader sees words; neighbours become one."""
    joined: list[tuple[int, int]] = []
    for start, end in (_widened(text, *span) for span in spans):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    yield from joined


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "-"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "-"):
        end += 1
    return start, end


def _spans(document: Document, lines: Sequence[set[Occurrence]]) -> tuple[tuple[Span, ...], ...]:
    """Per passage, spans that do not overlap: a character belongs to the line with the largest share."""
    marks: list[dict[int, int]] = [{} for _ in document.passages]
    for number, occurrences in enumerate(lines):
        for occurrence in occurrences:
            for start, end in occurrence.spans:
                for character in range(start, end):
                    marks[occurrence.passage].setdefault(character, number)
    return tuple(tuple(_runs(mark)) for mark in marks)


def _runs(mark: Mapping[int, int]) -> Iterator[Span]:
    """Neighbouring characters of one line as one span."""
    start = previous = line = -1
    for character in sorted(mark):
        if start >= 0 and character == previous + 1 and mark[character] == line:
            previous = character
            continue
        if start >= 0:
            yield Span(start, previous + 1, line)
        start = previous = character
        line = mark[character]
    if start >= 0:
        yield Span(start, previous + 1, line)
