"""From a ranking to suggestions: eligibility, threshold, folding of near-duplicates, variety, bands, 'no good match'."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matchmaker.matching.certainty import BEST, RULE, certainty, in_scope
from matchmaker.matching.eligibility import Asker, Eligibility, Facts, check
from matchmaker.matching.ranking import Ranked
from matchmaker.matching.scope import NOTHING_SAID, Scope
from matchmaker.model.match import Band

MOST_SUGGESTIONS = 10
UNCERTAIN_SHOWN = 3
PER_INSTITUTION = 3
"""So many of one institution may stand before others that are nearly as good."""
NEARLY_AS_GOOD = 0.5

THRESHOLD = 0.072
STRONG, POSSIBLE = 0.264, 0.151
LEAST_OF_BEST = 0.35
"""A suggestion far below the best one is not made, however low the threshold."""
DOUBLE = 0.95


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One offering as a person will see it; `rank` begins at 1."""

    id: str
    rank: int
    score: float
    band: Band
    eligibility: Eligibility


@dataclass(frozen=True, slots=True)
class Selection:
    """Either suggestions, or `no_good_match` with the best three as `uncertain`.

    `everyday` is the kind of everyday business that the need reads like, when that is why.
    """

    suggestions: tuple[Suggestion, ...]
    no_good_match: bool
    uncertain: tuple[Suggestion, ...]
    everyday: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An eligible offering on its way to a suggestion."""

    ranked: Ranked
    facts: Facts
    eligibility: Eligibility


def select(
    ranked: Sequence[Ranked],
    facts: Mapping[str, Facts],
    asker: Asker,
    *,
    as_of: date,
    scope: Scope = NOTHING_SAID,
    likeness: Callable[[str, str], float] | None = None,
) -> Selection:
    """Choose what to suggest.

    `scope` is what the need's words say of its kind; `likeness` compares two offerings (0 to 1) so that doubles are
    shown once.
    """
    candidates = eligible(ranked, facts, asker, as_of=as_of)
    if likeness is not None:
        candidates = folded(candidates, likeness)
    if not good(candidates, scope):
        everyday = scope.kind if in_scope(scope, RULE) < RULE.threshold and not scope.fault else None
        uncertain = _suggestions(candidates[:UNCERTAIN_SHOWN])
        return Selection((), no_good_match=True, uncertain=uncertain, everyday=everyday)
    chosen = varied(above_threshold(candidates))[:MOST_SUGGESTIONS]
    return Selection(_suggestions(chosen), no_good_match=False, uncertain=())


def eligible(
    ranked: Iterable[Ranked], facts: Mapping[str, Facts], asker: Asker, *, as_of: date
) -> list[Candidate]:
    """Leave out what is not published, not open on the day, or declared to be for others."""
    checked = (
        (hit, facts[hit.id], check(facts[hit.id], asker, as_of=as_of)) for hit in ranked if hit.id in facts
    )
    return [Candidate(hit, fact, verdict) for hit, fact, verdict in checked if not verdict.excluded]


def good(candidates: Sequence[Candidate], scope: Scope = NOTHING_SAID) -> bool:
    """Whether it is sure enough that the need has an answer to speak of a match at all."""
    scores = [candidate.ranked.score for candidate in candidates[:BEST]]
    return certainty(scope, scores, RULE) >= RULE.threshold


def above_threshold(candidates: Sequence[Candidate]) -> list[Candidate]:
    """What is worth a person's time: above the threshold and not far below the best."""
    if not candidates:
        return []
    least = max(THRESHOLD, candidates[0].ranked.score * LEAST_OF_BEST)
    return [candidate for candidate in candidates if candidate.ranked.score >= least]


def folded(candidates: Sequence[Candidate], likeness: Callable[[str, str], float]) -> list[Candidate]:
    """Keep the better one of two offerings of one institution that say the same."""
    kept: list[Candidate] = []
    for candidate in candidates:
        if not any(
            other.facts.institution == candidate.facts.institution
            and likeness(other.ranked.id, candidate.ranked.id) >= DOUBLE
            for other in kept
        ):
            kept.append(candidate)
    return kept


def varied(candidates: Sequence[Candidate]) -> list[Candidate]:
    """After three of one institution let others that are nearly as good go first; nobody is dropped."""
    waiting = list(candidates)
    chosen: list[Candidate] = []
    while waiting:
        counts: dict[str, int] = {}
        for candidate in chosen:
            counts[candidate.facts.institution] = counts.get(candidate.facts.institution, 0) + 1
        least = waiting[0].ranked.score * NEARLY_AS_GOOD
        following = next(
            (
                candidate
                for candidate in waiting
                if candidate.ranked.score >= least
                and counts.get(candidate.facts.institution, 0) < PER_INSTITUTION
            ),
            waiting[0],
        )
        waiting.remove(following)
        chosen.append(following)
    return chosen


def band(score: float) -> Band:
    """What a person sees instead of a bare score."""
    if score >= STRONG:
        return Band.STRONG
    return Band.POSSIBLE if score >= POSSIBLE else Band.WEAK


def _suggestions(candidates: Sequence[Candidate]) -> tuple[Suggestion, ...]:
    return tuple(
        Suggestion(item.ranked.id, place, item.ranked.score, band(item.ranked.score), item.eligibility)
        for place, item in enumerate(candidates, start=1)
    )
