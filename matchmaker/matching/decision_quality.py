"""How well `certainty` tells needs with an answer from needs without one, and the coefficients that do it best.

A case is one need against one catalogue. The needs come from four places:

    judged     needs with judged offerings; they have an answer
    removed    the same needs against the catalogue without their judged offerings; they have none
    written    `in_scope.jsonl`: ordinary needs for research; they have an answer, but for those whose ids begin with
               `ask`: whether the catalogue answers these nobody knows, so they only teach what is in scope
    no match   `no_match.jsonl`: everyday business, and (ids beginning with `gap`) research that the catalogue lacks

and judged needs that nothing answers, which are only measured, never fitted: nobody said why nothing answers them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.certainty import BEST, Rule, certainty, features
from matchmaker.matching.documents import Document
from matchmaker.matching.index import Index
from matchmaker.matching.ranking import rank
from matchmaker.matching.scope import Scope, scope_finder

JUDGED, REMOVED, UNANSWERED = "judged", "removed", "unanswered"
WRITTEN, ASKED, GAP = "rdi", "ask", "gap"
ANSWERED = frozenset({JUDGED, WRITTEN})
IN_SCOPE = ANSWERED | {REMOVED, ASKED, GAP}
WEIGHTS = {JUDGED: 4.0, REMOVED: 2.0, GAP: 2.0}
"""Needs that people judged count more in fitting than needs written for it; 1 for the others, 0 for unanswered ones."""

OFTEN = 3.0
"""How many times more often than everyday business a need for research is sent in, or should be thought to be."""
FOLDS, ROUNDS = 10, 5
DRAWS = 2000
SEED = 20_261_124


@dataclass(frozen=True, slots=True)
class Case:
    """One need, what its words say, and scores and coverage of the best offerings. `group` tells where it comes from."""

    id: str
    group: str
    language: str
    scope: Scope
    scores: tuple[float, ...]
    coverage: tuple[float, ...] = ()

    @property
    def answered(self) -> bool:
        return self.group in ANSWERED


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float
    count: int


def judged_cases(
    index: Index, needs: Iterable[Document], judgements: Mapping[str, Mapping[str, int]]
) -> list[Case]:
    """Each judged need as it is, and without its relevant offerings."""
    found = []
    for need in needs:
        relevant = {name for name, grade in judgements.get(need.id, {}).items() if grade > 0}
        found.append(_case(index, need, JUDGED if relevant else UNANSWERED))
        if relevant:
            found.append(_case(index, need, REMOVED, without=relevant))
    return found


def written_cases(index: Index, in_scope: Iterable[Document], no_match: Iterable[Document]) -> list[Case]:
    """The needs written for this; the beginning of an id is its group."""
    return [_case(index, need, need.id.partition("-")[0]) for need in (*in_scope, *no_match)]


def _case(index: Index, need: Document, group: str, *, without: Iterable[str] = ()) -> Case:
    left_out = set(without)
    ranked = rank(index, need, top=BEST + len(left_out))
    best = [hit for hit in ranked if hit.id not in left_out][:BEST]
    text = " ".join(passage.text for passage in need.passages)
    language = next((passage.language for passage in need.passages if passage.language), None)
    scope = scope_finder(index.analyser).look(need)
    return Case(
        need.id,
        group,
        language or index.analyser.language(text),
        scope,
        tuple(hit.score for hit in best),
        tuple(hit.coverage for hit in best),
    )


def fit(cases: Sequence[Case]) -> Rule:
    """The coefficients for these cases; the threshold comes from `cross_validated` ones, see `threshold`."""
    scope = _logistic(cases, lambda case: case.group in IN_SCOPE, lambda case: features(case)[0], OFTEN)
    inside = [case for case in cases if case.group in IN_SCOPE - {ASKED}]
    answer = _logistic(inside, lambda case: case.answered, lambda case: features(case)[1], 1.0)
    return Rule((scope[0], scope[1], scope[2]), (answer[0], answer[1]), 0.5)


def _logistic(
    cases: Sequence[Case],
    target: Callable[[Case], bool],
    values: Callable[[Case], tuple[float, ...]],
    often: float,
) -> list[float]:
    """Constant and slopes; targets weigh `often` times as much as the others."""
    from sklearn.linear_model import LogisticRegression

    used = [case for case in cases if case.group != UNANSWERED]
    model = LogisticRegression(C=10.0, max_iter=1000)
    model.fit(
        np.array([values(case) for case in used]),
        np.array([target(case) for case in used]),
        sample_weight=np.array(
            [WEIGHTS.get(case.group, 1.0) * (often if target(case) else 1.0) for case in used]
        ),
    )
    return [round(float(value), 3) for value in (*model.intercept_, *model.coef_[0])]


def cross_validated(cases: Sequence[Case]) -> NDArray[np.float64]:
    """The certainty of each case by rules fitted without its need, the mean of several divisions."""
    names = sorted({case.id for case in cases})
    total = np.zeros(len(cases))
    for number in range(ROUNDS):
        order = np.random.default_rng(SEED + number).permutation(len(names))
        fold = {name: int(place) % FOLDS for name, place in zip(names, order, strict=True)}
        for held_out in range(FOLDS):
            rule = fit([case for case in cases if fold[case.id] != held_out])
            for place, case in enumerate(cases):
                if fold[case.id] == held_out:
                    total[place] += certainty(case.scope, case.scores, rule)
    return total / ROUNDS


def threshold(cases: Sequence[Case], chances: NDArray[np.float64]) -> float:
    """The threshold, in hundredths, with the smallest sum of the two error rates; of equal ones the lowest.

    Answered needs called no match, and others called a match: each rate is the mean over its kinds of needs, so that
    the hundreds of written needs do not outvote the judged ones.
    """
    kinds = {(case.answered, _kind(case)) for case in cases} - {(False, UNANSWERED)}

    def errors(answered: bool, least: float) -> float:
        rates = [
            np.mean(
                [
                    (chance >= least) != answered
                    for case, chance in zip(cases, chances, strict=True)
                    if _kind(case) == kind
                ]
            )
            for positive, kind in kinds
            if positive == answered
        ]
        return float(np.mean(rates)) if rates else 0.0

    steps = [step / 100 for step in range(1, 100)]
    return min(steps, key=lambda least: round(errors(True, least) + errors(False, least), 6))


def _kind(case: Case) -> str:
    return case.group if case.group in IN_SCOPE or case.group == UNANSWERED else "everyday"


def auc(answered: NDArray[Any], others: NDArray[Any]) -> float:
    """The chance that an answered need looks surer than another; ties count half."""
    difference = answered[:, None] - others[None, :]
    return float(np.mean((difference > 0) + 0.5 * (difference == 0)))


def auc_rate(answered: NDArray[Any], others: NDArray[Any]) -> Rate:
    """AUC with its interval over both sides' needs."""
    random = np.random.default_rng(SEED)
    draws = [
        auc(random.choice(answered, len(answered)), random.choice(others, len(others))) for _ in range(DRAWS)
    ]
    return _rate(auc(answered, others), draws, len(others))


def share(values: NDArray[Any]) -> Rate:
    """The share of true values with its interval."""
    random = np.random.default_rng(SEED)
    draws = random.choice(values.astype(float), (DRAWS, len(values))).mean(axis=1)
    return _rate(float(values.mean()), draws, len(values))


def _rate(value: float, draws: Sequence[float] | NDArray[Any], count: int) -> Rate:
    low, high = np.percentile(draws, [2.5, 97.5])
    return Rate(value, float(low), float(high), count)
