"""How much of each term every document has: analysed once per version of a text, then taken over from index to index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matchmaker.matching import vectors
from matchmaker.matching.documents import Document
from matchmaker.matching.engine import Analyser
from matchmaker.matching.sparse import Rows, from_csr, from_dicts
from matchmaker.matching.weights import Prefix, Weights
from matchmaker.text.wordtable import WordTable, word_table


@dataclass(frozen=True, slots=True)
class Tallied:
    """What an earlier index knows: the row of each (id, version), its amounts, its vocabulary and its n-grams."""

    rows: Mapping[tuple[str, str], int]
    amounts: Rows
    vocabulary: WordTable
    letters: Rows


def tallies(
    documents: Sequence[Document], analyser: Analyser, kept: Tallied | None, weights: Weights
) -> tuple[Rows, WordTable]:
    """Raw amounts, a row per document, and the vocabulary: every term in use and every concept of the thesaurus."""
    taken = [kept.rows.get((document.id, document.version), -1) if kept else -1 for document in documents]
    fresh = [
        vectors.counts(document, analyser.occurrences(document), weights)
        for document, row in zip(documents, taken, strict=True)
        if row < 0
    ]
    terms = {f"{Prefix.CONCEPT} {name}" for name in analyser.thesaurus.concepts.ids}
    terms.update(*fresh)
    if kept is None or len(fresh) == len(documents):
        vocabulary = word_table(terms)
        return _numbered(fresh, vocabulary), vocabulary
    return _joined(fresh, taken, kept, terms)


def _joined(
    fresh: Sequence[Mapping[str, float]], taken: Sequence[int], kept: Tallied, terms: set[str]
) -> tuple[Rows, WordTable]:
    """Rows of the earlier index with their columns renumbered, and the fresh ones between them."""
    from scipy.sparse import csr_matrix, vstack

    old = kept.amounts.csr()[[row for row in taken if row >= 0]]
    used = np.flatnonzero(np.bincount(old.indices, minlength=old.shape[1]))
    words = [kept.vocabulary[int(column)] for column in used]
    vocabulary = word_table(terms.union(words))
    place = {word: column for column, word in enumerate(vocabulary)}
    renumbered = np.zeros(old.shape[1], dtype=np.int32)
    renumbered[used] = [place[word] for word in words]
    moved = csr_matrix((old.data, renumbered[old.indices], old.indptr), shape=(old.shape[0], len(vocabulary)))
    both = vstack([moved, _numbered(fresh, vocabulary).csr()], format="csr")
    is_old = np.asarray(taken) >= 0
    order = np.where(is_old, np.cumsum(is_old) - 1, old.shape[0] + np.cumsum(~is_old) - 1)
    return from_csr(both[order]), vocabulary


def _numbered(rows: Sequence[Mapping[str, float]], vocabulary: WordTable) -> Rows:
    place = {term: column for column, term in enumerate(vocabulary)}
    return from_dicts(
        [{place[term]: amount for term, amount in row.items()} for row in rows], len(vocabulary)
    )
