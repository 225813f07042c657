"""The score of every offering for a need: one sparse product of weighted vectors, and one of topics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching import topics
from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.index import Index
from matchmaker.matching.weighing import Role, Vector, channel_vector, weigh
from matchmaker.matching.weights import SEARCH, Channel, Weights


@dataclass(frozen=True, slots=True)
class Ranked:
    """An offering with its score and coverage (the share of the need's weight that it meets), both in [0, 1]."""

    id: str
    score: float
    coverage: float


def rank(
    index: Index, need: Document, *, top: int | None = 100, weights: Weights | None = None
) -> tuple[Ranked, ...]:
    """The best `top` offerings (None: all with a score above 0), best first, ties by id."""
    weights = weights or index.weights
    channels = need_vectors(index, need, weights)
    scores = score_all(index, channels, weights)
    best = top_rows(scores, top)
    met = _coverage(index, channels, weights, best)
    return tuple(
        Ranked(index.ids[row], min(1.0, float(scores[row])), share)
        for row, share in zip(best, met, strict=True)
    )


def search(
    index: Index, query: str, *, language: str | None = None, top: int | None = 100, weights: Weights = SEARCH
) -> tuple[Ranked, ...]:
    """The catalogue's search box; an empty query finds nothing."""
    if not query.strip():
        return ()
    document = Document("", "", (Passage(Field.TITLE, query, language),))
    return rank(index, document, top=top, weights=weights)


def need_vectors(index: Index, need: Document, weights: Weights) -> dict[Channel, Vector]:
    """The need in every channel that has a weight and columns, each at most of length 1."""
    weighed = weigh(index, need, index.analyser.occurrences(need), Role.NEED, weights)
    return {
        channel: channel_vector(index, weighed, channel, weights)
        for channel, share in weights.channels.items()
        if share > 0 and channel is not Channel.TOPIC
    }


def score_all(index: Index, channels: Mapping[Channel, Vector], weights: Weights) -> NDArray[np.float64]:
    """The score of every row: a sum over channels of weight times cosine."""
    columns, values = combined(channels, weights)
    scores = index.offerings_times(columns, values)
    common, share = channels.get(Channel.CONCEPT), weights.channels.get(Channel.TOPIC, 0.0)
    if common is None or share == 0:
        return scores
    arrays = index.arrays
    return scores + share * topics.likeness(
        arrays.points, topics.point(arrays.axes, common.columns, common.values)
    )


def combined(
    channels: Mapping[Channel, Vector], weights: Weights
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """All channels in one vector, columns ascending, channel weights included."""
    columns = np.concatenate([vector.columns for vector in channels.values()])
    values = np.concatenate(
        [vector.values * weights.channels[channel] for channel, vector in channels.items()]
    )
    unique, places = np.unique(columns.astype(np.int64), return_inverse=True)
    return unique, np.bincount(places, weights=values, minlength=len(unique)).astype(np.float64)


def top_rows(scores: NDArray[np.float64], top: int | None) -> list[int]:
    """Rows with a score above 0, best first, ties in row order (rows are in id order)."""
    found = np.flatnonzero(scores > 0)
    if top is not None and len(found) > top:
        cut = np.partition(scores[found], len(found) - top)[len(found) - top]
        found = found[scores[found] >= cut]
    order = found[np.lexsort((found, -scores[found]))]
    return [int(row) for row in order[:top]]


def _coverage(
    index: Index, channels: Mapping[Channel, Vector], weights: Weights, rows: Sequence[int]
) -> list[float]:
    """For each row the share of the need's squared weight, channel by channel, whose terms the offering has."""
    squared = np.zeros(len(index.vocabulary))
    total = sum(weights.channels[channel] for channel in channels)
    for channel, vector in channels.items():
        squared[vector.columns] += vector.values**2 * weights.channels[channel] / total
    weighted = index.arrays.weighted
    return [min(1.0, float(squared[weighted.row(row)[0]].sum())) for row in rows]
