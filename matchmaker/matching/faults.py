"""Faults of a technical matter: something breaks, leaks, peels or is too loud, and the sentence names what.

'Hitsit pettää putkessa' is no quarrel, however loudly the customer complains. Words of failing are in `data/faults.csv`,
what is technical is whatever the thesaurus has a concept of, but for its concepts of business.
"""

import csv
import re
from collections.abc import Iterable, Sequence, Set
from functools import cache
from importlib import resources

from matchmaker.matching.documents import Passage
from matchmaker.matching.engine import Analyser
from matchmaker.text import thesaurus
from matchmaker.text.language import LANGUAGES
from matchmaker.text.phrases import Word
from matchmaker.text.terms import Source

_DOES_NOT_HOLD = re.compile(
    r"\b(?:(?:ei|eivät)\s+(?:\w+\s+)?(?:kest|pidä|pysy|tartu|kovetu|kuivu|sula|liukene|sulje)\w*"
    r"|(?:not|n't|never|won't)\s+(?:stick|hold|stay|last|cure|dry|melt|dissolve|seal|close)\b)",
    re.IGNORECASE,
)
"""'Liima ei pidä': words that tell of a fault only where they are denied."""


class FaultFinder:
    """The words of failing as one analyser reads them."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser
        self._words = frozenset(
            key
            for language, word in _words()
            for key in (f"{language}:{word}", *analyser.term_keys(word, language))
        )
        business = thesaurus.ids_of("business.csv")
        self._business = frozenset(
            number for number, name in enumerate(analyser.thesaurus.concepts.ids) if name in business
        )

    def count(self, passage: Passage, aside: Set[int]) -> int:
        """How many different faults of something technical a passage tells of; words that begin `aside` name nothing."""
        found: set[str] = set()
        for sentence in self._analyser.sentences(passage):
            if sentence and self._technical([word for word in sentence if word.start not in aside]):
                found.update(self._failing(sentence))
                text = passage.text[sentence[0].start : sentence[-1].end]
                found.update(match.group() for match in _DOES_NOT_HOLD.finditer(text))
        return len(found)

    def _failing(self, sentence: Sequence[Word]) -> Iterable[str]:
        return (
            term.key
            for word in sentence
            for term in word.terms
            if term.source is Source.WORD and term.key in self._words
        )

    def _technical(self, sentence: Sequence[Word]) -> bool:
        return any(hit.concept not in self._business for hit in self._analyser.concepts.find(sentence))


@cache
def _words() -> tuple[tuple[str, str], ...]:
    """(language, word) of `data/faults.csv`."""
    path = resources.files("matchmaker.matching") / "data" / "faults.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return tuple(
        (language, word)
        for row in rows
        for language in LANGUAGES
        for word in row[language].split("|")
        if word
    )
