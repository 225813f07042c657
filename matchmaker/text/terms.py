"""What an analyser says about one word."""

from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple, Protocol

_CACHED = 50_000


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


@lru_cache(maxsize=_CACHED)
def fingerprint(key: str) -> int:
    """64 bits that stand for a key and are the same in every process; saved tables are looked up by it."""
    return int.from_bytes(blake2b(key.encode("utf-8"), digest_size=8).digest(), "little")
