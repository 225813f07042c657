"""A sorted word list in two arrays: no Python object per word, quick to open, shared between processes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class WordTable:
    """`blob` holds the words as UTF-8, one after another; word i is blob[offsets[i]:offsets[i + 1]]."""

    blob: NDArray[np.uint8]
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, position: int) -> str:
        return self._bytes(position).decode("utf-8")

    def __iter__(self) -> Iterator[str]:
        return (self[position] for position in range(len(self)))

    def _bytes(self, position: int) -> bytes:
        return bytes(self.blob[self.offsets[position] : self.offsets[position + 1]])

    def find(self, word: str) -> int:
        """Position of `word`, or -1."""
        position = self.place(word)
        return position if position < len(self) and self._bytes(position) == word.encode("utf-8") else -1

    def place(self, word: str) -> int:
        """How many words come before `word` in byte order."""
        wanted = word.encode("utf-8")
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._bytes(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low


def word_table(words: Iterable[str]) -> WordTable:
    """Build a table of sorted, distinct words. Positions follow the order of their UTF-8 bytes."""
    return _table(sorted({word.encode("utf-8") for word in words}))


def in_order(texts: Iterable[str]) -> WordTable:
    """A table of any texts in the order given: they can be read by their position, not found."""
    return _table([text.encode("utf-8") for text in texts])


def _table(encoded: Sequence[bytes]) -> WordTable:
    lengths = np.fromiter((len(word) for word in encoded), dtype=np.int64, count=len(encoded))
    offsets = np.zeros(len(encoded) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return WordTable(np.frombuffer(b"".join(encoded), dtype=np.uint8), offsets)


def as_table(blob: NDArray[Any], offsets: NDArray[Any]) -> WordTable:
    """A table over arrays that were saved before."""
    return WordTable(blob, offsets)
