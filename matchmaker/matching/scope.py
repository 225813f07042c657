"""Whether a need is one for research and development at all: buying, hiring, loans, tax and repairs are not.

`data/scope.csv` holds cues by kind of everyday business, in both languages, and the words of research and development
that speak against them: 'ostaa robotti' is shopping, 'kokeilla robottia ennen ostamista' is not. A row's weight is
1 for a sure cue, 0.5 for a hint, 0.25 for a word that many needs use. Cues are matched by lemma, as words or as
phrases whose words stand close together in any order. Everyday cues also match the head of a compound ('yrityslaina'
is a loan, 'lainatieto' is not), those of research any part ('koelaitos').
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.engine import Analyser
from matchmaker.matching.faults import FaultFinder
from matchmaker.text.language import LANGUAGES
from matchmaker.text.phrases import Word
from matchmaker.text.terms import Source

RDI = "rdi"
"""The kind of the cues that speak for research and development; every other kind is everyday business."""

PART = 0.6
"""Weight of a cue that is only part of a compound, or the verb that a noun is made of."""
MOST_GAPS = 2
FAULT, MOST_FAULTS = 0.5, 2
"""A fault of something technical speaks for research as a hint does; more than two say no more."""
MENDED = frozenset({"repairs", "insurance", "disputes", "cleaning"})
"""Kinds that things which break belong to: where a sure cue of them stands ('putkimies'), a fault speaks for nothing."""

_OWN_TRADE = re.compile(
    r"\b(?:(?:myy|vuokraa|kuljeta|siivoa|korjaa|huolla|asenna|paina|maalaa|urakoi|toimita)mme"
    r"|we (?:sell|rent|lease|hire out|transport|clean|repair|install|print|deliver|ship))\b",
    re.IGNORECASE,
)
"""What a company says of its own trade ('vuokraamme telineitä') is no wish to be sold or rented something."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that tell a kind of need, each of the two languages' with the row's weight in (0, 1]."""

    kind: str
    weight: float
    fi: tuple[str, ...]
    en: tuple[str, ...]

    def terms(self, language: str) -> tuple[str, ...]:
        return self.fi if language == "fi" else self.en


@dataclass(frozen=True, slots=True)
class Scope:
    """Summed weights of a need's everyday and RDI cues, and the everyday kind that has most, with its words.

    Different words add up, the same word twice does not. `fault` tells that something technical fails and nobody is
    asked to mend it: such a need is never everyday business alone.
    """

    everyday: float
    rdi: float
    kind: str | None
    words: tuple[str, ...]
    fault: bool = False


NOTHING_SAID = Scope(0.0, 0.0, None, ())


class _Pattern(NamedTuple):
    keys: tuple[str, ...]
    kind: str
    weight: float


class _Match(NamedTuple):
    pattern: _Pattern
    weight: float
    places: frozenset[int]
    whole: bool


class ScopeFinder:
    """The cues as one analyser reads them."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser
        self._faults = FaultFinder(analyser)
        self._patterns: dict[str, list[_Pattern]] = defaultdict(list)
        for cue in cues():
            for language in LANGUAGES:
                for term in cue.terms(language):
                    keys = analyser.term_keys(term, language)
                    for key in keys[:1]:
                        self._patterns[key].append(_Pattern(keys, cue.kind, cue.weight))

    def look(self, need: Document) -> Scope:
        """Read title and description; what the company makes says nothing of what it needs."""
        found: dict[tuple[str, str], float] = {}
        faults, sure = 0, set()
        for passage in need.passages:
            if passage.field is not Field.COMPANY:
                used: set[int] = set()
                for sentence in self._sentences(passage):
                    for match in self._matches(sentence):
                        words = " ".join(sentence[place].name for place in sorted(match.places))
                        where = match.pattern.kind, words
                        found[where] = max(found.get(where, 0.0), match.weight)
                        if match.pattern.kind != RDI:
                            used.update(sentence[place].start for place in match.places)
                        if match.weight >= 1:
                            sure.add(match.pattern.kind)
                faults = max(faults, self._faults.count(passage, used))
        return _summed(found, 0 if sure & MENDED else faults)

    def _sentences(self, passage: Passage) -> Iterator[list[Word]]:
        own = [match.span() for match in _OWN_TRADE.finditer(passage.text)]
        for sentence in self._analyser.sentences(passage):
            yield [word for word in sentence if not any(start <= word.start < end for start, end in own)]

    def _matches(self, sentence: Sequence[Word]) -> Iterator[_Match]:
        """Longer phrases first, research before everyday business; a word that a match stands on is used up."""
        places = _places(sentence)
        matches = [
            match
            for key in places
            for pattern in self._patterns.get(key, ())
            for match in _complete(pattern, places)
        ]
        matches.sort(key=_precedence)
        used: set[int] = set()
        for match in matches:
            if match.places.isdisjoint(used):
                yield match
                if match.whole or match.pattern.kind != RDI:
                    used |= match.places


def _summed(found: Mapping[tuple[str, str], float], faults: int) -> Scope:
    kinds: dict[str, float] = defaultdict(float)
    for (kind, _), weight in found.items():
        kinds[kind] += weight
    rdi = kinds.pop(RDI, 0.0) + FAULT * min(faults, MOST_FAULTS)
    most = max(kinds, key=lambda kind: (kinds[kind], kind), default=None)
    named = tuple(words for kind, words in found if kind == most)
    return Scope(sum(kinds.values()), rdi, most, named, fault=faults > 0)


def scope_finder(analyser: Analyser) -> ScopeFinder:
    """The finder of an analyser, made once; analysers that differ in own concepts only share it."""
    return _finder(analyser.words_of)


@lru_cache(maxsize=4)
def _finder(analyser: Analyser) -> ScopeFinder:
    return ScopeFinder(analyser)


def cues() -> tuple[Cue, ...]:
    """The rows of `data/scope.csv`."""
    path = resources.files("matchmaker.matching") / "data" / "scope.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return tuple(Cue(row["kind"], float(row["weight"]), _split(row["fi"]), _split(row["en"])) for row in rows)


class _Place(NamedTuple):
    number: int
    weight: float
    head: bool


def _places(sentence: Sequence[Word]) -> dict[str, list[_Place]]:
    """Where each key stands: whole words and verb roots, and parts of compounds."""
    places: dict[str, list[_Place]] = defaultdict(list)
    for number, word in enumerate(sentence):
        length = word.end - word.start
        for term in word.terms:
            whole = (term.start, term.end) == (0, length)
            if term.source is Source.WORD:
                places[term.key].append(_Place(number, min(1.0, 2 * term.weight), True))
            else:
                places[term.key].append(_Place(number, PART, whole or term.end == length))
    return places


def _complete(pattern: _Pattern, places: dict[str, list[_Place]]) -> Iterator[_Match]:
    """Every place where all words of a pattern stand close together."""
    reach = len(pattern.keys) - 1 + MOST_GAPS
    for anchor in _fitting(pattern, places, pattern.keys[0]):
        chosen = [anchor]
        for key in pattern.keys[1:]:
            near = [
                place
                for place in _fitting(pattern, places, key)
                if abs(place.number - anchor.number) <= reach
            ]
            if not near:
                break
            chosen.append(min(near, key=lambda place: (abs(place.number - anchor.number), -place.weight)))
        else:
            weight = min(place.weight for place in chosen)
            numbers = frozenset(place.number for place in chosen)
            yield _Match(pattern, weight * pattern.weight, numbers, whole=weight > PART)


def _fitting(pattern: _Pattern, places: dict[str, list[_Place]], key: str) -> list[_Place]:
    found = places.get(key, [])
    return found if pattern.kind == RDI else [place for place in found if place.head]


def _precedence(match: _Match) -> tuple[float, ...]:
    research = match.pattern.kind == RDI and match.whole
    return (-len(match.pattern.keys), not research, -match.weight, min(match.places))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(term for term in cell.split("|") if term)
