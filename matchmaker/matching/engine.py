"""The analyser: a document to occurrences of terms, each with the words and the characters it stands on."""

import copy
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from matchmaker.matching import kept
from matchmaker.matching.documents import Document, Passage
from matchmaker.matching.reading import WordReader
from matchmaker.matching.weights import Prefix
from matchmaker.text import finnish, lexicon
from matchmaker.text import thesaurus as thesauri
from matchmaker.text.english import English
from matchmaker.text.language import LanguageGuesser, sentences
from matchmaker.text.lexicon import Lexicon
from matchmaker.text.phrases import ConceptFinder, Patterns, Word, laid_over, patterns
from matchmaker.text.terms import Source, Term, WordAnalyser
from matchmaker.text.thesaurus import Thesaurus
from matchmaker.text.tokens import Token, tokenize

MODEL_VERSION = "14"
"""Raise it whenever the same texts would get another score or other reasons; indexes and stored matches carry it."""

LONGEST_PASSAGE = 20_000
"""Characters of a passage that are read; the rest of a longer one adds nothing but waiting."""

MOST_REPEATS = 40
"""A word that a passage says more often says no more: with saturation the rest is worth little, and would take long."""


_NEGATIONS = frozenset({"ei", "eivät", "emme", "en"})
_VERBS = frozenset({"jää"})
"""Verbs of lay phrases that could be nouns."""


class Occurrence(NamedTuple):
    """One term where it stands: `word` names the word or phrase it comes from, `spans` are characters of the passage."""

    term: str
    weight: float
    source: Source
    word: str
    passage: int
    spans: tuple[tuple[int, int], ...]


class Analyser:
    """Made of what is installed; `name` tells of what, `signature` changes whenever its answers may, `model` with a release only.

    `model` is what `signature` is without the installation's own concepts.
    """

    def __init__(
        self,
        words: WordAnalyser,
        dictionary: Lexicon | None,
        thesaurus: Thesaurus,
        *,
        keep: Path | None = None,
    ) -> None:
        self.dictionary = dictionary
        self.degraded = words.name != "voikko"
        self.name = words.name + ("+freedict" if dictionary else "")
        english = English()
        self._words = WordReader(words, english, dictionary)
        self._languages = LanguageGuesser(words, english)
        self.words_of = self  # whose words are read here: what needs no thesaurus is made for that one only
        base = thesauri.thesaurus(thesaurus.base)
        self.model = self._signature(base)
        self._base_patterns = self._patterns(base, keep)
        self._lay_over(thesaurus)

    @classmethod
    def create(cls, *, overlay: Sequence[thesauri.Concept] = (), keep: Path | None = None) -> "Analyser":
        """The best analyser this machine can make.

        `overlay` are the installation's own concepts. `keep` is a folder for what takes seconds to derive from the
        dictionary and the thesaurus; without it, it is derived each time.
        """
        dictionary = kept.dictionary(keep) if keep else lexicon.read()
        thesaurus = thesauri.thesaurus(thesauri.base(), overlay=overlay)
        return cls(finnish.create(), dictionary, thesaurus, keep=keep)

    def with_overlay(self, overlay: Sequence[thesauri.Concept]) -> "Analyser":
        """This analyser with other own concepts. It takes a moment: words, dictionary and base terms are shared."""
        other = copy.copy(self)
        other._lay_over(thesauri.thesaurus(self.thesaurus.base, overlay=overlay))
        return other

    def _lay_over(self, thesaurus: Thesaurus) -> None:
        self.thesaurus = thesaurus
        self.signature = self._signature(thesaurus)
        self._concept_terms = tuple(f"{Prefix.CONCEPT} {name}" for name in thesaurus.concepts.ids)
        found = laid_over(self._base_patterns, thesaurus, self.term_keys)
        self.concepts = ConceptFinder(found)

    def _signature(self, thesaurus: Thesaurus) -> str:
        parts = (MODEL_VERSION, self.name, str(len(self.dictionary or ())), thesaurus.digest)
        return hashlib.blake2b("|".join(parts).encode(), digest_size=8).hexdigest()

    def occurrences(self, document: Document) -> Iterator[Occurrence]:
        """Every term of every passage, `MOST_REPEATS` times in a passage at most.

        The weights are those of the words; fields are weighed later.
        """
        for number, passage in enumerate(document.passages):
            told: dict[str, int] = defaultdict(int)
            for sentence, language in self._sentences(passage):
                words = []
                for token in sentence:
                    reading = self._words.read(token.text, token.kind, language)
                    for term in reading.terms:
                        told[term.key] += 1
                        if told[term.key] > MOST_REPEATS:
                            continue
                        span = (token.start + term.start, token.start + term.end)
                        yield Occurrence(term.key, term.weight, term.source, reading.name, number, (span,))
                    if reading.keys:
                        words.append(Word(reading.name, token.start, token.end, reading.keys))
                for hit in self.concepts.find(words):
                    yield Occurrence(
                        self._concept_terms[hit.concept],
                        hit.weight,
                        Source.CONCEPT,
                        hit.words,
                        number,
                        hit.spans,
                    )

    def sentences(self, passage: Passage) -> Iterator[list[Word]]:
        """The content words of a passage, sentence by sentence: what phrases are looked for in."""
        for sentence, language in self._sentences(passage):
            read = ((token, self._words.read(token.text, token.kind, language)) for token in sentence)
            yield [
                Word(found.name, token.start, token.end, found.keys) for token, found in read if found.keys
            ]

    def language(self, text: str) -> str:
        """The language most sentences of a text are in, `fi` or `en`."""
        return self._languages.guess(list(tokenize(text[:LONGEST_PASSAGE])))

    def _sentences(self, passage: Passage) -> Iterator[tuple[list[Token], str]]:
        text = passage.text[:LONGEST_PASSAGE]
        tokens = list(tokenize(text))
        position = 0
        for _, end in sentences(text):
            first = position
            while position < len(tokens) and tokens[position].start < end:
                position += 1
            if position > first:
                sentence = tokens[first:position]
                yield sentence, self._languages.guess(sentence, declared=passage.language)

    def _patterns(self, thesaurus: Thesaurus, keep: Path | None) -> Patterns:
        """The thesaurus' terms by the keys of their words."""
        if keep is None:
            return patterns(thesaurus, self.term_keys)
        key = f"{MODEL_VERSION} {self.name} {len(self.dictionary or ())}"
        return kept.patterns(keep, key, thesaurus, self.term_keys)

    def term_keys(self, text: str, language: str) -> tuple[str, ...]:
        """A thesaurus term as the distinct keys of its content words, sorted; what sentences are searched for.

        Terms are written in base form, so 'suodatin' is the filter and not 'I filtered'. The verb of a lay phrase is
        not: 'massa ei valu', 'pinta jää karheaksi'.
        """
        tokens = list(tokenize(text))
        words = [self._words.keys(token.text, token.kind, language).terms for token in tokens]
        bases = [self._words.base_form(token.text, token.kind, language) for token in tokens]
        plain = [token.text.lower() for token in tokens]
        return tuple(
            sorted(
                {
                    _first_but(terms, base) if _is_verb(plain, place) else base or terms[0].key
                    for place, (terms, base) in enumerate(zip(words, bases, strict=True))
                    if terms
                }
            )
        )


def _is_verb(words: Sequence[str], place: int) -> bool:
    """Whether a word of a lay phrase can only be its verb, though a noun has the same form."""
    return (place > 0 and words[place - 1] in _NEGATIONS) or (len(words) > 1 and words[place] in _VERBS)


def _first_but(terms: Sequence[Term], noun: str | None) -> str:
    """The first reading that is not this noun."""
    return next((term.key for term in terms if term.key != noun and term.source is Source.WORD), terms[0].key)
