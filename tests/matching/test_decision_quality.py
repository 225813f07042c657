"""The measures of 'no good match', on cases whose answer is known by hand."""

import numpy as np
import pytest

from matchmaker.matching.certainty import certainty
from matchmaker.matching.decision_quality import (
    GAP,
    JUDGED,
    REMOVED,
    UNANSWERED,
    WRITTEN,
    Case,
    auc,
    auc_rate,
    cross_validated,
    fit,
    judged_cases,
    share,
    threshold,
    written_cases,
)
from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.engine import Analyser
from matchmaker.matching.index import Index, build
from matchmaker.matching.scope import Scope


def case(name: str, group: str, *, everyday: float, rdi: float, score: float) -> Case:
    return Case(name, group, "fi", Scope(everyday, rdi, None, ()), (score, score, score))


def many(group: str, **values: float) -> list[Case]:
    """Twenty cases of one kind that differ a little."""
    return [
        case(
            f"{group}{number}", group, **{name: value * (1 + number / 100) for name, value in values.items()}
        )
        for number in range(20)
    ]


CASES = (
    many(JUDGED, everyday=0.25, rdi=2.0, score=0.3)
    + many(REMOVED, everyday=0.25, rdi=2.0, score=0.05)
    + many("far", everyday=2.0, rdi=0.1, score=0.2)
)


def document(name: str, text: str) -> Document:
    return Document(name, "1", (Passage(Field.DESCRIPTION, text, "fi"),))


@pytest.fixture
def index(analyser: Analyser) -> Index:
    texts = ("Värähtelymittaukset puhaltimille", "Marjojen vitamiinien analyysit", "Robottihitsauksen kokeet")
    return build([document(f"o{place}", text) for place, text in enumerate(texts)], analyser)


def test_auc_counts_ties_half():
    assert auc(np.array([0.9, 0.5]), np.array([0.5, 0.1])) == pytest.approx(0.875)
    assert auc(np.array([0.1]), np.array([0.9])) == 0.0


def test_interval_holds_the_figure_and_narrows_with_more_needs():
    few, some = share(np.array([True, False] * 5)), share(np.array([True, False] * 100))
    assert few.low < few.value == 0.5 < few.high
    assert some.high - some.low < few.high - few.low
    assert auc_rate(np.array([0.9, 0.8]), np.array([0.1])).value == 1.0


def test_fitted_rule_tells_the_kinds_apart():
    rule = fit(CASES)
    chances = {group: [] for group in (JUDGED, REMOVED, "far")}
    for item in CASES:
        chances[item.group].append(certainty(item.scope, item.scores, rule))
    assert min(chances[JUDGED]) > max(*chances[REMOVED], *chances["far"])


def test_unanswered_needs_teach_nothing():
    assert fit(CASES + many(UNANSWERED, everyday=5.0, rdi=5.0, score=0.9)) == fit(CASES)


def test_need_is_judged_by_rules_that_never_saw_it():
    """One odd need among its like: a rule that had seen it would give it a better chance."""
    odd = case("odd", JUDGED, everyday=6.0, rdi=0.0, score=0.3)
    cases = [*CASES, odd]
    held_out = cross_validated(cases)
    assert held_out[-1] < certainty(odd.scope, odd.scores, fit(cases))


def test_threshold_makes_the_fewest_errors_of_both_sorts():
    cases = [
        case(f"n{place}", group, everyday=0, rdi=1, score=0.3) for place, group in enumerate((JUDGED,) * 4)
    ]
    cases += [
        case(f"m{place}", group, everyday=0, rdi=1, score=0.3) for place, group in enumerate((REMOVED,) * 4)
    ]
    assert threshold(cases, np.array([0.9, 0.8, 0.7, 0.3, 0.6, 0.2, 0.2, 0.1])) == 0.21
    assert threshold(cases, np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.2, 0.2, 0.1])) == 0.51


def test_each_kind_of_need_weighs_the_same_in_the_threshold():
    """Twenty everyday needs at 0.65 do not outvote the one judged need at 0.6 and its like."""
    cases = [case("n", JUDGED, everyday=0, rdi=1, score=0.3), case("g", GAP, everyday=0, rdi=1, score=0.3)]
    everyday = many("far", everyday=0, rdi=0, score=0.3)
    assert threshold([*cases, *everyday], np.array([0.6, 0.4, *[0.65] * 20])) == 0.41


def test_judged_need_counts_with_and_without_its_answers(index: Index):
    need = document("n1", "Puhallin tärisee, tarvitaan värähtelymittaus.")
    cases = judged_cases(index, [need, document("n2", "Kirjanpitäjä")], {"n1": {"o0": 2, "o1": 0}})
    assert [(item.id, item.group) for item in cases] == [("n1", JUDGED), ("n1", REMOVED), ("n2", UNANSWERED)]
    assert cases[0].scores[0] > sum(cases[1].scores)


def test_written_needs_are_grouped_by_their_ids(index: Index):
    cases = written_cases(
        index, [document("rdi-1", "Mittaus")], [document("gap-1", "Laiva"), document("far-1", "Vero")]
    )
    assert [item.group for item in cases] == [WRITTEN, GAP, "far"]
    assert [item.answered for item in cases] == [True, False, False]
