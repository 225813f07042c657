"""From occurrences to weighted vectors: saturation, rarity in the catalogue and in the language, relations, length."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from numpy.typing import NDArray

from matchmaker.matching.documents import Document, Field
from matchmaker.matching.engine import Occurrence
from matchmaker.matching.sparse import Rows, from_dicts
from matchmaker.matching.weights import Prefix, Weights
from matchmaker.text.background import UNKNOWN, background, word_zipf
from matchmaker.text.language import ENGLISH
from matchmaker.text.thesaurus import Thesaurus


def counts(document: Document, occurrences: Iterable[Occurrence], weights: Weights) -> dict[str, float]:
    """How much of each term a document has: occurrences weighed by the field they stand in."""
    found: dict[str, float] = defaultdict(float)
    fields = field_weights(document, weights)
    for occurrence in occurrences:
        found[occurrence.term] += weight_of(occurrence, fields, weights)
    return found


def field_weights(document: Document, weights: Weights) -> list[float]:
    """The weight of each passage. A company's words share that of a few: a long profile must not outvote a short need."""
    return [
        weights.fields[passage.field] * min(1.0, weights.company_words / max(1, len(passage.text.split())))
        if passage.field is Field.COMPANY
        else weights.fields[passage.field]
        for passage in document.passages
    ]


def weight_of(occurrence: Occurrence, fields: Sequence[float], weights: Weights) -> float:
    """What one occurrence brings; `fields` are the field weights of the document's passages."""
    return occurrence.weight * weights.sources[occurrence.source] * fields[occurrence.passage]


def saturated(amount: NDArray[Any], bend: float) -> NDArray[Any]:
    """A second mention adds less than the first; one plain mention stays 1."""
    return amount * (bend + 1) / (amount + bend)


@lru_cache(maxsize=100_000)
def zipf(term: str) -> float:
    """How common a term (with its prefix) is in the language at large; rare when the lists do not know it."""
    prefix, key = term[0], term[2:]
    if prefix == Prefix.STEM:
        return background(ENGLISH).zipf(key)
    return word_zipf(key) if prefix == Prefix.WORD else UNKNOWN


def damping(term: str, weights: Weights, *, text: float) -> float:
    """1 for words that are rare in the language at large, down to `common_floor` for the commonest.

    `text` is the amount of words in the catalogue: the more it has, the better its own statistics know what is common.
    """
    span = weights.common_to - weights.common_from
    share = min(1.0, max(weights.common_floor, (weights.common_to - zipf(term)) / span))
    return float(share ** (weights.known_text / (weights.known_text + text)))


def unknown_rarity(documents: int) -> float:
    """The idf of a term that no offering has, by scikit-learn's smooth formula."""
    return math.log(1 + documents) + 1


def relations(thesaurus: Thesaurus, broader: float, related: float) -> Rows:
    """Square, a row for each concept: it passes its whole weight to itself, parts of it to broader and related ones."""
    place = {name: number for number, name in enumerate(thesaurus.concepts.ids)}
    rows: list[dict[int, float]] = []
    for number, concept in enumerate(thesaurus.concepts):
        row = {number: 1.0}
        for names, share in ((concept.broader, broader), (concept.related, related)):
            for name in names:
                other = place.get(name)
                if other is not None and share > row.get(other, 0.0):
                    row[other] = share
        rows.append(row)
    return from_dicts(rows, len(rows))
