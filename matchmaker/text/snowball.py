"""Finnish words without Voikko: stems by the Snowball rules."""

import re

import snowballstemmer

from matchmaker.text.background import listed
from matchmaker.text.spoken import FORMS, with_umlauts
from matchmaker.text.terms import Source, Term
from matchmaker.text.tokens import normal

PART_WEIGHT = 0.5
"""What a part of a compound weighs beside the whole word."""


class SnowballFinnish:
    """Stems only: the same word in two cases meets, compounds stay closed."""

    name = "snowball"

    def __init__(self) -> None:
        self._stemmer = snowballstemmer.stemmer("finnish")
        self._stems = frozenset(self._stemmer.stemWord(word) for word, _ in listed("fi"))

    def known(self, word: str) -> bool:
        return self._stemmer.stemWord(normal(word)) in self._stems

    def lemma(self, word: str) -> str:
        return str(self._stemmer.stemWord(normal(word)))

    def base_form(self, word: str) -> str | None:  # noqa: ARG002 (the protocol's; stems tell nothing of it)
        return None

    def analyse(self, word: str) -> tuple[Term, ...]:
        plain = normal(word)
        terms = [Term(self._stem(plain), 1.0, Source.WORD, 0, len(word))]
        if "-" in plain:
            terms.extend(
                Term(self._stem(match.group()), PART_WEIGHT, Source.PART, *match.span())
                for match in re.finditer(r"[^-]+", plain)
            )
        return tuple(terms)

    def _stem(self, plain: str) -> str:
        plain = FORMS.get(plain, plain)
        stem = str(self._stemmer.stemWord(plain))
        if stem in self._stems:
            return stem
        restored = (str(self._stemmer.stemWord(form)) for form in with_umlauts(plain))
        return next((form for form in restored if form in self._stems), stem)
