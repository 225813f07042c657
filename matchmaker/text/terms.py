"""What an analyser says about one word."""

from enum import StrEnum
from typing import NamedTuple, Protocol


class Source(StrEnum):
    """How a term follows from the word it stands in."""

    WORD = "word"
    PART = "part"
    ROOT = "root"
    DICTIONARY = "dictionary"
    CONCEPT = "concept"
    NGRAM = "ngram"


class Term(NamedTuple):
    """One reading of (a part of) a word: `start` and `end` are characters inside the word, `weight` is in (0, 1]."""

    key: str
    weight: float
    source: Source
    start: int
    end: int


class WordAnalyser(Protocol):
    """The words of one language. `known` tells whether the language's lexicon has the word."""

    name: str

    def analyse(self, word: str) -> tuple[Term, ...]:
        """Lemmas first (their weights sum to 1), then parts and roots; a word that nobody knows is its own lemma."""
        ...

    def known(self, word: str) -> bool: ...

    def base_form(self, word: str) -> str | None:
        """The word's key when it is a noun or adjective as a dictionary has it ('suodatin'), whatever else it may be."""
        ...
