"""Which language a passage is written in, by the evidence of the two lexicons.

A passage may mix languages, so the question is put sentence by sentence; a declared language only tips the scale.
Every word counts by how common it is in either language, which works on titles of two words, where letter statistics
fail.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from matchmaker.text.background import UNKNOWN, background
from matchmaker.text.english import English
from matchmaker.text.terms import WordAnalyser
from matchmaker.text.tokens import Kind, Token, normal

FINNISH, ENGLISH = "fi", "en"
LANGUAGES = (FINNISH, ENGLISH)

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|[\n\r;]+|(?<=\w)\s[-–—:]\s")
_MOST_WORDS = 40
_CACHED = 30_000
_LEXICON_ONLY = 3.2
"""Zipf value given to a word that Finnish morphology accepts but the frequency list lacks, such as a rare compound."""
_UMLAUTS = re.compile("[äöÄÖ]")


class LanguageGuesser:
    """Weighs a sentence by the two languages' lexicons."""

    def __init__(self, finnish: WordAnalyser, english: English) -> None:
        self._finnish, self._english = finnish, english
        self._zipf = {language: background(language) for language in LANGUAGES}
        self.evidence = lru_cache(maxsize=_CACHED)(self._evidence)

    def _evidence(self, word: str) -> float:
        """Positive for Finnish, negative for English, 0 for a word that neither language has."""
        plain = normal(word)
        if _UMLAUTS.search(plain):
            return 3.0
        stem = self._english.stem(plain.split("-")[-1])
        english = self._zipf[ENGLISH].zipf(stem)
        finnish = UNKNOWN
        if self._finnish.known(word):
            lemma = self._finnish.analyse(word)[0].key
            finnish = max(self._zipf[FINNISH].zipf(lemma), _LEXICON_ONLY)
        return finnish - english

    def guess(self, tokens: Iterable[Token], *, declared: str | None = None) -> str:
        """`fi` or `en`; the declared language stands unless the words clearly say otherwise, and Finnish is the default."""
        score = {FINNISH: 2.0, ENGLISH: -2.0, None: 0.0}.get(declared, 0.0)
        words = [token for token in tokens if token.kind is Kind.WORD and len(token.text) > 1][:_MOST_WORDS]
        score += sum(self.evidence(token.text) for token in words)
        return ENGLISH if score < 0 else FINNISH


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) characters of each sentence or title part."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if start < len(text):
        yield start, len(text)
