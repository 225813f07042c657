"""One token to its terms: words of its own language, and the common space of English stems that both languages reach."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from matchmaker.matching.weights import Prefix
from matchmaker.text import stopwords
from matchmaker.text.background import background
from matchmaker.text.english import English
from matchmaker.text.language import ENGLISH, FINNISH
from matchmaker.text.lexicon import Lexicon
from matchmaker.text.terms import Source, Term, WordAnalyser
from matchmaker.text.tokens import Kind, normal, standard_keys

_CACHED_WORDS = 30_000
_NUMBER, _UNIT, _CODE_PIECE = 0.3, 0.5, 0.5
_ENGLISH_FROM = 3.3
"""A word of a Finnish sentence that Finnish does not know is English when English has it at least this often (Zipf)."""

# A dictionary's first senses are often rare ones ('mensuration'): its weights are flattened a little, and translations
# that English uses often are preferred.
_FLATTEN, _PREFER_COMMON, _COMMONEST = 0.7, 0.25, 5.5

_BENEATH = 0.4
"""Weight of a part's translations where the whole word has translations of its own."""

_ORDER = {Source.WORD: 0, Source.PART: 1, Source.ROOT: 2}


class Keys(NamedTuple):
    """A token as words of its language: `name` is its likeliest lemma; empty terms for a stop word."""

    name: str
    language: str
    terms: tuple[Term, ...]


class Reading(NamedTuple):
    """A token's terms as the index has them, each with its prefix; `keys` are what phrases are matched on."""

    name: str
    terms: tuple[Term, ...]
    keys: tuple[Term, ...]


class WordReader:
    """Made of the installed analysers. What it reads it remembers, for the commonest few thousand words."""

    def __init__(self, finnish: WordAnalyser, english: English, dictionary: Lexicon | None) -> None:
        self._finnish, self._english, self._dictionary = finnish, english, dictionary
        self._english_words = background(ENGLISH)
        self.keys = lru_cache(maxsize=_CACHED_WORDS)(self._keys)
        self.read = lru_cache(maxsize=_CACHED_WORDS)(self._read)
        self._translate = lru_cache(maxsize=_CACHED_WORDS)(self._translations)

    def _read(self, text: str, kind: Kind, language: str) -> Reading:
        """All terms of a token of a sentence in `language`."""
        keys = self.keys(text, kind, language)
        if not keys.terms:
            return Reading(keys.name, (), ())
        words = tuple(term._replace(key=f"{Prefix.WORD} {term.key}") for term in keys.terms)
        in_phrases = kind is not Kind.NUMBER
        return Reading(keys.name, words + self._stems(keys), keys.terms if in_phrases else ())

    def _keys(self, text: str, kind: Kind, language: str) -> Keys:
        if kind is not Kind.WORD:
            plain = [
                Term(f"x:{key}", weight, Source.WORD, 0, len(text))
                for key, weight in _uninflected(text, kind)
            ]
            return Keys(plain[0].key[2:], "x", tuple(plain))
        language = self._language(text, language)
        terms = self._finnish.analyse(text) if language == FINNISH else self._english.analyse(text)
        plain_text = normal(text)
        terms = self._without_stop_words(text, plain_text, terms, language)
        if not terms:
            return Keys(plain_text, language, ())
        nobody = len(terms) == 1 and not self._finnish.known(text) and not self._english.known(text)
        prefix = "x" if nobody else language
        return Keys(
            terms[0].key, language, tuple(term._replace(key=f"{prefix}:{term.key}") for term in terms)
        )

    def base_form(self, text: str, kind: Kind, language: str) -> str | None:
        """The key of a Finnish noun or adjective in its base form; None for every other token."""
        if kind is not Kind.WORD or self._language(text, language) != FINNISH:
            return None
        form = self._finnish.base_form(text)
        return f"{FINNISH}:{form}" if form and form not in stopwords.FINNISH_FORMS else None

    def _without_stop_words(
        self, text: str, plain: str, terms: tuple[Term, ...], language: str
    ) -> tuple[Term, ...]:
        """The terms of a content word; of a word that is likelier a stop word, the noun whose base form it is, if any."""
        if language != FINNISH:
            return () if len(plain) < 2 or plain in stopwords.ENGLISH else terms
        if len(plain) < 2 or plain in stopwords.FINNISH_FORMS:
            return ()
        if terms[0].key not in stopwords.FINNISH:
            return terms
        noun = self._finnish.base_form(text)
        return tuple(term for term in terms if term.key == noun and term.source is Source.WORD)

    def _language(self, text: str, language: str) -> str:
        """The sentence's language, unless only the other one has the word."""
        if language == FINNISH:
            if self._finnish.known(text):
                return FINNISH
            stem = self._english.stem(normal(text))
            return ENGLISH if self._english_words.zipf(stem) >= _ENGLISH_FROM else FINNISH
        if self._english.known(text) or "-" in text:
            return ENGLISH
        return FINNISH if self._finnish.known(text) else ENGLISH

    def _stems(self, keys: Keys) -> tuple[Term, ...]:
        """English stems: an English word's own; a Finnish word's by the dictionary, its parts' beneath those of the whole."""
        bare = [term._replace(key=term.key.partition(":")[2]) for term in keys.terms]
        if keys.language != FINNISH:
            return tuple(term._replace(key=f"{Prefix.STEM} {term.key}") for term in bare)
        found: list[Term] = []
        covered: list[tuple[int, int]] = []
        for term in sorted(bare, key=lambda term: (term.start - term.end, _ORDER[term.source], -term.weight)):
            beneath = any(start <= term.start and term.end <= end for start, end in covered)
            another_reading = term.source is Source.WORD and term.weight < 1
            if beneath and not another_reading and term.source is Source.ROOT:
                continue
            stems = self._translate(term.key)
            if not stems:
                continue
            weight = term.weight if term.source is Source.WORD else 1.0
            if beneath and not another_reading:
                weight *= _BENEATH
            covered.append((term.start, term.end))
            found += [
                Term(f"{Prefix.STEM} {stem}", weight * share, Source.DICTIONARY, term.start, term.end)
                for stem, share in stems
            ]
        return (*found, *self._untranslated(bare, covered))

    def _untranslated(self, bare: Sequence[Term], covered: Sequence[tuple[int, int]]) -> Iterator[Term]:
        """Names, codes and loan words are often the same in both languages: the smallest parts without a translation."""
        parts = [term for term in bare if term.source is Source.PART] or list(bare[:1])
        for term in parts:
            smallest = not any(
                (other.start, other.end) != (term.start, term.end)
                and term.start <= other.start
                and other.end <= term.end
                for other in parts
            )
            free = not any(start < term.end and term.start < end for start, end in covered)
            if free and smallest and (len(term.key) > 2 or not covered):
                yield Term(
                    f"{Prefix.STEM} {self._english.stem(term.key)}", 1.0, Source.WORD, term.start, term.end
                )

    def _translations(self, lemma: str) -> tuple[tuple[str, float], ...]:
        """English stems of a lemma with weights; the words of a phrase share its weight so that its length is kept."""
        if self._dictionary is None:
            return ()
        found: dict[str, float] = {}
        total = 0.0
        for phrase, share in self._dictionary.translations(lemma):
            words = [
                word for word in normal(phrase).replace("-", " ").split() if word not in stopwords.ENGLISH
            ]
            stems = [self._english.stem(word) for word in words]
            if stems:
                zipf = sum(min(self._english_words.zipf(stem), _COMMONEST) for stem in stems) / len(stems)
                weight = share**_FLATTEN * 10 ** (_PREFER_COMMON * zipf)
                total += weight
                for stem in stems:
                    found[stem] = found.get(stem, 0.0) + weight * len(stems) ** -0.5
        return tuple((stem, weight / total) for stem, weight in found.items())


def _uninflected(text: str, kind: Kind) -> list[tuple[str, float]]:
    """Keys of a standard, a code or a number, the most telling first."""
    if kind is Kind.STANDARD:
        keys = standard_keys(text)
        return [*zip(keys, (1.0, 0.5), strict=False), (keys[0].split(" ")[-1], 0.5)]
    if kind is Kind.NUMBER:
        plain = "".join(normal(text).split())
        return [(plain, _NUMBER if plain.replace(",", "").replace(".", "").isdigit() else _UNIT)]
    plain = normal(text)
    pieces = [piece for piece in plain.split("-") if len(piece) > 2 and piece != plain]
    return [(plain, 1.0), *((piece, _CODE_PIECE) for piece in pieces)]
