"""English words: Snowball stems, one spelling for British and American forms, pieces of hyphen compounds."""

import re
from functools import lru_cache

import snowballstemmer

from matchmaker.text.background import background
from matchmaker.text.terms import Source, Term
from matchmaker.text.tokens import normal

PIECE_WEIGHT = 0.7
_CACHED = 30_000
_SPELLING = (
    (re.compile(r"(?<=\w{2})is(?=(?:e|ed|es|ing|ation|ations|er|ers)$)"), "iz"),
    (re.compile(r"(?<=\w{2})ys(?=(?:e|ed|es|ing|er|ers)$)"), "yz"),
    (re.compile(r"(?<=\w{2}[^aeiou])our(?=(?:s|ed|ing|al|ful)?$)"), "or"),
    (re.compile(r"(?<=\w)ibre(?=s?$)"), "iber"),
    (re.compile(r"(?<=\w)etre(?=s?$)"), "eter"),
    (re.compile(r"^sulph"), "sulf"),
    (re.compile(r"^alumini?um"), "aluminum"),
    (re.compile(r"^(?:ana|cata)lyse"), lambda match: match.group()[:-2] + "ze"),
)


class English:
    """Stems are keys; an apostrophe ending ('company's') is dropped."""

    name = "snowball"

    def __init__(self) -> None:
        self._stemmer = snowballstemmer.stemmer("english")
        self._background = background("en")
        self.stem = lru_cache(maxsize=_CACHED)(self._stem)

    def _stem(self, word: str) -> str:
        """The key of one word without hyphens, in lower case."""
        plain = word.split("'")[0] or word
        for pattern, replacement in _SPELLING:
            plain = pattern.sub(replacement, plain)
        return str(self._stemmer.stemWord(plain))

    def known(self, word: str) -> bool:
        plain = normal(word)
        return self.stem(plain) in self._background

    def analyse(self, word: str) -> tuple[Term, ...]:
        plain = normal(word)
        if "-" not in plain and "/" not in plain:
            return (Term(self.stem(plain), 1.0, Source.WORD, 0, len(word)),)
        pieces = list(_pieces(plain))
        whole = "".join(self.stem(piece) for piece, _ in pieces)
        terms = [Term(whole, 1.0, Source.WORD, 0, len(word))]
        for piece, start in pieces:
            terms.append(Term(self.stem(piece), PIECE_WEIGHT, Source.PART, start, start + len(piece)))
        return tuple(terms)


def _pieces(word: str) -> list[tuple[str, int]]:
    return [(match.group(), match.start()) for match in re.finditer(r"[^-/]+", word)]
