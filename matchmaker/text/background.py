"""How common a word is in the language at large: a catalogue of a hundred texts cannot know that 'haluta' is common.

`background/fi.txt` and `background/en.txt`: one line per Zipf value (log10 of occurrences in a thousand million words),
then the words. See background/README.md for their source and licence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

LISTED = ("fi", "en")
UNKNOWN = 2.0
"""Zipf value of a word that the list does not have: once in ten million words."""


@dataclass(frozen=True, slots=True)
class Background:
    """Words of one language with their Zipf values, by Python's hash of the word: no object per word.

    The hashes, ascending, are those of this process and of what it forks; they are never saved.
    """

    hashes: NDArray[np.int64]
    values: NDArray[np.float64]

    def zipf(self, word: str) -> float:
        place = self._place(word)
        return float(self.values[place]) if place >= 0 else UNKNOWN

    def __contains__(self, word: str) -> bool:
        return self._place(word) >= 0

    def _place(self, word: str) -> int:
        wanted = hash(word)
        place = int(self.hashes.searchsorted(wanted))
        return place if place < len(self.hashes) and int(self.hashes[place]) == wanted else -1


@cache
def background(language: str) -> Background:
    """The list of `fi` (lemmas) or `en` (Snowball stems)."""
    found = np.fromiter(
        ((hash(word), value) for word, value in listed(language)),
        dtype=[("hash", np.int64), ("zipf", np.float64)],
    )
    found.sort(order="hash")
    return Background(found["hash"].copy(), found["zipf"].copy())


def listed(language: str) -> Iterator[tuple[str, float]]:
    """Yield the words of a list with their Zipf values."""
    text = (resources.files("matchmaker.text") / "background" / f"{language}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        value, *words = line.split(" ")
        for word in words:
            yield word, float(value)


def word_zipf(key: str) -> float:
    """The Zipf value of a word with its language ('fi:silmä'); rare when the language is unknown."""
    language, _, word = key.partition(":")
    return background(language).zipf(word) if language in LISTED else UNKNOWN
