"""Sparse matrices as three plain arrays: what is saved and memory-mapped, and the few operations on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Rows:
    """Row i has the columns indices[starts[i]:starts[i + 1]] with the values beside them. `width` columns in all."""

    starts: NDArray[np.int64]
    indices: Ints
    values: Floats
    width: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, number: int) -> tuple[Ints, Floats]:
        start, end = int(self.starts[number]), int(self.starts[number + 1])
        return self.indices[start:end], self.values[start:end]

    def weighted_sum(self, numbers: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum of some rows, each times its weight, as one dense row."""
        firsts, ends = self.starts[numbers], self.starts[numbers + 1]
        size = int((ends - firsts).sum())
        columns, values = np.empty(size, dtype=np.int64), np.empty(size)
        filled = 0
        for first, end, weight in zip(firsts.tolist(), ends.tolist(), weights.tolist(), strict=True):
            after = filled + end - first
            columns[filled:after] = self.indices[first:end]
            np.multiply(self.values[first:end], weight, out=values[filled:after])
            filled = after
        return np.asarray(np.bincount(columns, weights=values, minlength=self.width), dtype=np.float64)

    def csr(self) -> Any:
        """As scipy's csr_matrix, over the same memory."""
        from scipy.sparse import csr_matrix

        return csr_matrix((self.values, self.indices, self.starts), shape=(len(self), self.width), copy=False)


def from_csr(matrix: Any) -> Rows:
    """From scipy's csr_matrix, columns sorted."""
    matrix = matrix.tocsr()
    matrix.sort_indices()
    return Rows(
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32),
        matrix.data.astype(np.float32),
        matrix.shape[1],
    )


def from_dicts(rows: Sequence[dict[int, float]], width: int) -> Rows:
    """Row by row from {column: value}."""
    starts = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    indices = np.empty(int(starts[-1]), dtype=np.int32)
    values = np.empty(int(starts[-1]), dtype=np.float32)
    for number, row in enumerate(rows):
        columns = sorted(row)
        indices[starts[number] : starts[number + 1]] = columns
        values[starts[number] : starts[number + 1]] = [row[column] for column in columns]
    return Rows(starts, indices, values, width)
