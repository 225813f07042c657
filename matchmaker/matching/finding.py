"""The catalogue's search box: the offerings that have the words asked for, and beside them what is only related.

An offering has a word when it has it in any form, alone or as a part of a compound, when it has its concept of the
thesaurus in other words, or when it has its translation. Everything else that scores is related.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.engine import Occurrence
from matchmaker.matching.index import Index
from matchmaker.matching.meeting import Meetings
from matchmaker.matching.ranking import need_vectors, score_all, top_rows
from matchmaker.matching.weights import SEARCH, Prefix
from matchmaker.text.terms import Source

MOST_RELATED = 6
LEAST_RELATED, LEAST_WITHOUT_HITS = 0.05, 0.02
"""What is only related is ranked as for a need, by subject. Beside hits it must be nearer than alone, where a misspelt word
may be all there is."""
SUREST = 0.3
"""Translations of less weight are one sense of many."""


@dataclass(frozen=True, slots=True)
class Found:
    """Ids, best first: offerings that have all words of the query, and the nearest of the others."""

    hits: tuple[str, ...]
    related: tuple[str, ...]


def find(index: Index, query: str, *, language: str | None = None) -> Found:
    """What the catalogue has of a query; an empty one finds nothing."""
    document = Document("", "", (Passage(Field.TITLE, query, language),))
    wanted = _columns(index, list(index.analyser.occurrences(document)))
    if not wanted:
        return Found((), ())
    scores = score_all(index, need_vectors(index, document, SEARCH), SEARCH)
    having = np.logical_and.reduce([_rows_with(index, columns) for columns in wanted])
    hits = np.flatnonzero(having)
    ordered = hits[np.lexsort((hits, -scores[hits]))]
    likeness = score_all(index, need_vectors(index, document, index.weights), index.weights)
    least = LEAST_RELATED if len(hits) else LEAST_WITHOUT_HITS
    near = top_rows(np.where(having | (likeness < least), 0.0, likeness), MOST_RELATED)
    return Found(tuple(index.ids[row] for row in ordered), tuple(index.ids[row] for row in near))


def _columns(index: Index, occurrences: Sequence[Occurrence]) -> list[list[int]]:
    """For each word of a query the columns of which an offering must have one."""
    meetings = Meetings(index.analyser)
    spans = dict.fromkeys(one.spans[0] for one in occurrences if _is_word(one))
    wanted = []
    for span in spans:
        terms = {one.term for one in occurrences if _stands_for(one, span, meetings)}
        columns = index.find(sorted(terms))
        wanted.append(columns[columns >= 0].tolist())
    return wanted


def _is_word(one: Occurrence) -> bool:
    return one.term[0] == Prefix.WORD and one.source is Source.WORD


def _stands_for(one: Occurrence, span: tuple[int, int], meetings: Meetings) -> bool:
    """Whether a term says the same as the whole word at a span."""
    if span not in one.spans:
        return False
    if one.source is Source.DICTIONARY:
        return one.weight >= SUREST and meetings.tells(f"en:{one.term[2:]}")
    return one.source in (Source.WORD, Source.CONCEPT)


def _rows_with(index: Index, columns: Sequence[int]) -> NDArray[np.bool_]:
    """Which offerings have one of these columns in their own text, before any relation adds to it."""
    amounts = index.arrays.tallies
    places = np.flatnonzero(np.isin(amounts.indices, columns))
    having = np.zeros(len(index), dtype=np.bool_)
    having[np.searchsorted(amounts.starts, places, side="right") - 1] = True
    return having
