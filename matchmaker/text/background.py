"""How common a word is in the language at large: a catalogue of a hundred texts cannot know that 'haluta' is common.

`background/fi.txt` and `background/en.txt`: one line per Zipf value (log10 of occurrences in a thousand million words),
then the words. See background/README.md for their source and licence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

LISTED = ("fi", "en")
UNKNOWN = 2.0
"""Zipf value of a word that the list does not have: once in ten million words."""


@dataclass(frozen=True, slots=True)
class Background:
    """Words of one language with their Zipf values."""

    values: Mapping[str, float]

    def zipf(self, word: str) -> float:
        return self.values.get(word, UNKNOWN)

    def __contains__(self, word: str) -> bool:
        return word in self.values


@cache
def background(language: str) -> Background:
    """The list of `fi` (lemmas) or `en` (Snowball stems)."""
    text = (resources.files("matchmaker.text") / "background" / f"{language}.txt").read_text(encoding="utf-8")
    zipf: dict[str, float] = {}
    for line in text.splitlines():
        value, *words = line.split(" ")
        zipf.update(dict.fromkeys(words, float(value)))
    return Background(zipf)


def word_zipf(key: str) -> float:
    """The Zipf value of a word with its language ('fi:silmä'); rare when the language is unknown."""
    language, _, word = key.partition(":")
    return background(language).zipf(word) if language in LISTED else UNKNOWN
