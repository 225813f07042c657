"""From a ranked need to its suggestions, with everything that `selection` wants to know about the texts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np

from matchmaker.matching.documents import Document
from matchmaker.matching.eligibility import Asker, Facts
from matchmaker.matching.index import Index
from matchmaker.matching.ranking import Ranked
from matchmaker.matching.scope import scope_finder
from matchmaker.matching.selection import Selection, select


def select_for_need(
    index: Index,
    need: Document,
    ranked: Sequence[Ranked],
    facts: Mapping[str, Facts],
    asker: Asker,
    *,
    as_of: date,
) -> Selection:
    """All steps after the ranking: eligibility, folding, scope and threshold, variety. Facts may lack some offerings."""
    scope = scope_finder(index.analyser).look(need)
    return select(ranked, facts, asker, as_of=as_of, scope=scope, likeness=likeness(index))


def likeness(index: Index) -> Callable[[str, str], float]:
    """Compares two offerings of the index, 0 to 1: the mean cosine of their channels."""
    rows = {name: row for row, name in enumerate(index.ids)}
    weighted = index.arrays.weighted

    def compare(one: str, other: str) -> float:
        columns, values = weighted.row(rows[one])
        others, other_values = weighted.row(rows[other])
        _, mine, theirs = np.intersect1d(columns, others, assume_unique=True, return_indices=True)
        return float(values[mine] @ other_values[theirs]) / 2

    return compare
