"""Ranking one need against the catalogue: reads only, no lock. Preview, submission and re-runs all come here."""

from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from matchmaker.matching.documents import Document
from matchmaker.matching.eligibility import Asker, Facts, check
from matchmaker.matching.explained import to_json
from matchmaker.matching.explanation import Explainer, explain
from matchmaker.matching.index import Index
from matchmaker.matching.ranking import rank
from matchmaker.matching.selection import Suggestion, band
from matchmaker.matching.suggesting import select_for_need
from matchmaker.model.company import CompanyProfile
from matchmaker.model.need import NeedContent
from matchmaker.model.offering import LISTED, Offering
from matchmaker.operations.documents import asker, need_document, offering_document
from matchmaker.store import offerings
from matchmaker.store.matches import MatchResult

CANDIDATES = 100


@dataclass(frozen=True, slots=True)
class RankedNeed:
    """What the engine says of a need: results best first; with `no_good_match` they are the best three, marked uncertain.

    `everyday` is the kind of everyday business that the need reads like, when that alone decided.
    """

    results: tuple[MatchResult, ...]
    no_good_match: bool
    everyday: str | None = None


def rank_need(
    db: Database,
    index: Index,
    *,
    content: NeedContent,
    company: CompanyProfile | None,
    as_of: date,
    key: str = "preview",
    version: str = "preview",
    most: int | None = None,
) -> RankedNeed:
    """Rank the listed offerings for a need on a day; `most` is how many results are wanted. Writes nothing."""
    document = need_document(content, company, key=key, version=version)
    return _rank(db, index, document, asker(content, company), as_of, most)


def score_one(
    index: Index,
    *,
    content: NeedContent,
    company: CompanyProfile | None,
    offering: Offering,
    as_of: date,
) -> MatchResult:
    """What the engine says of one offering that a person chose: score, reasons and eligibility, whatever they are."""
    document = need_document(content, company, key="need", version="need")
    reasons = explain(index, document, offering_document(offering))
    eligibility = check(_facts(offering), asker(content, company), as_of=as_of)
    score = min(1.0, max(0.0, reasons.score))
    return _result(
        Suggestion(offering.id, 0, score, band(score), eligibility),
        offering,
        to_json(reasons),
        uncertain=False,
    )


def _rank(
    db: Database, index: Index, document: Document, asking: Asker, as_of: date, most: int | None
) -> RankedNeed:
    ranked = rank(index, document, top=CANDIDATES)
    known = offerings.list_by_ids(db, [hit.id for hit in ranked])
    facts = {offering_id: _facts(offering) for offering_id, offering in known.items()}
    selection = select_for_need(index, document, ranked, facts, asking, as_of=as_of)
    chosen = selection.uncertain if selection.no_good_match else selection.suggestions
    explainer = Explainer(index, document)
    results = []
    for suggestion in chosen[:most]:
        offering = known[suggestion.id]
        reasons = explainer.explain(offering_document(offering))
        results.append(_result(suggestion, offering, to_json(reasons), uncertain=selection.no_good_match))
    return RankedNeed(tuple(results), selection.no_good_match, selection.everyday)


def _facts(offering: Offering) -> Facts:
    content = offering.content
    return Facts(
        published=offering.state in LISTED,
        starts=content.starts,
        ends=content.ends,
        target=content.target,
        helps=content.helps,
        institution=offering.institution_id,
    )


def _result(
    suggestion: Suggestion, offering: Offering, reasons: dict[str, object], *, uncertain: bool
) -> MatchResult:
    return MatchResult(
        offering_id=offering.id,
        offering_version_id=offering.version_id,
        score=suggestion.score,
        band=suggestion.band,
        rank=suggestion.rank,
        uncertain=uncertain,
        reasons=reasons,
        eligibility=tuple(line.to_json() for line in suggestion.eligibility.lines),
    )
