"""The analyser: a document to occurrences of terms, in every channel, each with the characters it stands on."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from matchmaker.matching import kept
from matchmaker.matching.documents import Document, Passage
from matchmaker.matching.kept import TermReader
from matchmaker.matching.weights import Channel
from matchmaker.text import finnish, lexicon, stopwords
from matchmaker.text import thesaurus as thesauri
from matchmaker.text.background import background
from matchmaker.text.english import English
from matchmaker.text.language import ENGLISH, FINNISH, LanguageGuesser, sentences
from matchmaker.text.lexicon import Lexicon
from matchmaker.text.phrases import ConceptFinder, Word
from matchmaker.text.terms import Source, Term, WordAnalyser
from matchmaker.text.thesaurus import Thesaurus
from matchmaker.text.tokens import Kind, Token, normal, standard_keys, tokenize

MODEL_VERSION = "1"
"""Raise it whenever the same texts would get another score; indexes and stored matches carry it."""

LONGEST_PASSAGE = 20_000
"""Characters of a passage that are read; the rest of a longer one adds nothing but waiting."""

_CACHED_WORDS = 30_000
_NUMBER, _UNIT, _CODE_PIECE = 0.3, 0.5, 0.5
_ENGLISH_FROM = 3.3
"""A word of a Finnish sentence that Finnish does not know is English when English has it at least this often (Zipf)."""


class Occurrence(NamedTuple):
    """One term where it stands: `word` names the word or phrase it comes from, `spans` are characters of the passage."""

    term: str
    weight: float
    source: Source
    word: str
    passage: int
    spans: tuple[tuple[int, int], ...]


class Reading(NamedTuple):
    """A word's terms with their channel prefix, and the word-level terms that phrases are matched on."""

    name: str
    terms: tuple[Term, ...]
    keys: tuple[Term, ...]


class Analyser:
    """Made of what is installed; `name` tells of what, `signature` changes whenever its answers may."""

    def __init__(
        self,
        words: WordAnalyser,
        dictionary: Lexicon | None,
        thesaurus: Thesaurus,
        *,
        version: str = MODEL_VERSION,
        keep: Path | None = None,
    ) -> None:
        self.thesaurus = thesaurus
        self.dictionary = dictionary
        self.degraded = words.name != "voikko"
        self.name = words.name + ("+freedict" if dictionary else "")
        self._finnish, self._english = words, English()
        self._languages = LanguageGuesser(words, self._english)
        self._english_words = background(ENGLISH)
        self._read = lru_cache(maxsize=_CACHED_WORDS)(self._read_word)
        self._translate = lru_cache(maxsize=_CACHED_WORDS)(self._translations)
        parts = (version, self.name, str(len(dictionary or ())), thesaurus.digest)
        self.signature = hashlib.blake2b("|".join(parts).encode(), digest_size=8).hexdigest()
        if keep is None:
            self.concepts = ConceptFinder(thesaurus, self._term_words)
        else:
            reader = TermReader(keep, self.signature, self._term_words)
            self.concepts = ConceptFinder(thesaurus, reader)
            reader.save()

    @classmethod
    def create(cls, *, overlay: Sequence[thesauri.Concept] = (), keep: Path | None = None) -> "Analyser":
        """The best analyser this machine can make; `overlay` are the installation's own concepts.

        `keep` is a folder where the slow parts are kept for the next time.
        """
        dictionary = kept.dictionary(keep) if keep else lexicon.read()
        thesaurus = thesauri.thesaurus(thesauri.base(), overlay=overlay)
        return cls(finnish.create(), dictionary, thesaurus, keep=keep)

    def occurrences(self, document: Document) -> Iterator[Occurrence]:
        """Every term of every passage. The weights are those of the words; fields are weighed later."""
        for number, passage in enumerate(document.passages):
            for sentence in self._sentences(passage):
                words = []
                for token, language in sentence:
                    reading = self._read(token.text, token.kind, language)
                    for term in reading.terms:
                        span = (token.start + term.start, token.start + term.end)
                        yield Occurrence(term.key, term.weight, term.source, reading.name, number, (span,))
                    if reading.keys:
                        words.append(Word(reading.name, token.start, token.end, reading.keys))
                yield from self._concept_occurrences(words, number)

    def language(self, text: str) -> str:
        """The language most sentences of a text are in, `fi` or `en`."""
        tokens = tokenize(text[:LONGEST_PASSAGE])
        return self._languages.guess(list(tokens))

    def _sentences(self, passage: Passage) -> Iterator[list[tuple[Token, str]]]:
        text = passage.text[:LONGEST_PASSAGE]
        tokens = list(tokenize(text))
        position = 0
        for _, end in sentences(text):
            sentence = []
            while position < len(tokens) and tokens[position].start < end:
                sentence.append(tokens[position])
                position += 1
            if sentence:
                language = self._languages.guess(sentence, declared=passage.language)
                yield [(token, language) for token in sentence]

    def _concept_occurrences(self, words: Sequence[Word], number: int) -> Iterator[Occurrence]:
        for hit in self.concepts.find(words):
            term = f"{Channel.CONCEPT} {self.thesaurus.concepts[hit.concept].id}"
            yield Occurrence(term, hit.weight, Source.CONCEPT, hit.words, number, hit.spans)

    def _term_words(self, text: str, language: str) -> list[Word]:
        """A thesaurus term as content words; a term made of stop words only keeps them."""
        tokens = list(tokenize(text))
        return [
            Word(reading.name, token.start, token.end, reading.keys)
            for token in tokens
            for reading in (self._read(token.text, token.kind, language),)
            if reading.keys
        ]

    def _read_word(self, text: str, kind: Kind, language: str) -> Reading:
        """All terms of one token: word channel and bridge."""
        if kind is Kind.STANDARD:
            return _plain_reading(
                [(key, 1.0 if place == 0 else 0.5) for place, key in enumerate(_standard(text))], len(text)
            )
        if kind is Kind.NUMBER:
            plain = "".join(normal(text).split())
            return _plain_reading(
                [(plain, _NUMBER if plain.replace(",", "").replace(".", "").isdigit() else _UNIT)],
                len(text),
                in_phrases=False,
            )
        if kind is Kind.CODE:
            plain = normal(text)
            pieces = [piece for piece in plain.split("-") if len(piece) > 2 and piece != plain]
            return _plain_reading([(plain, 1.0), *((piece, _CODE_PIECE) for piece in pieces)], len(text))
        language = self._word_language(text, language)
        terms = self._finnish.analyse(text) if language == FINNISH else self._english.analyse(text)
        plain = normal(text)
        stop = stopwords.FINNISH if language == FINNISH else stopwords.ENGLISH
        if len(plain) < 2 or plain in stop or (language == FINNISH and terms[0].key in stop):
            return Reading(plain, (), ())
        prefix = language
        if len(terms) == 1 and not self._finnish.known(text) and not self._english.known(text):
            prefix = "x"
        keyed = tuple(term._replace(key=f"{prefix}:{term.key}") for term in terms)
        bridge = self._bridge(terms, language)
        word = tuple(term._replace(key=f"{Channel.WORD} {term.key}") for term in keyed)
        return Reading(terms[0].key, word + bridge, keyed)

    def _word_language(self, text: str, language: str) -> str:
        """The sentence's language, unless only the other one has the word."""
        if language == FINNISH:
            if self._finnish.known(text):
                return FINNISH
            stem = self._english.stem(normal(text))
            return ENGLISH if self._english_words.zipf(stem) >= _ENGLISH_FROM else FINNISH
        if self._english.known(text) or "-" in text:
            return ENGLISH
        return FINNISH if self._finnish.known(text) else ENGLISH

    def _bridge(self, terms: Sequence[Term], language: str) -> tuple[Term, ...]:
        """English stems: of an English word itself, of a Finnish word by dictionary, whole first, then its longest parts."""
        if language == ENGLISH:
            return tuple(term._replace(key=f"{Channel.BRIDGE} {term.key}") for term in terms)
        found: list[Term] = []
        covered: list[tuple[int, int]] = []
        for term in sorted(
            terms, key=lambda term: (term.start - term.end, _ORDER[term.source], -term.weight)
        ):
            if any(start <= term.start and term.end <= end for start, end in covered) and not (
                term.source is Source.WORD and term.weight < 1
            ):
                continue
            stems = self._translate(term.key)
            if not stems:
                continue
            covered.append((term.start, term.end))
            weight = term.weight if term.source is Source.WORD else 1.0
            for stem, share in stems:
                found.append(
                    Term(f"{Channel.BRIDGE} {stem}", weight * share, Source.DICTIONARY, term.start, term.end)
                )
        if not found:
            lemma = terms[0]
            found.append(
                Term(
                    f"{Channel.BRIDGE} {self._english.stem(lemma.key)}",
                    1.0,
                    Source.WORD,
                    lemma.start,
                    lemma.end,
                )
            )
        return tuple(found)

    def _translations(self, lemma: str) -> tuple[tuple[str, float], ...]:
        """English stems of a lemma with weights; a phrase shares its weight so that its length is kept."""
        if self.dictionary is None:
            return ()
        stems: dict[str, float] = {}
        for phrase, share in self.dictionary.translations(lemma):
            words = [
                word for word in normal(phrase).replace("-", " ").split() if word not in stopwords.ENGLISH
            ]
            for word in words:
                stem = self._english.stem(word)
                stems[stem] = stems.get(stem, 0.0) + share * len(words) ** -0.5
        return tuple(stems.items())


_ORDER = {Source.WORD: 0, Source.PART: 1, Source.ROOT: 2}


def _standard(text: str) -> list[str]:
    keys = list(standard_keys(text))
    return [*keys, keys[0].split(" ")[-1]]


def _plain_reading(keys: Sequence[tuple[str, float]], length: int, *, in_phrases: bool = True) -> Reading:
    """The terms of a token that is not inflected: a standard, a code, a number."""
    word = tuple(Term(f"{Channel.WORD} x:{key}", weight, Source.WORD, 0, length) for key, weight in keys)
    bridge = tuple(Term(f"{Channel.BRIDGE} {key}", weight, Source.WORD, 0, length) for key, weight in keys)
    phrase = tuple(Term(f"x:{key}", weight, Source.WORD, 0, length) for key, weight in keys)
    return Reading(keys[0][0], word + bridge, phrase if in_phrases else ())
