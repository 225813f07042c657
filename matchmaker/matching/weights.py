"""Every number the score depends on. The ablation table in DECISIONS.md says what each is worth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from matchmaker.matching.documents import Field
from matchmaker.text.terms import Source


class Prefix(StrEnum):
    """First character of a term in the index: an English stem, a concept of the thesaurus, a word of its own language."""

    STEM = "b"
    CONCEPT = "c"
    WORD = "w"


class Channel(StrEnum):
    """The score's parts.

    `word` compares words of one language, `letter` a need's words with the nearest words of the catalogue, `concept`
    compares both languages in one common space: the thesaurus' concepts and, beneath them, English stems, which
    Finnish words reach by the dictionary. `topic` compares the subjects that the catalogue's texts of that space are
    about; it has no columns of its own.
    """

    WORD = "word"
    LETTER = "letter"
    CONCEPT = "concept"
    TOPIC = "topic"


_FIELDS = {Field.TITLE: 2.0, Field.KEYWORDS: 2.0, Field.DESCRIPTION: 1.0, Field.COMPANY: 0.3}
_CHANNELS = {Channel.WORD: 0.175, Channel.LETTER: 0.07, Channel.CONCEPT: 0.455, Channel.TOPIC: 0.3}
_SEARCH = {Channel.WORD: 0.45, Channel.LETTER: 0.3, Channel.CONCEPT: 0.25}
_SOURCES = {
    Source.WORD: 1.0,
    Source.PART: 1.0,
    Source.ROOT: 1.0,
    Source.DICTIONARY: 1.5,
    Source.CONCEPT: 1.0,
    Source.NGRAM: 1.0,
}


@dataclass(frozen=True, slots=True)
class Weights:
    """`channels` sum to 1.

    fields, sources    weight of one occurrence by where it stands and how the term follows from the word
    company_words      so many words of what the company makes have that field's whole weight; more of them share it
    *_saturation       how slowly repetition stops to count: t * (s + 1) / (t + s)
    common_*           words of this Zipf value and more are damped, down to `common_floor`
    known_text         words of catalogue text at which its own statistics count as much as the language's
    stems              weight of English stems beside the thesaurus' concepts
    *_broader, _related  share of a concept's weight that it passes on, on the need's and on the offering's side
    nearest, nearest_from  how many near words a need's word reaches, and the least likeness
    """

    channels: Mapping[Channel, float] = field(default_factory=lambda: MappingProxyType(_CHANNELS))
    fields: Mapping[Field, float] = field(default_factory=lambda: MappingProxyType(_FIELDS))
    sources: Mapping[Source, float] = field(default_factory=lambda: MappingProxyType(_SOURCES))
    company_words: float = 3.0
    need_saturation: float = 1.0
    offering_saturation: float = 5.0
    common_from: float = 3.0
    common_to: float = 7.0
    common_floor: float = 0.05
    known_text: float = 18_000.0
    stems: float = 1.25
    need_broader: float = 0.4
    need_related: float = 0.3
    offering_broader: float = 0.3
    offering_related: float = 0.25
    nearest: int = 6
    nearest_from: float = 0.4


DEFAULT = Weights()
SEARCH = Weights(channels=MappingProxyType(_SEARCH), nearest_from=0.3)
