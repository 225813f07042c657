"""How common a word is in the language at large: a catalogue of a hundred texts cannot know that 'haluta' is common.

`background/fi.txt` and `background/en.txt`: one line per Zipf value (log10 of occurrences in a thousand million
words), then the words. See background/README.md for their source and licence.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from matchmaker.text.wordtable import WordTable, word_table

UNKNOWN = 2.0
"""Zipf value of a word that the list does not have: once in ten million words."""


@dataclass(frozen=True, slots=True)
class Background:
    """Words of one language with their Zipf values."""

    words: WordTable
    values: NDArray[np.float32]

    def zipf(self, word: str) -> float:
        position = self.words.find(word)
        return UNKNOWN if position < 0 else float(self.values[position])

    def __contains__(self, word: str) -> bool:
        return self.words.find(word) >= 0


@cache
def background(language: str) -> Background:
    """The list of `fi` (lemmas) or `en` (Snowball stems)."""
    text = (resources.files("matchmaker.text") / "background" / f"{language}.txt").read_text(encoding="utf-8")
    zipf: dict[str, float] = {}
    for line in text.splitlines():
        value, *words = line.split(" ")
        zipf.update(dict.fromkeys(words, float(value)))
    table = word_table(zipf)
    return Background(table, np.fromiter((zipf[word] for word in table), dtype=np.float32, count=len(table)))
