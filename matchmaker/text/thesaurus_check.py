"""What is wrong with a thesaurus: double ids and terms, unknown and circular relations, a missing language."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from matchmaker.text.thesaurus import Concept


class Fault(StrEnum):
    """ERRORS break the thesaurus; the others only deserve a look."""

    DOUBLE_ID = "double-id"
    UNKNOWN_RELATION = "unknown-relation"
    CYCLE = "cycle"
    MISSING_LANGUAGE = "missing-language"
    DOUBLE_TERM = "double-term"
    UNRELATED = "unrelated"


ERRORS = frozenset({Fault.DOUBLE_ID, Fault.UNKNOWN_RELATION, Fault.CYCLE, Fault.MISSING_LANGUAGE})


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of the concepts named; `detail` is the term, the language or the relation it is about."""

    fault: Fault
    concepts: tuple[str, ...]
    detail: str = ""


def check(concepts: Sequence[Concept]) -> list[Finding]:
    """All findings, errors first, in the order of concepts."""
    found = [*_double_ids(concepts), *_relations(concepts), *_cycles(concepts), *_languages(concepts)]
    return [*found, *_double_terms(concepts), *_unrelated(concepts)]


def _double_ids(concepts: Iterable[Concept]) -> Iterator[Finding]:
    seen: set[str] = set()
    for concept in concepts:
        if concept.id in seen:
            yield Finding(Fault.DOUBLE_ID, (concept.id,))
        seen.add(concept.id)


def _relations(concepts: Sequence[Concept]) -> Iterator[Finding]:
    known = {concept.id for concept in concepts}
    for concept in concepts:
        for other in (*concept.broader, *concept.related):
            if other not in known or other == concept.id:
                yield Finding(Fault.UNKNOWN_RELATION, (concept.id,), other)


def _cycles(concepts: Sequence[Concept]) -> Iterator[Finding]:
    """Each concept that is broader than itself by way of others, once."""
    broader = {concept.id: concept.broader for concept in concepts}
    for concept in concepts:
        reached: set[str] = set()
        waiting = list(broader[concept.id])
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting.extend(broader.get(name, ()))
        if concept.id in reached:
            yield Finding(Fault.CYCLE, (concept.id,))


def _languages(concepts: Iterable[Concept]) -> Iterator[Finding]:
    for concept in concepts:
        for language, terms in (("fi", concept.fi), ("en", concept.en)):
            if not terms:
                yield Finding(Fault.MISSING_LANGUAGE, (concept.id,), language)


def _double_terms(concepts: Iterable[Concept]) -> Iterator[Finding]:
    """Terms of two concepts: allowed when both are meant, each then counts less."""
    owners: dict[str, list[str]] = defaultdict(list)
    for concept in concepts:
        for term in dict.fromkeys(term.casefold() for term in (*concept.terms("fi"), *concept.terms("en"))):
            owners[term].append(concept.id)
    for term, names in owners.items():
        if len(names) > 1:
            yield Finding(Fault.DOUBLE_TERM, tuple(names), term)


def _unrelated(concepts: Iterable[Concept]) -> Iterator[Finding]:
    for concept in concepts:
        if not concept.broader and not concept.related:
            yield Finding(Fault.UNRELATED, (concept.id,))
