"""Which documents a changed thesaurus reads otherwise: all others keep their analysis.

A concept is found in a document only where the document has all words of one of its terms, so the words that an index
knows of each document tell which ones a new, changed or dropped term can be about.
"""

from collections.abc import Iterator, Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.engine import Analyser
from matchmaker.matching.sparse import Rows
from matchmaker.matching.weights import Prefix
from matchmaker.text.language import LANGUAGES
from matchmaker.text.thesaurus import Concept, Thesaurus
from matchmaker.text.wordtable import WordTable


def touched_rows(
    amounts: Rows, vocabulary: WordTable, before: Analyser, after: Analyser
) -> NDArray[np.int64]:
    """Rows of `amounts` that `after` may read otherwise than `before` did; both read words alike."""
    if before.thesaurus.digest == after.thesaurus.digest:
        return np.zeros(0, dtype=np.int64)
    wanted = {
        after.term_keys(term, language)
        for language, term in _changed_terms(before.thesaurus, after.thesaurus)
    }
    columns = [_columns(keys, vocabulary) for keys in wanted if keys]
    possible = [found for found in columns if found is not None]
    if not possible:
        return np.zeros(0, dtype=np.int64)
    by_column = amounts.csr().tocsc()
    rows = [
        reduce(
            np.intersect1d, (by_column.indices[by_column.indptr[c] : by_column.indptr[c + 1]] for c in found)
        )
        for found in possible
    ]
    return np.unique(np.concatenate(rows)).astype(np.int64)


def _columns(keys: Sequence[str], vocabulary: WordTable) -> list[int] | None:
    """The columns of all words of a term; None when the catalogue lacks one of them."""
    places = [vocabulary.find(f"{Prefix.WORD} {key}") for key in keys]
    return None if min(places) < 0 else places


def _changed_terms(before: Thesaurus, after: Thesaurus) -> Iterator[tuple[str, str]]:
    """(language, term) of every term that a concept has gained or lost."""
    old = {concept.id: concept for concept in before.concepts}
    new = {concept.id: concept for concept in after.concepts}
    for name in old.keys() | new.keys():
        one, other = old.get(name), new.get(name)
        if one != other:
            for language in LANGUAGES:
                for term in _terms(one, language) ^ _terms(other, language):
                    yield language, term


def _terms(concept: Concept | None, language: str) -> set[str]:
    return set(concept.terms(language)) if concept else set()
