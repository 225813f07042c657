"""Topics: the directions in which the catalogue's texts lie, so that two texts of one field meet without a common word.

Latent semantic analysis, a truncated singular value decomposition of the offerings in the common space. What a topic
is about follows from the catalogue alone: words that stand in the same offerings lie in the same direction.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.sparse import Floats

PER_ROOT, MOST = 4.0, 80
"""So many topics for each root of the number of offerings: few texts have few subjects; more topics are the words again."""
_ROUNDS, _SPARE, _SEED = 2, 20, 0


def axes(common: Any) -> Floats:
    """For each column of the offerings' csr_matrix its place on every topic."""
    from sklearn.utils.extmath import randomized_svd

    offerings, columns = common.shape
    topics = min(MOST, int(PER_ROOT * math.sqrt(offerings)), offerings - 1, columns - 1)
    if topics < 1 or common.nnz == 0:
        return np.zeros((columns, 0), dtype=np.float32)
    _, _, found = randomized_svd(common, topics, n_oversamples=_SPARE, n_iter=_ROUNDS, random_state=_SEED)
    return np.ascontiguousarray(found.T, dtype=np.float32)


def points(common: Any, axes: Floats) -> Floats:
    """Where each offering stands among the topics, at length 1; one without terms stands nowhere."""
    found = np.asarray(common @ axes, dtype=np.float32)
    lengths = np.sqrt(np.sum(found * found, axis=1, keepdims=True))
    return np.asarray(np.divide(found, lengths, out=np.zeros_like(found), where=lengths > 0))


def point(axes: Floats, columns: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where a text stands among the topics: the shorter, the less of it the topics know."""
    return np.asarray(values @ axes[columns], dtype=np.float64)


def likeness(points: Floats, point: NDArray[np.float64]) -> NDArray[np.float64]:
    """How near each offering is to a text, 0 to 1; the other way is not less than nothing."""
    return np.maximum(0.0, points @ point.astype(np.float32)).astype(np.float64)
