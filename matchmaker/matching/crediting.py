"""A document's weights, column by column, and the words of its text that they come from."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from matchmaker.matching.documents import Document, Field
from matchmaker.matching.engine import Occurrence
from matchmaker.matching.index import Index
from matchmaker.matching.marking import inside_name, is_piece, scattered
from matchmaker.matching.vectors import field_weights, weight_of
from matchmaker.matching.weighing import Role, channel_vector, composition, weigh
from matchmaker.matching.weights import Channel
from matchmaker.text.terms import Source


class Word(NamedTuple):
    """A word or phrase of a document and how it reaches a column.

    `company` tells that the word stands in a passage of the company and not of its need. `straight` is false where a
    concept passes on weight to a broader or related one, and of a phrase whose words stand apart; `in_name` is true of a
    piece of a proper name, `piece` of any part of a compound.
    """

    name: str
    source: Source
    company: bool
    straight: bool
    in_name: bool
    piece: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """The weight of one column, and what each of the document's terms brought there."""

    term: str
    value: float
    brought: Mapping[str, float]


class Stands:
    """Where one word brings a column its weight, and how much of it in all."""

    def __init__(self) -> None:
        self.occurrences: list[tuple[Occurrence, float]] = []
        self.share = 0.0


class Side:
    """One of the two texts: its weights and where they come from."""

    def __init__(self, index: Index, document: Document, role: Role) -> None:
        self._index, self._weights = index, index.weights
        self._passages = document.passages
        occurrences = list(index.analyser.occurrences(document))
        self._weighed = weigh(index, document, occurrences, role, index.weights)
        fields = field_weights(document, index.weights)
        self._by_term: dict[str, list[tuple[Occurrence, float]]] = defaultdict(list)
        for occurrence in occurrences:
            weight = weight_of(occurrence, fields, index.weights)
            self._by_term[occurrence.term].append((occurrence, weight))
        self._channels: dict[Channel, dict[int, Cell]] = {}
        # A need's text is the same for each offering that it is compared with, and a word the same in each of its columns.
        self._stands: dict[int, dict[Word, Stands]] = {}
        self._words: dict[tuple[Occurrence, bool], Word] = {}

    def channel(self, channel: Channel) -> Mapping[int, Cell]:
        """The cells of one channel by column; those the index does not know are left out."""
        if channel not in self._channels:
            self._channels[channel] = self._cells(channel)
        return self._channels[channel]

    def _cells(self, channel: Channel) -> dict[int, Cell]:
        vector = channel_vector(self._index, self._weighed, channel, self._weights)
        brought: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for term, column, value in composition(self._index, self._weighed, channel, self._weights):
            brought[column][term] += value
        return {
            column: Cell(self._index.vocabulary[column], value, brought[column])
            for column, value in zip(vector.columns.tolist(), vector.values.tolist(), strict=True)
        }

    def stands(self, cell: Cell) -> dict[Word, Stands]:
        """The words that one of this side's cells comes from, with shares that sum to 1.

        The same word a thousand times is one word here: a stuffed text must not cost its length times the other's.
        """
        if id(cell) not in self._stands:
            self._stands[id(cell)] = self._found(cell)
        return self._stands[id(cell)]

    def _found(self, cell: Cell) -> dict[Word, Stands]:
        found: dict[Word, Stands] = defaultdict(Stands)
        total = sum(cell.brought.values())
        for term, brought in cell.brought.items():
            places = self._by_term[term]
            whole = sum(weight for _, weight in places)
            for occurrence, weight in places:
                share = brought / total * weight / whole
                word = found[self._word(occurrence, straight=term == cell.term)]
                word.occurrences.append((occurrence, share))
                word.share += share
        return found

    def _word(self, occurrence: Occurrence, *, straight: bool) -> Word:
        key = occurrence, straight
        if key not in self._words:
            self._words[key] = self._read(occurrence, straight=straight)
        return self._words[key]

    def _read(self, occurrence: Occurrence, *, straight: bool) -> Word:
        passage = self._passages[occurrence.passage]
        return Word(
            occurrence.word,
            occurrence.source,
            passage.field is Field.COMPANY,
            straight and not scattered(passage.text, occurrence.spans),
            len(occurrence.spans) == 1 and inside_name(passage.text, occurrence.spans[0]),
            len(occurrence.spans) == 1 and is_piece(passage.text, occurrence.spans[0]),
        )
