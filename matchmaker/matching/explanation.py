"""Why an offering has its score: the words of both texts it stands on, with their share and their places.

Every contribution of the score is a product of a need's weight and an offering's weight of one term. It is credited
to the words of both texts that the term comes from. What a reader would see as having to do with each other becomes a
line; a likeness of subject without a common word is summed in `subject`, and what only the machine sees (chance
translations, common words, small things) in `remainder`, so that lines, subject and remainder add up to the score.
"""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching import topics
from matchmaker.matching.crediting import Cell, Side, Stands, Word
from matchmaker.matching.documents import Document
from matchmaker.matching.engine import Analyser, Occurrence
from matchmaker.matching.explained import Explanation, Line
from matchmaker.matching.index import Index
from matchmaker.matching.marking import spans, surfaces
from matchmaker.matching.meeting import PLAINEST, LineKind, Meetings
from matchmaker.matching.sparse import Floats
from matchmaker.matching.weighing import Role
from matchmaker.matching.weights import Channel
from matchmaker.text.language import LANGUAGES

MOST_LINES = 16
MOST_FORMS = 3
"""So many of an offering's words, in each language, are named in a line."""
SMALLEST_SHARE = 0.01
"""A line with less than this part of the score is not worth a reader's time."""
NAMED = 2.0
"""Of the concepts between two words, one that either text names says more of what they have in common."""


class _Pair(NamedTuple):
    """A word of the need, in its own text or the company's, and a word of the offering."""

    mine: str
    company: bool
    theirs: str


class _LineKey(NamedTuple):
    """What is told together: by the need's word, or by the concept of all words that it relates."""

    kind: LineKind
    company: bool
    common: str


_Places = tuple[dict[Occurrence, float], dict[Occurrence, float]]


def explain(index: Index, need: Document, offering: Document) -> Explanation:
    """Explain the score of one offering as it would be ranked with this index."""
    return Explainer(index, need).explain(offering)


class Explainer:
    """Explains the scores of several offerings for one need, whose text is read once."""

    def __init__(self, index: Index, need: Document) -> None:
        self._index, self._need = index, need
        self._side = Side(index, need, Role.NEED)
        self._meetings = Meetings(index.analyser)

    def explain(self, offering: Document) -> Explanation:
        """Explain the score of one offering as it would be ranked with this index."""
        mine, theirs = self._side, Side(self._index, offering, Role.OFFERING)
        credited = _Credits(self._meetings)
        for channel, weight in self._index.weights.channels.items():
            if channel is Channel.TOPIC:
                self._add_topics(weight, theirs, credited)
                continue
            here, there = mine.channel(channel), theirs.channel(_stored(channel))
            for column in sorted(here.keys() & there.keys()):
                product = weight * here[column].value * there[column].value
                stands = mine.stands(here[column]), theirs.stands(there[column])
                credited.add(channel, here[column].term, product, *stands)
        return _explanation(credited, self._index.analyser, self._need, offering)

    def _add_topics(self, weight: float, theirs: Side, credited: "_Credits") -> None:
        """The topic channel's part of the score. Terms that both texts have get their part of it; the rest is the subject."""
        mine = self._side
        here, there = mine.channel(Channel.CONCEPT), theirs.channel(Channel.CONCEPT)
        axes = self._index.arrays.axes
        stand, other = _point(axes, here), _point(axes, there)
        length = math.sqrt(float(other @ other))
        likeness = max(0.0, float(stand @ other) / length) if length else 0.0
        if likeness == 0:
            return
        shared = sorted(here.keys() & there.keys())
        parts = [
            here[column].value * there[column].value * float(axes[column] @ axes[column]) / length
            for column in shared
        ]
        known = min(likeness, sum(parts)) if shared and sum(parts) > 0 else 0.0
        for column, part in zip(shared, parts, strict=True):
            product = weight * part * known / sum(parts) if known else 0.0
            stands = mine.stands(here[column]), theirs.stands(there[column])
            credited.add(Channel.CONCEPT, here[column].term, product, *stands)
        credited.subject += weight * (likeness - known)


def _point(axes: Floats, cells: Mapping[int, Cell]) -> NDArray[np.float64]:
    columns = np.fromiter(cells, dtype=np.int64, count=len(cells))
    values = np.fromiter((cell.value for cell in cells.values()), dtype=np.float64, count=len(cells))
    return topics.point(axes, columns, values)


def _stored(channel: Channel) -> Channel:
    """The letter channel reads the word channel's vectors."""
    return Channel.WORD if channel is Channel.LETTER else channel


class _Credits:
    """Contributions by the pair of words they are credited to; `score` has those of no pair as well."""

    def __init__(self, meetings: Meetings) -> None:
        self._meetings = meetings
        self._products = 0.0
        self.subject = 0.0
        self._shares: dict[_Pair, float] = defaultdict(float)
        self._kinds: dict[_Pair, set[LineKind]] = defaultdict(set)
        self._concepts: dict[_Pair, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self._places: dict[_Pair, _Places] = {}

    @property
    def score(self) -> float:
        return self._products + self.subject

    def add(
        self,
        channel: Channel,
        term: str,
        product: float,
        mine: Mapping[Word, Stands],
        theirs: Mapping[Word, Stands],
    ) -> None:
        self._products += product
        for need_word, here in mine.items():
            for offering_word, there in theirs.items():
                pair = _Pair(need_word.name, need_word.company, offering_word.name)
                self._shares[pair] += product * here.share * there.share
                kind = self._meetings.kind(channel, term, need_word, offering_word)
                if kind is not None:
                    self._kinds[pair].add(kind)
                if kind is LineKind.RELATED:
                    named = NAMED if need_word.straight or offering_word.straight else 1
                    self._concepts[pair][term] += product * here.share * there.share * named
                places = self._places.setdefault(pair, (defaultdict(float), defaultdict(float)))
                for occurrence, share in here.occurrences:
                    places[0][occurrence] += product * share * there.share
                for occurrence, share in there.occurrences:
                    places[1][occurrence] += product * here.share * share

    def by_line(self) -> dict[_LineKey, tuple[float, _Places]]:
        """The pairs that a reader would see, together where they say the same: a word's translations, its synonyms."""
        found: dict[_LineKey, tuple[float, _Places]] = {}
        for pair, kinds in self._kinds.items():
            kind = min(kinds, key=PLAINEST.index)
            between = self._concepts[pair] if kind is LineKind.RELATED else {pair.mine: 0.0}
            key = _LineKey(kind, pair.company, max(between, key=lambda common: (between[common], common)))
            share, places = found.get(key, (0.0, (defaultdict(float), defaultdict(float))))
            for side, more in zip(places, self._places[pair], strict=True):
                for occurrence, part in more.items():
                    side[occurrence] += part
            found[key] = share + self._shares[pair], places
        return found


def _explanation(credited: _Credits, analyser: Analyser, need: Document, offering: Document) -> Explanation:
    lines = credited.by_line()
    score = credited.score
    ordered = sorted(lines, key=lambda key: (-lines[key][0], key))
    shown = [key for key in ordered[:MOST_LINES] if lines[key][0] >= SMALLEST_SHARE * score]
    shown.sort(key=lambda key: key.kind is LineKind.RELATED)  # a word of its own is marked before a field's
    untold = [key for key in lines if key.kind is LineKind.RELATED and key not in shown]
    subject = credited.subject + sum(lines[key][0] for key in untold)
    need_places = [_exact(lines[key][1][0]) for key in shown]
    offering_places = [_exact(lines[key][1][1]) for key in shown]
    made = tuple(
        _line(key, lines[key][0], surfaces(need, mine), _by_language(offering, theirs), analyser)
        for key, mine, theirs in zip(shown, need_places, offering_places, strict=True)
    )
    return Explanation(
        score=score,
        lines=made,
        remainder=score - subject - sum(line.share for line in made),
        need_spans=spans(need, need_places),
        offering_spans=spans(offering, offering_places),
        subject=subject,
    )


def _line(
    key: _LineKey,
    share: float,
    need_words: tuple[str, ...],
    offered: list[tuple[str, str]],
    analyser: Analyser,
) -> Line:
    return Line(
        kind=key.kind,
        need_words=need_words,
        offering_words=tuple(word for word, _language in offered),
        share=share,
        company=key.company,
        languages=tuple(language for _word, language in offered),
        names=_names(analyser, key.common) if key.kind is LineKind.RELATED else {},
    )


def _by_language(document: Document, places: Iterable[Occurrence]) -> list[tuple[str, str]]:
    """The words of places as they stand, each with its passage's language."""
    found: dict[str, list[Occurrence]] = defaultdict(list)
    for place in sorted(places):
        found[document.passages[place.passage].language or ""].append(place)
    return [
        (word, language)
        for language, those in found.items()
        for word in surfaces(document, those)[:MOST_FORMS]
    ]


def _names(analyser: Analyser, term: str) -> dict[str, str]:
    """What a concept is called, by language."""
    concept = analyser.thesaurus.concepts.find(term[2:])
    return {language: concept.label(language) for language in LANGUAGES} if concept else {}


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
