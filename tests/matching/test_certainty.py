"""The chance that a need has an answer: two chances, each moved by its own evidence only."""

import math
from dataclasses import dataclass

import pytest

from matchmaker.matching.certainty import (
    BEST,
    RULE,
    Rule,
    answered,
    certainty,
    features,
    from_json,
    in_scope,
    to_json,
)
from matchmaker.matching.scope import NOTHING_SAID, Scope

PLAIN = Rule(scope=(1.0, -2.0, 3.0), answer=(6.0, 2.0), threshold=0.4)


@dataclass
class Evidence:
    scope: Scope
    scores: tuple[float, ...]


def scope(everyday: float, rdi: float) -> Scope:
    return Scope(everyday, rdi, "goods", ("ostaa",))


def test_everyday_cues_lower_the_chance_and_research_raises_it():
    chances = [in_scope(scope(*cues), PLAIN) for cues in ((2, 0), (1, 0), (0, 0), (0, 1), (0, 2))]
    assert chances == sorted(chances)
    assert chances[2] == pytest.approx(0.7311, abs=1e-4)


def test_mean_of_the_best_three_counts():
    assert answered((0.4, 0.1, 0.1), PLAIN) == answered((0.2, 0.2, 0.2), PLAIN)
    assert answered((0.2, 0.2, 0.2, 0.0), PLAIN) == answered((0.2,) * BEST, PLAIN)
    assert answered((0.3, 0.2, 0.2), PLAIN) > answered((0.2, 0.2, 0.2), PLAIN)


def test_catalogue_of_one_offering_is_not_held_against_the_need():
    assert answered((0.2,), PLAIN) == answered((0.2, 0.2, 0.2), PLAIN)


def test_empty_catalogue_answers_nothing():
    assert answered((), PLAIN) == 0.0
    assert certainty(scope(0, 3), (), RULE) == 0.0


def test_certainty_is_the_product():
    evidence = scope(0.5, 1.0), (0.2, 0.15, 0.1)
    assert certainty(*evidence, PLAIN) == in_scope(evidence[0], PLAIN) * answered(evidence[1], PLAIN)
    assert 0 < certainty(*evidence, PLAIN) < 1


def test_features_are_what_the_chances_depend_on():
    cues, scores = features(Evidence(scope(math.e - 1, 0.0), (0.09, 0.09, 0.09)))
    assert cues == (pytest.approx(1.0), 0.0)
    assert scores == (pytest.approx(-2.302585),)


def test_rule_survives_its_file():
    assert from_json(to_json(PLAIN)) == PLAIN


def test_fitted_rule_points_the_right_way():
    """Whatever the fit says: cues against, research and scores for; silence does not condemn a good match."""
    _, everyday, rdi = RULE.scope
    assert everyday < 0 < rdi
    assert RULE.answer[1] > 0
    assert certainty(NOTHING_SAID, (0.4, 0.35, 0.3), RULE) >= RULE.threshold
