"""A need's words to the catalogue's nearest words, by the letters they share: typos, missing umlauts, cognates, unknown words."""

import math
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.sparse import Rows, from_csr

Near = tuple[tuple[int, float], ...]
"""(place in the word channel, likeness), nearest first."""

BUCKETS = 1 << 16
_SHORTEST, _LONGEST = 3, 5
_FOLD = str.maketrans("äöåéèüšž", "aoaeeusz")


def ngrams(word: str) -> dict[int, float]:
    """Unit vector over hashed 3-5-grams of a word inside its borders, umlauts folded, longer ones weighing more."""
    framed = f" {word.translate(_FOLD)} "
    found: dict[int, float] = {}
    for size in range(_SHORTEST, _LONGEST + 1):
        for start in range(len(framed) - size + 1):
            bucket = zlib.crc32(framed[start : start + size].encode("utf-8")) % BUCKETS
            found[bucket] = found.get(bucket, 0.0) + 1.0
    length = math.sqrt(sum(value * value for value in found.values())) or 1.0
    return {bucket: value / length for bucket, value in found.items()}


def letter_index(words: Sequence[str]) -> Rows:
    """For each n-gram the words that have it: rows are buckets, columns are words."""
    from scipy.sparse import csr_matrix

    buckets, columns, values = [], [], []
    for column, word in enumerate(words):
        for bucket, value in ngrams(word).items():
            buckets.append(bucket)
            columns.append(column)
            values.append(value)
    matrix = csr_matrix((values, (buckets, columns)), shape=(BUCKETS, len(words)), dtype=np.float32)
    return Rows(matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32), matrix.data, len(words))


def extended(words: Sequence[str], earlier: Sequence[str], letters: Rows) -> Rows:
    """`letter_index(words)`, taking over the columns of the words that an earlier index had."""
    from scipy.sparse import hstack

    place = {word: column for column, word in enumerate(earlier)}
    taken = np.array([place.get(word, -1) for word in words], dtype=np.int64)
    is_old = taken >= 0
    new = letter_index([word for word, old in zip(words, is_old.tolist(), strict=True) if not old])
    both = hstack([letters.csr().tocsc()[:, taken[is_old]], new.csr().tocsc()], format="csc")
    order = np.where(is_old, np.cumsum(is_old) - 1, int(is_old.sum()) + np.cumsum(~is_old) - 1)
    return from_csr(both[:, order].tocsr())


def nearest(letters: Rows, words: Sequence[str], *, limit: int, least: float) -> list[Near]:
    """For each word the `limit` nearest words with a cosine of at least `least`, nearest first, ties in column order."""
    return [_best(_likenesses(letters, word), limit, least) for word in words]


def _likenesses(letters: Rows, word: str) -> NDArray[np.float64]:
    """The cosine of a word with every word of the index."""
    grams = ngrams(word)
    buckets = np.fromiter(grams, dtype=np.int64, count=len(grams))
    return letters.weighted_sum(buckets, np.fromiter(grams.values(), dtype=np.float64, count=len(grams)))


def _best(scores: NDArray[np.float64], limit: int, least: float) -> Near:
    columns = np.flatnonzero(scores >= least)
    scores = scores[columns]
    order = np.lexsort((columns, -scores))[:limit]
    return tuple(zip(columns[order].tolist(), np.minimum(scores[order], 1.0).tolist(), strict=True))
