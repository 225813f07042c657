"""A document against an index: the weight of every term, channel by channel, and which words each weight comes from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching import expansion, vectors
from matchmaker.matching.documents import Document
from matchmaker.matching.engine import Occurrence
from matchmaker.matching.expansion import Near
from matchmaker.matching.index import Index
from matchmaker.matching.sparse import Rows
from matchmaker.matching.weights import Channel, Prefix, Weights

_MOST_NEIGHBOURS_KEPT = 50_000
_MOST_NEAR, _LEAST_LIKENESS = 8, 0.3
"""What is kept of a word's neighbours; the weights choose from it."""


class Role(StrEnum):
    """A need reaches further along the thesaurus' relations than an offering, and it alone has the letter channel."""

    NEED = "need"
    OFFERING = "offering"


@dataclass(frozen=True, slots=True)
class Vector:
    """One channel: columns of the index, each once, with weights. Its length is below 1 when some weight has no column."""

    columns: NDArray[np.int64]
    values: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A document's terms with their columns (-1: unknown to the index) and weights."""

    terms: tuple[str, ...]
    columns: NDArray[np.int64]
    plain: NDArray[np.float64]
    role: Role

    def of(self, prefix: Prefix) -> Iterator[tuple[str, int, float]]:
        """(term, column, weight) of the terms of one prefix."""
        for term, column, value in zip(self.terms, self.columns.tolist(), self.plain.tolist(), strict=True):
            if term[0] == prefix:
                yield term, column, value


EMPTY = Vector(np.empty(0, dtype=np.int64), np.empty(0))


def weigh(
    index: Index, document: Document, occurrences: Iterable[Occurrence], role: Role, weights: Weights
) -> Weighed:
    """Amount, saturated, times rarity; a term the index lacks is as rare as can be, unless the language knows it well."""
    tally = vectors.counts(document, occurrences, weights)
    terms = tuple(tally)
    columns = index.find(terms)
    bend = weights.need_saturation if role is Role.NEED else weights.offering_saturation
    amounts = vectors.saturated(np.fromiter(tally.values(), dtype=np.float64, count=len(terms)), bend)
    unknown = vectors.unknown_rarity(len(index))
    rarity = np.fromiter(
        (
            index.arrays.rarity[column]
            if column >= 0
            else unknown * vectors.damping(term, weights, text=index.text)
            for term, column in zip(terms, columns.tolist(), strict=True)
        ),
        dtype=np.float64,
        count=len(terms),
    )
    return Weighed(terms, columns, amounts * rarity, role)


def channel_vector(index: Index, weighed: Weighed, channel: Channel, weights: Weights) -> Vector:
    """One channel of a document at length 1, or shorter when the index does not know all of it."""
    placed: dict[int, float] = defaultdict(float)
    lost = 0.0
    for _, column, value in composition(index, weighed, channel, weights):
        if column < 0:
            lost += value * value
        else:
            placed[column] += value
    if not placed:
        return EMPTY
    columns = np.fromiter(placed, dtype=np.int64, count=len(placed))
    values = np.fromiter(placed.values(), dtype=np.float64, count=len(placed))
    return Vector(columns, values / float(np.sqrt(lost + np.sum(values * values))))


def composition(
    index: Index, weighed: Weighed, channel: Channel, weights: Weights
) -> Iterator[tuple[str, int, float]]:
    """(term of the document, column it reaches, weight it brings there), before lengths are made equal."""
    if channel is Channel.LETTER:
        return _letters(index, weighed, weights)
    if channel is Channel.CONCEPT:
        return chain(_stems(weighed, weights), _concepts(index, weighed, weights))
    return weighed.of(Prefix.WORD) if channel is Channel.WORD else iter(())


def _stems(weighed: Weighed, weights: Weights) -> Iterator[tuple[str, int, float]]:
    return ((term, column, value * weights.stems) for term, column, value in weighed.of(Prefix.STEM))


def _concepts(index: Index, weighed: Weighed, weights: Weights) -> Iterator[tuple[str, int, float]]:
    """Each concept brings its weight to itself, and parts of it to broader and related ones."""
    start, _ = index.block(Prefix.CONCEPT)
    passed_on = _relations(index, weighed.role, weights)
    for term, column, value in weighed.of(Prefix.CONCEPT):
        row = column - start
        others, shares = passed_on.row(row)
        for other, share in zip(others.tolist(), shares.tolist(), strict=True):
            yield term, start + other, value * share


def _letters(index: Index, weighed: Weighed, weights: Weights) -> Iterator[tuple[str, int, float]]:
    """Each word brings its weight to the catalogue's nearest words; one without any is lost."""
    if weighed.role is not Role.NEED:
        return
    start, _ = index.block(Prefix.WORD)
    words = {term: term.partition(":")[2] for term, _, _ in weighed.of(Prefix.WORD)}
    near = neighbours(index, words.values(), weights)
    for term, _, value in weighed.of(Prefix.WORD):
        found = near[words[term]]
        if not found:
            yield term, -1, value
        for place, likeness in found:
            yield term, start + place, value * likeness


def neighbours(index: Index, words: Iterable[str], weights: Weights) -> dict[str, Near]:
    """The catalogue's nearest words of each word; kept for the life of the index."""
    kept = index.neighbours
    wanted = dict.fromkeys(words)
    new = [word for word in wanted if word not in kept]
    if len(kept) + len(new) > _MOST_NEIGHBOURS_KEPT:
        kept.clear()
        new = list(wanted)
    found = expansion.nearest(index.arrays.letters, new, limit=_MOST_NEAR, least=_LEAST_LIKENESS)
    kept.update(zip(new, found, strict=True))
    return {
        word: tuple(near for near in kept[word][: weights.nearest] if near[1] >= weights.nearest_from)
        for word in wanted
    }


def _relations(index: Index, role: Role, weights: Weights) -> Rows:
    """The thesaurus' relations as one side uses them, made once per index."""
    if role not in index.made:
        need = role is Role.NEED
        index.made[role] = vectors.relations(
            index.analyser.thesaurus,
            weights.need_broader if need else weights.offering_broader,
            weights.need_related if need else weights.offering_related,
        )
    made: Rows = index.made[role]
    return made
