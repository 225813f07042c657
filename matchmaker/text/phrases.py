"""Finding the thesaurus' concepts in a sentence: whole words, compound parts, verb roots, and phrases with small gaps."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from matchmaker.text import thesaurus as thesauri
from matchmaker.text.background import word_zipf
from matchmaker.text.language import LANGUAGES
from matchmaker.text.terms import Source, Term
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


Patterns = tuple[tuple[tuple[str, ...], tuple[tuple[int, float], ...]], ...]
"""For each term the sorted keys of its words, and the concepts it stands for with a weight in (0, 1]."""


class _Pattern(NamedTuple):
    keys: tuple[str, ...]
    concepts: tuple[tuple[int, float], ...]


def patterns(thesaurus: Thesaurus, term_keys: Callable[[str, str], tuple[str, ...]]) -> Patterns:
    """All terms of both languages; a term of n concepts counts 1/sqrt(n) for each. `term_keys` reads a term's words."""
    return _weighed(_numbered(thesaurus, range(len(thesaurus)), term_keys, {}))


def laid_over(
    base: Patterns, thesaurus: Thesaurus, term_keys: Callable[[str, str], tuple[str, ...]]
) -> Patterns:
    """`patterns(thesaurus)` from those of its base alone: only the installation's own terms are read."""
    place = {concept.id: number for number, concept in enumerate(thesaurus.concepts)}
    own = {concept.id for concept in thesaurus.own}
    names = [concept.id for concept in thesauri.thesaurus(thesaurus.base).concepts]
    found: dict[tuple[str, ...], dict[int, float]] = {}
    for keys, concepts in base:
        numbers = {place[names[number]]: 1.0 for number, _ in concepts if names[number] not in own}
        if numbers:
            found[keys] = numbers
    return _weighed(_numbered(thesaurus, sorted(place[name] for name in own), term_keys, found))


def shrunk(term: str, keys: Sequence[str]) -> bool:
    """Whether a phrase has lost its stop words and is now only a common word, which would be found everywhere."""
    return len(keys) == 1 and " " in term and word_zipf(keys[0]) >= _TOO_COMMON


def _numbered(
    thesaurus: Thesaurus,
    numbers: Iterable[int],
    term_keys: Callable[[str, str], tuple[str, ...]],
    found: dict[tuple[str, ...], dict[int, float]],
) -> dict[tuple[str, ...], dict[int, float]]:
    """`found` with the terms of these concepts."""
    for number in numbers:
        for language in LANGUAGES:
            for term in thesaurus.concepts[number].terms(language):
                keys = term_keys(term, language)
                if keys and not shrunk(term, keys):
                    found.setdefault(keys, {})[number] = 1.0
    return found


def _weighed(found: dict[tuple[str, ...], dict[int, float]]) -> Patterns:
    return tuple(
        (keys, tuple((number, len(numbers) ** -0.5) for number in sorted(numbers)))
        for keys, numbers in found.items()
    )


def _telling(words: Iterable[Word]) -> float:
    """How much words of a text tell by the rarest of them: 1, or less when even that is common."""
    rarest = min(word_zipf(word.terms[0].key) for word in words)
    return min(1.0, max(_LEAST, (_COMMON - rarest) / (_COMMON - _TELLING)))


class ConceptFinder:
    """Finds the terms of both languages; keys carry their language, so sentences may mix them."""

    def __init__(self, patterns: Patterns) -> None:
        self._single: dict[str, _Pattern] = {}
        self._phrases: dict[str, list[_Pattern]] = {}
        for keys, concepts in patterns:
            if len(keys) == 1:
                self._single[keys[0]] = _Pattern(keys, concepts)
            else:  # the rarest word comes first: few sentences have it, so few patterns are looked at
                rarest_first = tuple(sorted(keys, key=lambda key: (word_zipf(key), key)))
                self._phrases.setdefault(rarest_first[0], []).append(_Pattern(rarest_first, concepts))

    def find(self, sentence: Sequence[Word]) -> list[Hit]:
        """Concepts of one sentence; a word inside a longer term does not count again by itself."""
        places = _places(sentence)
        hits: list[Hit] = []
        taken: set[int] = set()
        for pattern, weight, numbers, spans in self._phrase_matches(places):
            if taken.issuperset(numbers):
                continue
            taken.update(numbers)
            words = [sentence[number] for number in sorted(numbers)]
            telling = weight * _telling(words)
            name = " ".join(word.name for word in words)
            hits.extend(Hit(concept, telling * share, name, spans) for concept, share in pattern.concepts)
        for number, word in enumerate(sentence):
            if number not in taken:
                telling = _telling((word,))
                hits.extend(hit._replace(weight=hit.weight * telling) for hit in self._word_hits(word))
        return hits

    def _phrase_matches(
        self, places: dict[str, list[tuple[int, float, int, int]]]
    ) -> list[tuple[_Pattern, float, set[int], tuple[tuple[int, int], ...]]]:
        matches = []
        for key, found in places.items():
            for pattern in self._phrases.get(key, ()):
                if all(other in places for other in pattern.keys):
                    for anchor in found:
                        match = _complete(pattern, anchor, places)
                        if match is not None:
                            matches.append((pattern, *match))
        matches.sort(key=lambda match: (-len(match[0].keys), -match[1], match[3]))
        return matches

    def _word_hits(self, word: Word) -> list[Hit]:
        """The whole word or its verb root; failing that, the longest compound parts that are terms."""
        length = word.end - word.start
        known = [term for term in word.terms if term.key in self._single]
        whole = [
            term for term in known if (term.start, term.end) == (0, length) and term.source is not Source.PART
        ]
        if whole:
            return _strongest(
                hit for term in whole for hit in self._hits(word, term, term.weight * _WHOLE[term.source])
            )
        hits: list[Hit] = []
        covered: list[tuple[int, int]] = []
        for term in sorted(
            known, key=lambda term: (term.start - term.end, term.start, term.source is Source.ROOT)
        ):
            if not any(start <= term.start and term.end <= end for start, end in covered):
                covered.append((term.start, term.end))
                hits += self._hits(word, term, PART)
        return _strongest(hits)

    def _hits(self, word: Word, term: Term, weight: float) -> list[Hit]:
        spans = ((word.start + term.start, word.start + term.end),)
        return [
            Hit(concept, weight * share, word.name, spans)
            for concept, share in self._single[term.key].concepts
        ]


def _places(sentence: Sequence[Word]) -> dict[str, list[tuple[int, float, int, int]]]:
    """For each key: (number of the word, weight, start, end), whole words first."""
    places: dict[str, list[tuple[int, float, int, int]]] = {}
    for number, word in enumerate(sentence):
        for term in word.terms:
            weight = {Source.WORD: 1.0, Source.ROOT: 0.9, Source.PART: 0.9}.get(term.source, 0.0)
            places.setdefault(term.key, []).append(
                (number, weight, word.start + term.start, word.start + term.end)
            )
    return places


def _complete(
    pattern: _Pattern,
    anchor: tuple[int, float, int, int],
    places: dict[str, list[tuple[int, float, int, int]]],
) -> tuple[float, set[int], tuple[tuple[int, int], ...]] | None:
    """The other words of a phrase near its first one, or None."""
    reach = len(pattern.keys) - 1 + MOST_GAPS
    chosen = [anchor]
    for key in pattern.keys[1:]:
        near = [place for place in places[key] if abs(place[0] - anchor[0]) <= reach]
        if not near:
            return None
        chosen.append(min(near, key=lambda place: (abs(place[0] - anchor[0]), -place[1])))
    numbers = {place[0] for place in chosen}
    width = max(numbers) - min(numbers) + 1
    gaps = max(0, width - len(pattern.keys))
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
