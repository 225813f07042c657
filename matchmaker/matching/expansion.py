"""A need's words to the catalogue's nearest words, by the letters they share: typos, missing umlauts, cognates, unknown words."""

import math
import zlib
from collections.abc import Sequence

import numpy as np

from matchmaker.matching.sparse import Rows

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


def nearest(letters: Rows, word: str, *, limit: int, least: float) -> tuple[tuple[int, float], ...]:
    """The `limit` nearest words with a cosine of at least `least`, nearest first, ties in column order."""
    if letters.width == 0:
        return ()
    scores = np.zeros(letters.width, dtype=np.float32)
    for bucket, value in ngrams(word).items():
        columns, values = letters.row(bucket)
        scores[columns] += value * values
    close = np.flatnonzero(scores >= least)
    order = close[np.lexsort((close, -scores[close]))][:limit]
    return tuple((int(column), min(1.0, float(scores[column]))) for column in order)
