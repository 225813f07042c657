"""Finding the thesaurus' concepts in a sentence: whole words, compound parts, verb roots, and phrases with small gaps."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchmaker.text.background import word_zipf
from matchmaker.text.language import LANGUAGES
from matchmaker.text.terms import Source, Term, fingerprint
from matchmaker.text.thesaurus import Thesaurus

PART = 0.6
_WHOLE = {Source.WORD: 1.0, Source.ROOT: 0.7}
GAP = 0.85
"""Weight of a phrase with one other word inside, or with its words in another order."""
MOST_GAPS = 2

# A term that is a common word says less: 'silmä' is in many texts that have nothing to do with eyes.
_TELLING, _COMMON, _LEAST = 3.5, 7.0, 0.2
_TOO_COMMON = 4.5
"""A phrase of stop words and one word as common as this ('jää yli') is no term once its stop words are gone."""


class Word(NamedTuple):
    """One content word of a sentence: its name, its place in the passage and its readings."""

    name: str
    start: int
    end: int
    terms: tuple[Term, ...]


class Hit(NamedTuple):
    """A concept found: its number in the thesaurus, a weight in (0, 1], the words and the characters it stands on."""

    concept: int
    weight: float
    words: str
    spans: tuple[tuple[int, int], ...]


TermKeys = Callable[[str, str], tuple[str, ...]]
"""A term and its language to the keys of its words."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """What sentences are searched for, as plain arrays: no object per term, saved and mapped into memory as they are.

    Pattern i has the fingerprints keys[key_starts[i]:key_starts[i + 1]] of its words and the concept numbers
    concepts[concept_starts[i]:concept_starts[i + 1]]. Patterns are in the order of their first fingerprints (`anchors`),
    single words before phrases.
    """

    anchors: NDArray[np.uint64]
    key_starts: NDArray[np.int32]
    keys: NDArray[np.uint64]
    concept_starts: NDArray[np.int32]
    concepts: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.anchors)

    def keys_of(self, pattern: int) -> list[int]:
        found: list[int] = self.keys[self.key_starts[pattern] : self.key_starts[pattern + 1]].tolist()
        return found

    def concepts_of(self, pattern: int) -> list[int]:
        found: list[int] = self.concepts[
            self.concept_starts[pattern] : self.concept_starts[pattern + 1]
        ].tolist()
        return found


def patterns(thesaurus: Thesaurus, term_keys: TermKeys) -> Patterns:
    """All terms of both languages. `term_keys` reads a term's words."""
    return _packed(_numbered(thesaurus, range(len(thesaurus)), term_keys, {}))


def laid_over(base: Patterns, thesaurus: Thesaurus, term_keys: TermKeys) -> Patterns:
    """`patterns(thesaurus)` from those of its base alone: only the installation's own terms are read."""
    if not thesaurus.own:
        return base
    place = {name: number for number, name in enumerate(thesaurus.concepts.ids)}
    own = {concept.id for concept in thesaurus.own}
    names = sorted(set(thesaurus.base.ids))
    found: dict[tuple[int, ...], set[int]] = {}
    for pattern in range(len(base)):
        numbers = {place[names[number]] for number in base.concepts_of(pattern) if names[number] not in own}
        if numbers:
            found[tuple(base.keys_of(pattern))] = numbers
    return _packed(_numbered(thesaurus, sorted(place[name] for name in own), term_keys, found))


def shrunk(term: str, keys: Sequence[str]) -> bool:
    """Whether a phrase has lost its stop words and is now only a common word, which would be found everywhere."""
    return len(keys) == 1 and " " in term and word_zipf(keys[0]) >= _TOO_COMMON


def _numbered(
    thesaurus: Thesaurus,
    numbers: Iterable[int],
    term_keys: TermKeys,
    found: dict[tuple[int, ...], set[int]],
) -> dict[tuple[int, ...], set[int]]:
    """`found` with the terms of these concepts, by the fingerprints of their words.

    The rarest word comes first: few sentences have it, so few patterns are looked at.
    """
    for number in numbers:
        concept = thesaurus.concepts[number]
        for language in LANGUAGES:
            for term in concept.terms(language):
                keys = term_keys(term, language)
                if keys and not shrunk(term, keys):
                    rarest_first = sorted(keys, key=lambda key: (word_zipf(key), key))
                    found.setdefault(tuple(map(fingerprint, rarest_first)), set()).add(number)
    return found


def _packed(found: Mapping[tuple[int, ...], set[int]]) -> Patterns:
    ordered = sorted(found, key=lambda keys: (keys[0], len(keys), keys))
    concepts = [sorted(found[keys]) for keys in ordered]
    return Patterns(
        np.array([keys[0] for keys in ordered], dtype=np.uint64),
        np.cumsum([0, *map(len, ordered)], dtype=np.int32),
        np.fromiter(chain.from_iterable(ordered), dtype=np.uint64),
        np.cumsum([0, *map(len, concepts)], dtype=np.int32),
        np.fromiter(chain.from_iterable(concepts), dtype=np.int32),
    )


def _telling(words: Iterable[Word]) -> float:
    """How much words of a text tell by the rarest of them: 1, or less when even that is common."""
    rarest = min(word_zipf(word.terms[0].key) for word in words)
    return min(1.0, max(_LEAST, (_COMMON - rarest) / (_COMMON - _TELLING)))


class _Known(NamedTuple):
    """What begins with a key: the pattern of that word alone (-1: none), and the phrases."""

    single: int
    phrases: range


_Place = tuple[int, float, int, int]
"""Number of the word, weight, start, end."""


class ConceptFinder:
    """Finds the terms of both languages; keys carry their language, so sentences may mix them.

    A term of n concepts counts 1/sqrt(n) for each.
    """

    def __init__(self, patterns: Patterns) -> None:
        self._patterns = patterns

    def find(self, sentence: Sequence[Word]) -> list[Hit]:
        """Concepts of one sentence; a word inside a longer term does not count again by itself."""
        places = _places(sentence)
        known = self._known(places)
        hits: list[Hit] = []
        taken: set[int] = set()
        for pattern, weight, numbers, spans in self._phrase_matches(places, known):
            if taken.issuperset(numbers):
                continue
            taken.update(numbers)
            words = [sentence[number] for number in sorted(numbers)]
            name = " ".join(word.name for word in words)
            hits.extend(self._hits(pattern, weight * _telling(words), name, spans))
        for number, word in enumerate(sentence):
            if number not in taken:
                telling = _telling((word,))
                hits.extend(hit._replace(weight=hit.weight * telling) for hit in self._word_hits(word, known))
        return hits

    def _known(self, places: Iterable[int]) -> dict[int, _Known]:
        """The fingerprints that patterns begin with."""
        keys = list(places)
        wanted = np.array(keys, dtype=np.uint64)
        firsts = self._patterns.anchors.searchsorted(wanted, side="left").tolist()
        ends = self._patterns.anchors.searchsorted(wanted, side="right").tolist()
        found: dict[int, _Known] = {}
        for key, first, end in zip(keys, firsts, ends, strict=True):
            if first < end:
                alone = self._length(first) == 1
                found[key] = _Known(first if alone else -1, range(first + alone, end))
        return found

    def _length(self, pattern: int) -> int:
        starts = self._patterns.key_starts
        return int(starts[pattern + 1] - starts[pattern])

    def _phrase_matches(
        self, places: Mapping[int, list[_Place]], known: Mapping[int, _Known]
    ) -> list[tuple[int, float, set[int], tuple[tuple[int, int], ...]]]:
        matches = []
        for key, beginning in known.items():
            for pattern in beginning.phrases:
                keys = self._patterns.keys_of(pattern)
                if all(other in places for other in keys):
                    for anchor in places[key]:
                        match = _complete(keys, anchor, places)
                        if match is not None:
                            matches.append((pattern, *match))
        matches.sort(key=lambda match: (-self._length(match[0]), -match[1], match[3]))
        return matches

    def _word_hits(self, word: Word, known: Mapping[int, _Known]) -> list[Hit]:
        """The whole word or its verb root; failing that, the longest compound parts that are terms."""
        length = word.end - word.start
        alone = ((term, known.get(fingerprint(term.key))) for term in word.terms)
        terms = [(term, found.single) for term, found in alone if found is not None and found.single >= 0]
        whole = [
            (term, pattern)
            for term, pattern in terms
            if (term.start, term.end) == (0, length) and term.source is not Source.PART
        ]
        if whole:
            return _strongest(
                hit
                for term, pattern in whole
                for hit in self._term_hits(word, term, pattern, term.weight * _WHOLE[term.source])
            )
        hits: list[Hit] = []
        covered: list[tuple[int, int]] = []
        for term, pattern in sorted(
            terms, key=lambda one: (one[0].start - one[0].end, one[0].start, one[0].source is Source.ROOT)
        ):
            if not any(start <= term.start and term.end <= end for start, end in covered):
                covered.append((term.start, term.end))
                hits += self._term_hits(word, term, pattern, PART)
        return _strongest(hits)

    def _term_hits(self, word: Word, term: Term, pattern: int, weight: float) -> list[Hit]:
        spans = ((word.start + term.start, word.start + term.end),)
        return self._hits(pattern, weight, word.name, spans)

    def _hits(self, pattern: int, weight: float, name: str, spans: tuple[tuple[int, int], ...]) -> list[Hit]:
        concepts = self._patterns.concepts_of(pattern)
        share = len(concepts) ** -0.5
        return [Hit(concept, weight * share, name, spans) for concept in concepts]


def _places(sentence: Sequence[Word]) -> dict[int, list[_Place]]:
    """The places of each key's fingerprint, whole words first."""
    places: dict[int, list[_Place]] = {}
    for number, word in enumerate(sentence):
        for term in word.terms:
            weight = {Source.WORD: 1.0, Source.ROOT: 0.9, Source.PART: 0.9}.get(term.source, 0.0)
            places.setdefault(fingerprint(term.key), []).append(
                (number, weight, word.start + term.start, word.start + term.end)
            )
    return places


def _complete(
    keys: Sequence[int], anchor: _Place, places: Mapping[int, list[_Place]]
) -> tuple[float, set[int], tuple[tuple[int, int], ...]] | None:
    """The other words of a phrase near its first one, or None."""
    reach = len(keys) - 1 + MOST_GAPS
    chosen = [anchor]
    for key in keys[1:]:
        near = [place for place in places[key] if abs(place[0] - anchor[0]) <= reach]
        if not near:
            return None
        chosen.append(min(near, key=lambda place: (abs(place[0] - anchor[0]), -place[1])))
    numbers = {place[0] for place in chosen}
    width = max(numbers) - min(numbers) + 1
    gaps = max(0, width - len(keys))
    if gaps > MOST_GAPS:
        return None
    weight = min(place[1] for place in chosen) * GAP**gaps
    return weight, numbers, tuple(sorted({(place[2], place[3]) for place in chosen}))


def _strongest(hits: Iterable[Hit]) -> list[Hit]:
    """One hit per concept and place."""
    best: dict[tuple[int, tuple[tuple[int, int], ...]], Hit] = {}
    for hit in hits:
        place = (hit.concept, hit.spans)
        if place not in best or hit.weight > best[place].weight:
            best[place] = hit
    return list(best.values())
