"""Why an offering has its score: the words of both texts it stands on, with their share and their places.

Every contribution of the score is a product of a need's weight and an offering's weight of one term. It is credited
to the words of both texts that the term comes from; words that are not shown, and what a likeness of subject is worth
without a common word, are summed in `remainder`, so that the shares of the lines and the remainder add up to the score.
"""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching import topics
from matchmaker.matching.documents import Document
from matchmaker.matching.engine import Occurrence
from matchmaker.matching.index import Index
from matchmaker.matching.marking import Span, spans, surfaces
from matchmaker.matching.sparse import Floats
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


_PLAINEST = (LineKind.WORD, LineKind.PART, LineKind.CONCEPT, LineKind.DICTIONARY, LineKind.NGRAM)
"""Two words may meet in several ways: a reader is told the one that is seen most easily."""


@dataclass(frozen=True, slots=True)
class Line:
    """Words of the need and words of the offering that meet, with their share of the score."""

    kind: LineKind
    need_words: tuple[str, ...]
    offering_words: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """`need_spans` and `offering_spans` hold one tuple per passage, in passage order; spans do not overlap."""

    score: float
    lines: tuple[Line, ...]
    remainder: float
    need_spans: tuple[tuple[Span, ...], ...]
    offering_spans: tuple[tuple[Span, ...], ...]


_Pair = tuple[str, str]
_Word = tuple[str, Source]
_Places = dict[_Pair, tuple[dict[Occurrence, float], dict[Occurrence, float]]]


def explain(index: Index, need: Document, offering: Document) -> Explanation:
    """Explain the score of one offering as it would be ranked with this index."""
    return Explainer(index, need).explain(offering)


class Explainer:
    """Explains the scores of several offerings for one need, whose text is read once."""

    def __init__(self, index: Index, need: Document) -> None:
        self._index, self._need = index, need
        self._side = _Side(index, need, Role.NEED)

    def explain(self, offering: Document) -> Explanation:
        """Explain the score of one offering as it would be ranked with this index."""
        mine, theirs = self._side, _Side(self._index, offering, Role.OFFERING)
        score = 0.0
        pairs = _Pairs()
        for channel, weight in self._index.weights.channels.items():
            if channel is Channel.TOPIC:
                score += self._add_topics(weight, theirs, pairs)
                continue
            here, there = mine.channel(channel), theirs.channel(_stored(channel))
            for column in sorted(here.keys() & there.keys()):
                product = weight * here[column].value * there[column].value
                score += product
                pairs.add(channel, product, mine.stands(here[column]), theirs.stands(there[column]))
        return _explanation(score, pairs, self._need, offering)

    def _add_topics(self, weight: float, theirs: "_Side", pairs: "_Pairs") -> float:
        """The topic channel's part of the score. Terms that both texts have get their part of it; the rest remains."""
        mine = self._side
        here, there = mine.channel(Channel.CONCEPT), theirs.channel(Channel.CONCEPT)
        axes = self._index.arrays.axes
        stand, other = _point(axes, here), _point(axes, there)
        length = math.sqrt(float(other @ other))
        likeness = max(0.0, float(stand @ other) / length) if length else 0.0
        if likeness == 0:
            return 0.0
        shared = sorted(here.keys() & there.keys())
        parts = [
            here[column].value * there[column].value * float(axes[column] @ axes[column]) / length
            for column in shared
        ]
        scale = weight * min(1.0, likeness / sum(parts)) if shared and sum(parts) > 0 else 0.0
        for column, part in zip(shared, parts, strict=True):
            pairs.add(Channel.CONCEPT, scale * part, mine.stands(here[column]), theirs.stands(there[column]))
        return weight * likeness


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


def _point(axes: Floats, cells: Mapping[int, "_Cell"]) -> NDArray[np.float64]:
    columns = np.fromiter(cells, dtype=np.int64, count=len(cells))
    values = np.fromiter((cell.value for cell in cells.values()), dtype=np.float64, count=len(cells))
    return topics.point(axes, columns, values)


def _stored(channel: Channel) -> Channel:
    """The letter channel reads the word channel's vectors."""
    return Channel.WORD if channel is Channel.LETTER else channel


@dataclass(frozen=True, slots=True)
class _Cell:
    """The weight of one column, and what each of the document's terms brought there."""

    value: float
    brought: Mapping[str, float]


class _Stands:
    """Where one word brings a column its weight, and how much of it in all."""

    def __init__(self) -> None:
        self.occurrences: list[tuple[Occurrence, float]] = []
        self.share = 0.0


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
        self._channels: dict[Channel, dict[int, _Cell]] = {}

    def channel(self, channel: Channel) -> Mapping[int, _Cell]:
        """The cells of one channel by column; those the index does not know are left out."""
        if channel not in self._channels:
            self._channels[channel] = self._cells(channel)
        return self._channels[channel]

    def _cells(self, channel: Channel) -> dict[int, _Cell]:
        vector = channel_vector(self._index, self._weighed, channel, self._weights)
        brought: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for term, column, value in composition(self._index, self._weighed, channel, self._weights):
            brought[column][term] += value
        return {
            column: _Cell(value, brought[column])
            for column, value in zip(vector.columns.tolist(), vector.values.tolist(), strict=True)
        }

    def stands(self, cell: _Cell) -> dict[_Word, _Stands]:
        """The words that a cell comes from, with shares that sum to 1.

        The same word a thousand times is one word here: a stuffed text must not cost its length times the other's.
        """
        found: dict[_Word, _Stands] = defaultdict(_Stands)
        total = sum(cell.brought.values())
        for term, brought in cell.brought.items():
            places = self._by_term[term]
            whole = sum(weight for _, weight in places)
            for occurrence, weight in places:
                share = brought / total * weight / whole
                word = found[occurrence.word, occurrence.source]
                word.occurrences.append((occurrence, share))
                word.share += share
        return found


class _Pairs:
    """Contributions by the pair of words they are credited to."""

    def __init__(self) -> None:
        self.shares: dict[_Pair, float] = defaultdict(float)
        self.kinds: dict[_Pair, set[LineKind]] = defaultdict(set)
        self.places: _Places = {}

    def add(
        self,
        channel: Channel,
        product: float,
        mine: Mapping[_Word, _Stands],
        theirs: Mapping[_Word, _Stands],
    ) -> None:
        for need_word, here in mine.items():
            for offering_word, there in theirs.items():
                pair = need_word[0], offering_word[0]
                self.shares[pair] += product * here.share * there.share
                self.kinds[pair].add(_kind(channel, need_word, offering_word))
                places = self.places.setdefault(pair, (defaultdict(float), defaultdict(float)))
                for occurrence, share in here.occurrences:
                    places[0][occurrence] += product * share * there.share
                for occurrence, share in there.occurrences:
                    places[1][occurrence] += product * here.share * share


def _kind(channel: Channel, mine: _Word, theirs: _Word) -> LineKind:
    """How the two words meet; the same word in both texts is a word, whichever channel saw it."""
    if mine[0] == theirs[0]:
        return LineKind.WORD
    if mine[1] is Source.CONCEPT:
        return LineKind.CONCEPT
    if channel is Channel.LETTER:
        return LineKind.NGRAM
    if Source.DICTIONARY in (mine[1], theirs[1]):
        return LineKind.DICTIONARY
    both_whole = mine[1] is Source.WORD and theirs[1] is Source.WORD
    return LineKind.WORD if both_whole else LineKind.PART


def _explanation(score: float, pairs: _Pairs, need: Document, offering: Document) -> Explanation:
    ordered = sorted(pairs.shares, key=lambda pair: (-pairs.shares[pair], pair))
    shown = [pair for pair in ordered[:MOST_LINES] if pairs.shares[pair] >= SMALLEST_SHARE * score]
    need_places = [_exact(pairs.places[pair][0]) for pair in shown]
    offering_places = [_exact(pairs.places[pair][1]) for pair in shown]
    lines = tuple(
        Line(
            kind=min(pairs.kinds[pair], key=_PLAINEST.index),
            need_words=surfaces(need, mine),
            offering_words=surfaces(offering, theirs),
            share=pairs.shares[pair],
        )
        for pair, mine, theirs in zip(shown, need_places, offering_places, strict=True)
    )
    return Explanation(
        score=score,
        lines=lines,
        remainder=score - sum(line.share for line in lines),
        need_spans=spans(need, need_places),
        offering_spans=spans(offering, offering_places),
    )


def _exact(places: Mapping[Occurrence, float]) -> list[Occurrence]:
    """Leave out a whole word where a part of it stands for most of the credit: 'suodatin' in 'suodatinkotelo'."""
    # In the order of the text, so that a word is compared with what begins inside it and not with every other one.
    ordered = sorted(places, key=_begins)
    begins = [_begins(part) for part in ordered]

    def outdone(whole: Occurrence) -> bool:
        first = bisect_left(begins, _begins(whole))
        last = bisect_left(begins, (whole.passage, whole.spans[-1][1]))
        return any(
            places[part] > places[whole]
            and part.spans != whole.spans
            and part.spans[-1][1] <= whole.spans[-1][1]
            for part in ordered[first:last]
        )

    return [whole for whole in places if not outdone(whole)]


def _begins(occurrence: Occurrence) -> tuple[int, int]:
    return occurrence.passage, occurrence.spans[0][0]
