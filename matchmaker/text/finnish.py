"""Finnish words: Voikko's lemmas, compound parts and verb roots; without Voikko, the stems of `snowball`."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import snowballstemmer

from matchmaker.text.background import background
from matchmaker.text.snowball import PART_WEIGHT, SnowballFinnish
from matchmaker.text.spoken import FORMS, with_umlauts, written_forms
from matchmaker.text.terms import Source, Term, WordAnalyser
from matchmaker.text.tokens import normal, shouted

SUBCOMPOUND_WEIGHT = 0.7
ROOT_WEIGHT = 0.5
LIKELY = 0.05
"""A reading with less than this share of the word is dropped."""

_WORDBASE = re.compile(r"\+([^+(]*)(?:\(([^)]*)\))?")
_RARE_CLASSES = frozenset({"etunimi", "sukunimi", "paikannimi", "nimi", "lyhenne", "huudahdussana"})
_NOMINAL_CLASSES = frozenset({"nimisana", "laatusana", "nimisana_laatusana"})
_BASE_FORM = 3.0
"""How much likelier a noun or adjective in its base form is than frequency tells: 'poltin' is seldom 'I burned'."""
_NO_WORDS = frozenset({"hepa"})
"""Names that the lexicon takes for a form of something else: 'HEPA' for 'he' with an ending."""
_DEVERBAL = {"käydä": "käyminen"}
"""Verbs whose noun is a word of a trade: 'käyminen' is fermentation, 'käydä' is in every text."""


_CACHED = 30_000
_Segments = tuple[tuple[int, int], ...]
_Bases = tuple[tuple[str, str], ...]


class _Reading(NamedTuple):
    """One of Voikko's readings of a word form; `segments` are the parts' characters, `bases` the parts' base words."""

    lemma: str
    segments: _Segments
    bases: _Bases
    word_class: str
    possessive: bool
    agent: bool = False
    emphatic: bool = False

    def is_base_form(self, form: str) -> bool:
        """Whether the form is this noun or adjective as a dictionary has it."""
        return self.lemma == form and self.word_class in _NOMINAL_CLASSES


def create() -> WordAnalyser:
    """Voikko when its library and dictionary are installed, otherwise Snowball."""
    try:
        import libvoikko

        return VoikkoFinnish(libvoikko.Voikko("fi"))
    except (ImportError, OSError):
        return SnowballFinnish()
    except libvoikko.VoikkoException:
        return SnowballFinnish()


class VoikkoFinnish:
    """Every plausible lemma of a word, weighted when there are several, then the parts of each compound."""

    name = "voikko"

    def __init__(self, voikko: Any) -> None:
        self._voikko = voikko
        self._stemmer = snowballstemmer.stemmer("finnish")
        self._background = background("fi")
        self._look = lru_cache(maxsize=_CACHED)(self._look_up)

    def known(self, word: str) -> bool:
        return bool(self._look(word) or self._look(word.lower()))

    def analyse(self, word: str) -> tuple[Term, ...]:
        plain = normal(word)
        if len(plain) != len(word):
            return _over_all(self._terms(plain, plain), word)
        return self._terms(word, plain)

    def lemma(self, word: str) -> str:
        """The likeliest lemma in lower case; the word itself when nobody knows it."""
        return self.analyse(word)[0].key

    def base_form(self, word: str) -> str | None:
        plain = normal(word)
        found = self._read(word)
        if not found:
            before, hyphen, last = plain.rpartition("-")
            return before + hyphen + last if hyphen and self.base_form(last) else None
        fewest = _fewest(found)
        known = any(reading.is_base_form(plain) and len(reading.segments) <= fewest for reading in found)
        return plain if known and plain not in FORMS else None

    def _terms(self, word: str, plain: str) -> tuple[Term, ...]:
        """Terms of a word as written, or of the written form of what was typed or spoken."""
        if plain in _NO_WORDS:
            return (Term(plain, 1.0, Source.WORD, 0, len(word)),)
        for form in self._forms(word, plain):
            found = self._read(form)
            if found:
                terms = _merged(self._readings(found, normal(form)))
                return terms if len(form) == len(word) else _over_all(terms, word)
        if "-" in plain or "/" in plain:
            return self._hyphenated(word)
        stem = plain if shouted(word) else str(self._stemmer.stemWord(plain))
        return (Term(stem, 1.0, Source.WORD, 0, len(word)),)

    def _forms(self, word: str, plain: str) -> Iterator[str]:
        yield FORMS.get(plain, word)
        if "-" not in plain and "/" not in plain:
            yield from with_umlauts(plain)
            yield from written_forms(plain)

    def _look_up(self, word: str) -> tuple[_Reading, ...]:
        if word.lower() in _NO_WORDS:
            return ()
        return tuple(
            _as_noun(
                _Reading(
                    lemma=found["BASEFORM"].lower(),
                    segments=_segments(found["STRUCTURE"]),
                    bases=_bases(found.get("WORDBASES", "")),
                    word_class=found.get("CLASS", ""),
                    possessive="[O" in found.get("FSTOUTPUT", ""),
                    agent=found.get("PARTICIPLE") == "agent" or _is_instructive(found),
                    emphatic=found.get("FSTOUTPUT", "").endswith(("pa[Ef]", "pä[Ef]")),
                ),
                named=found.get("MOOD") == "MINEN-infinitive",
            )
            for found in self._voikko.analyze(word)
            if found.get("BASEFORM")
        )

    def _read(self, word: str) -> tuple[_Reading, ...]:
        forms = dict.fromkeys((word, word.lower(), word.capitalize()))
        return next((found for form in forms if (found := self._look(form))), ())

    def _readings(self, found: Sequence[_Reading], form: str) -> Iterator[Term]:
        length = len(form)
        for reading, share in self._shares(found, form):
            lemma, segments, bases = reading.lemma, reading.segments, reading.bases
            yield Term(lemma, share, Source.WORD, 0, length)
            if len(segments) > 1:
                yield from self._parts(lemma, segments, bases, share)
            elif bases and bases[-1][1] != lemma and self._is_verb(bases[-1][1]):
                yield Term(bases[-1][1], share * ROOT_WEIGHT, Source.ROOT, 0, length)

    def _shares(self, found: Sequence[_Reading], form: str) -> list[tuple[_Reading, float]]:
        """One reading per lemma with its share: common lemmas, few parts and ordinary words are likelier."""
        distinct: dict[str, _Reading] = {}
        for reading in sorted(
            found, key=lambda reading: (reading.word_class in _RARE_CLASSES, reading.agent)
        ):
            distinct.setdefault(reading.lemma, reading)
        fewest = _fewest(distinct.values())
        scores = {lemma: self._likelihood(reading, fewest, form) for lemma, reading in distinct.items()}
        total = sum(scores.values())
        shares = [
            (distinct[lemma], score / total) for lemma, score in scores.items() if score / total >= LIKELY
        ]
        return sorted(shares, key=lambda pair: (-pair[1], pair[0].lemma))

    def _likelihood(self, reading: _Reading, fewest: int, form: str) -> float:
        likelihood = float(10.0 ** (self._background.zipf(reading.lemma) / 2))
        if (
            reading.emphatic and len(reading.segments) < fewest
        ):  # 'valmistustapa' read as 'valmistusta' with an ending
            likelihood *= 0.02
        if len(reading.segments) > fewest:
            likelihood *= 0.2
        elif reading.is_base_form(form):
            likelihood *= _BASE_FORM
        if reading.word_class in _RARE_CLASSES:
            likelihood *= 0.3
        if (
            reading.possessive or reading.agent
        ):  # 'kuusi' read as 'your moon', 'käymistä' as 'of those gone through'
            likelihood *= 0.1
        return likelihood

    def _parts(self, lemma: str, segments: _Segments, bases: _Bases, share: float) -> Iterator[Term]:
        """Each part, the verb a part is made of, and in longer compounds every run of parts at either end."""
        last = len(segments) - 1
        lemmas = []
        for number, (start, end) in enumerate(segments):
            if number == last:
                part = lemma[start:]
            else:
                part = self._part_lemma(
                    lemma[start:end].strip("-"), bases[number] if len(bases) == last + 1 else ("", "")
                )
            lemmas.append(part)
            if len(part) > 1:
                yield Term(part, share * PART_WEIGHT, Source.PART, start, end)
            if len(bases) == last + 1 and bases[number][0] == "+" and self._is_verb(bases[number][1]):
                yield Term(bases[number][1], share * PART_WEIGHT * ROOT_WEIGHT, Source.ROOT, start, end)
        for number in range(1, last):
            head, tail = lemma[: segments[number][0]] + lemmas[number], lemma[segments[number][0] :]
            yield Term(head, share * SUBCOMPOUND_WEIGHT, Source.PART, 0, segments[number][1])
            yield Term(tail, share * SUBCOMPOUND_WEIGHT, Source.PART, segments[number][0], segments[last][1])

    def _is_verb(self, word: str) -> bool:
        return any(reading.word_class == "teonsana" for reading in self._look(word))

    def _part_lemma(self, part: str, base: tuple[str, str]) -> str:
        if base[1] and base[0] != "+":
            return base[1]
        found = self._read(part)
        return self._shares(found, part)[0][0].lemma if found else part

    def _hyphenated(self, word: str) -> tuple[Term, ...]:
        """'NOx-päästöt': the pieces are read one by one; the whole is all but the last piece plus its lemma."""
        pieces = [(match.group(), match.start()) for match in re.finditer(r"[^-/–‐‑]+", word)]
        if not pieces:
            return (Term(normal(word), 1.0, Source.WORD, 0, len(word)),)
        last, offset = pieces[-1]
        before = normal(word[:offset])
        terms = [
            Term(before + term.key, term.weight, Source.WORD, 0, len(word))
            for term in self.analyse(last)
            if term.source is Source.WORD
        ]
        for piece, start in pieces:
            for term in self.analyse(piece):
                weight = PART_WEIGHT * 1.4 if term.source is Source.WORD else PART_WEIGHT
                source = Source.PART if term.source is Source.WORD else term.source
                terms.append(
                    Term(term.key, term.weight * weight, source, start + term.start, start + term.end)
                )
        return tuple(terms)


def _is_instructive(found: Mapping[str, str]) -> bool:
    """'voiman' as a form of 'voida' that nobody writes any more."""
    return found.get("MOOD") == "MA-infinitive" and found.get("SIJAMUOTO") == "keinonto"


def _fewest(readings: Iterable[_Reading]) -> int:
    """How many parts the simplest reading has; one with '-pa' is asked only when there is no other."""
    return min((reading.emphatic, len(reading.segments)) for reading in readings)[1]


def _as_noun(reading: _Reading, *, named: bool) -> _Reading:
    """The reading with a noun for its verb where the verb's name is a word of its own; `named` tells a form of that name."""
    for verb, noun in _DEVERBAL.items():
        stem = noun.removesuffix("nen")
        bases = tuple(
            (surface, noun) if base == verb and (named or surface.startswith(stem)) else (surface, base)
            for surface, base in reading.bases
        )
        if named and reading.lemma.endswith(verb):
            lemma = reading.lemma.removesuffix(verb) + noun
            return reading._replace(lemma=lemma, bases=bases, word_class="nimisana")
        reading = reading._replace(bases=bases)
    return reading


def _segments(structure: str) -> _Segments:
    """'=ppppp=ppppppppp' -> ((0, 5), (5, 14)): where the parts stand in the surface word."""
    ends, position = [], 0
    for mark in structure:
        if mark == "=":
            if position:
                ends.append(position)
        else:
            position += 1
    starts = [0, *ends]
    return tuple(zip(starts, [*ends, position], strict=True))


def _bases(wordbases: str) -> _Bases:
    """'+hitsa(hitsata)+us(+us)+tapa(tapa)' -> (('+', 'hitsata'), ('tapa', 'tapa')): '+' marks a derived part."""
    bases: list[tuple[str, str]] = []
    for surface, base in _WORDBASE.findall(wordbases.replace("(+", "(*")):
        if base.startswith("*"):
            if bases:
                bases[-1] = ("+", bases[-1][1])
        elif (
            base or len(surface) > 1
        ):  # a bare letter, as in '+valmiste(valmistaa)+t+tu(+tu)', belongs to the ending
            bases.append((surface, base.replace("=", "").lower()))
    return tuple(bases)


def _over_all(terms: Iterable[Term], word: str) -> tuple[Term, ...]:
    """Terms of a form of another length: their places inside it mean nothing in the word, so they stand on all of it."""
    return _merged(term._replace(start=0, end=len(word)) for term in terms)


def _merged(terms: Iterable[Term]) -> tuple[Term, ...]:
    """One term per key, source and place; the weights of readings that agree add up."""
    merged: dict[tuple[str, Source, int, int], float] = {}
    for term in terms:
        place = (term.key, term.source, term.start, term.end)
        merged[place] = merged.get(place, 0.0) + term.weight
    return tuple(
        Term(key, weight, source, start, end) for (key, source, start, end), weight in merged.items()
    )
