"""What is wrong with a thesaurus.

Double ids and terms, unknown and circular relations, a missing language, terms that text analysis makes nothing of.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from matchmaker.text.language import LANGUAGES
from matchmaker.text.phrases import shrunk
from matchmaker.text.thesaurus import Concept


class Fault(StrEnum):
    """ERRORS break the thesaurus; the others only deserve a look."""

    DOUBLE_ID = "double-id"
    UNKNOWN_RELATION = "unknown-relation"
    CYCLE = "cycle"
    MISSING_LANGUAGE = "missing-language"
    DOUBLE_TERM = "double-term"
    UNRELATED = "unrelated"
    SHRUNK_TERM = "shrunk-term"
    EMPTY_TERM = "empty-term"


ERRORS = frozenset({Fault.DOUBLE_ID, Fault.UNKNOWN_RELATION, Fault.CYCLE, Fault.MISSING_LANGUAGE})


TermKeys = Callable[[str, str], tuple[str, ...]]
"""(term, language) -> the keys of its content words, as `Analyser.term_keys` reads them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of the concepts named; `detail` is the term, the language or the relation it is about."""

    fault: Fault
    concepts: tuple[str, ...]
    detail: str = ""


def check(concepts: Sequence[Concept], term_keys: TermKeys | None = None) -> list[Finding]:
    """All findings, errors first, in the order of concepts. Terms are analysed only when `term_keys` is given."""
    found = [*_double_ids(concepts), *_relations(concepts), *_cycles(concepts), *_languages(concepts)]
    found += [*_double_terms(concepts), *_unrelated(concepts)]
    return found if term_keys is None else [*found, *_useless_terms(concepts, term_keys)]


def doubts(concepts: Sequence[Concept], concept_id: str, term_keys: TermKeys) -> list[Finding]:
    """What deserves a look in one concept of a thesaurus: terms shared with others, terms that are never found."""
    mine = [concept for concept in concepts if concept.id == concept_id]
    useless = list(_useless_terms(mine, term_keys))
    never_found = {finding.detail.casefold() for finding in useless}
    shared = (finding for finding in _double_terms(concepts) if concept_id in finding.concepts)
    told = (finding for finding in shared if not is_accepted(finding) and finding.detail not in never_found)
    return [*told, *useless]


def errors(concepts: Sequence[Concept]) -> frozenset[Finding]:
    """What breaks a thesaurus."""
    return frozenset(finding for finding in check(concepts) if finding.fault in ERRORS)


@cache
def accepted() -> dict[str, frozenset[str]]:
    """Terms that concepts of the base share on purpose, with those concepts; thesaurus_shared.csv has the reasons."""
    text = (resources.files("matchmaker.text") / "thesaurus_shared.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["term"]: frozenset(row["concepts"].split("|")) for row in rows}


def is_accepted(finding: Finding) -> bool:
    """Whether a finding is a term shared on purpose, by no other concepts than meant."""
    return finding.fault is Fault.DOUBLE_TERM and accepted().get(finding.detail, frozenset()).issuperset(
        finding.concepts
    )


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


def _useless_terms(concepts: Iterable[Concept], term_keys: TermKeys) -> Iterator[Finding]:
    """Terms that are never found: stop words are all they have, or all but one common word."""
    for concept in concepts:
        for language in LANGUAGES:
            for term in concept.terms(language):
                keys = term_keys(term, language)
                if not keys:
                    yield Finding(Fault.EMPTY_TERM, (concept.id,), term)
                elif shrunk(term, keys):
                    yield Finding(Fault.SHRUNK_TERM, (concept.id,), term)
