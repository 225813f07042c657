"""Finding the thesaurus' concepts in a sentence: whole words, compound parts, verb roots, and phrases with small gaps."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from matchmaker.text.language import LANGUAGES
from matchmaker.text.terms import Source, Term
from matchmaker.text.thesaurus import Thesaurus

PART = 0.6
ROOT = 0.7
GAP = 0.85
"""Weight of a phrase with one other word inside, or with its words in another order."""
MOST_GAPS = 2


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
    found: dict[tuple[str, ...], dict[int, float]] = {}
    for number, concept in enumerate(thesaurus.concepts):
        for language in LANGUAGES:
            for term in concept.terms(language):
                keys = term_keys(term, language)
                if keys:
                    found.setdefault(keys, {})[number] = 1.0
    return tuple(
        (keys, tuple((number, len(numbers) ** -0.5) for number in numbers)) for keys, numbers in found.items()
    )


class ConceptFinder:
    """Finds the terms of both languages; keys carry their language, so sentences may mix them."""

    def __init__(self, patterns: Patterns) -> None:
        self._single: dict[str, _Pattern] = {}
        self._phrases: dict[str, list[_Pattern]] = {}
        for keys, concepts in patterns:
            if len(keys) == 1:
                self._single[keys[0]] = _Pattern(keys, concepts)
            else:
                self._phrases.setdefault(keys[0], []).append(_Pattern(keys, concepts))

    def find(self, sentence: Sequence[Word]) -> list[Hit]:
        """Concepts of one sentence; a word inside a longer term does not count again by itself."""
        places = _places(sentence)
        hits: list[Hit] = []
        taken: set[int] = set()
        for pattern, weight, numbers, spans in self._phrase_matches(places):
            if taken.issuperset(numbers):
                continue
            taken.update(numbers)
            name = " ".join(sentence[number].name for number in sorted(numbers))
            hits.extend(Hit(concept, weight * share, name, spans) for concept, share in pattern.concepts)
        for number, word in enumerate(sentence):
            if number not in taken:
                hits.extend(self._word_hits(word))
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

    def _word_hits(self, word: Word) -> Iterable[Hit]:
        """The whole word or its verb root; failing that, the longest compound parts that are terms."""
        whole = [
            Hit(
                concept,
                term.weight * (1.0 if term.source is Source.WORD else ROOT) * share,
                word.name,
                ((word.start, word.end),),
            )
            for term in word.terms
            if term.start == 0
            and term.end == word.end - word.start
            and term.source in (Source.WORD, Source.ROOT)
            for pattern in (self._single.get(term.key),)
            if pattern is not None
            for concept, share in pattern.concepts
        ]
        if whole:
            return _strongest(whole)
        parts = sorted(
            (
                term
                for term in word.terms
                if term.source in (Source.PART, Source.ROOT) and term.key in self._single
            ),
            key=lambda term: (term.start - term.end, term.start, term.source is Source.ROOT),
        )
        hits: list[Hit] = []
        covered: list[tuple[int, int]] = []
        for term in parts:
            if any(start <= term.start and term.end <= end for start, end in covered):
                continue
            covered.append((term.start, term.end))
            span = ((word.start + term.start, word.start + term.end),)
            hits.extend(
                Hit(concept, PART * share, word.name, span)
                for concept, share in self._single[term.key].concepts
            )
        return _strongest(hits)


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
