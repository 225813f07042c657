"""Finding concepts by what a person types: a part of an id or of a term, in either language."""

from collections.abc import Iterable
from enum import IntEnum

from matchmaker.text.thesaurus import Concept


class _Fit(IntEnum):
    """How well a concept fits what was typed, best first."""

    PREFERRED, TERM, BEGINNING, WORD, PART, NOT = range(6)


def search(concepts: Iterable[Concept], query: str, *, limit: int) -> list[Concept]:
    """The best `limit` concepts with `query` in their id or a term; whole terms first, ties by id. Nothing for nothing."""
    wanted = " ".join(query.casefold().split())
    if not wanted:
        return []
    fits = ((_fit(concept, wanted), concept.id, concept) for concept in concepts)
    found = sorted((fit, name, concept) for fit, name, concept in fits if fit is not _Fit.NOT)
    return [concept for _fit, _name, concept in found[:limit]]


def _fit(concept: Concept, wanted: str) -> _Fit:
    preferred = {concept.id, *(term.casefold() for term in (*concept.fi[:1], *concept.en[:1]))}
    if wanted in preferred:
        return _Fit.PREFERRED
    terms = [concept.id, *(term.casefold() for term in (*concept.terms("fi"), *concept.terms("en")))]
    if wanted in terms:
        return _Fit.TERM
    if any(term.startswith(wanted) for term in terms):
        return _Fit.BEGINNING
    if any(f" {wanted}" in term for term in terms):
        return _Fit.WORD
    return _Fit.PART if any(wanted in term for term in terms) else _Fit.NOT
