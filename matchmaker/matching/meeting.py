"""How two words meet, and whether a reader who knows neither the thesaurus nor the dictionary would see it.

A word tells something when it is rare in the language at large or a term of the thesaurus: 'euro', 'pieni', 'company' and
'week' stand in every text and are no reason for anything, 'water' and 'sairaala' are as common and yet name a subject.
"""

from enum import StrEnum

from matchmaker.matching.crediting import Word
from matchmaker.matching.engine import Analyser
from matchmaker.matching.expansion import ngrams
from matchmaker.matching.weights import Channel, Prefix
from matchmaker.text import phrases
from matchmaker.text.background import word_zipf
from matchmaker.text.language import LANGUAGES
from matchmaker.text.terms import Source, Term

COMMON = 5.0
"""Words of this Zipf value (once in ten thousand words) and more tell something only as terms of the thesaurus."""
RARE, RARE_HEAD = 4.6, 3.6
"""Half of two compounds tells something only beneath this: 'hukkalämpö' and 'lämpökäsittely' have little to do with each
other; 'tarjouslaskenta' and 'lujuuslaskenta', which end alike, still less."""
SHORTEST = 4
"""Shorter words that tell something are terms of the thesaurus ('uni', 'NOx'); the rest are 'bio', 'eco' and the like."""
ALIKE = 0.65
"""Two words that no lexicon joins are taken for one word, misspelt, from this likeness of their letters."""


class LineKind(StrEnum):
    """How two words meet: the same word, a part of a compound, one concept, a translation, nearly the same letters, or
    two concepts that the thesaurus relates."""

    WORD = "word"
    PART = "part"
    CONCEPT = "concept"
    DICTIONARY = "dictionary"
    NGRAM = "ngram"
    RELATED = "related"


PLAINEST = (
    LineKind.WORD,
    LineKind.PART,
    LineKind.CONCEPT,
    LineKind.DICTIONARY,
    LineKind.NGRAM,
    LineKind.RELATED,
)
"""Two words may meet in several ways: a reader is told the one that is seen most easily."""


class Meetings:
    """Judges for one analyser; what it found out about a word it keeps."""

    def __init__(self, analyser: Analyser) -> None:
        self._concepts = analyser.concepts
        self._known: dict[str, bool] = {}

    def kind(self, channel: Channel, term: str, mine: Word, theirs: Word) -> LineKind | None:
        """How two words meet in a column's term; None where only the machine sees it."""
        if mine.name == theirs.name:
            return LineKind.WORD if self._names_something(mine.name) else None
        if mine.in_name or theirs.in_name:
            return None
        if term[0] == Prefix.CONCEPT:
            plain = mine.straight and theirs.straight and not (mine.piece and theirs.piece)
            return LineKind.CONCEPT if plain else LineKind.RELATED
        if channel is Channel.LETTER:
            return LineKind.NGRAM if _likeness(mine.name, theirs.name) >= ALIKE else None
        key = term[2:] if term[0] == Prefix.WORD else f"en:{term[2:]}"
        if not self.tells(key) or (_weak(mine, theirs) and _zipf(key) >= _commonest(key, mine, theirs)):
            return None
        sides = {mine.source, theirs.source}
        if Source.DICTIONARY in sides:
            # On both sides: two words of one language that some translation joins by chance.
            plain = len(sides) > 1 and self._names_something(mine.name) and self._names_something(theirs.name)
            return LineKind.DICTIONARY if plain else None
        return LineKind.WORD if sides == {Source.WORD} else LineKind.PART

    def tells(self, key: str) -> bool:
        """Whether a word, given with its language ('fi:kattila'), says what a text is about."""
        word = key.partition(":")[2]
        if word[:1].isdigit():
            return False
        return (len(word) >= SHORTEST and _zipf(key) < COMMON) or self._is_term(key)

    def _names_something(self, name: str) -> bool:
        """The same of a word whose language is not known any more, or of a phrase."""
        if " " in name:
            return True
        keys = [f"{language}:{name}" for language in LANGUAGES]
        return all(self.tells(key) for key in keys) or any(self._is_term(key) for key in keys)

    def _is_term(self, key: str) -> bool:
        if key not in self._known:
            term = Term(key, 1.0, Source.WORD, 0, len(key))
            self._known[key] = bool(self._concepts.find([phrases.Word(key, 0, len(key), (term,))]))
        return self._known[key]


def _zipf(key: str) -> float:
    """How common a word is; 'promise' has the stem 'promiz', for the sake of 'organise', and stands in the list as 'promis'."""
    return max(word_zipf(key), word_zipf(f"{key[:-1]}s")) if key.endswith("iz") else word_zipf(key)


def _weak(mine: Word, theirs: Word) -> bool:
    """Whether two words share half of a compound each, or a translation one half of one."""
    if Source.DICTIONARY in (mine.source, theirs.source):
        return mine.piece or theirs.piece
    return mine.piece and theirs.piece


def _commonest(key: str, mine: Word, theirs: Word) -> float:
    part = key.partition(":")[2]
    return RARE_HEAD if mine.name.endswith(part) and theirs.name.endswith(part) else RARE


def _likeness(one: str, other: str) -> float:
    mine, theirs = ngrams(one), ngrams(other)
    return sum(value * theirs.get(bucket, 0.0) for bucket, value in mine.items())
