"""Each step from a ranking to suggestions, by itself."""

from datetime import date

import pytest

from matchmaker.matching.eligibility import Asker, Eligibility, Facts
from matchmaker.matching.ranking import Ranked, rank
from matchmaker.matching.selection import (
    LEAST_OF_BEST,
    MOST_SUGGESTIONS,
    POSSIBLE,
    STRONG,
    THRESHOLD,
    Candidate,
    above_threshold,
    band,
    eligible,
    folded,
    varied,
)
from matchmaker.matching.suggesting import likeness, select_for_need
from matchmaker.model.match import Band
from tests.matching.conftest import OFFERINGS

DAY = date(2026, 11, 24)


def candidates(*rows: tuple[str, float, str]) -> list[Candidate]:
    return [
        Candidate(Ranked(name, score, score), Facts(institution=institution), Eligibility(False, ()))
        for name, score, institution in rows
    ]


def ids(found: list[Candidate]) -> list[str]:
    return [candidate.ranked.id for candidate in found]


def test_closed_and_unknown_offerings_are_no_candidates():
    facts = {"open": Facts(), "over": Facts(ends=date(2022, 9, 30))}
    ranked = [Ranked(name, 0.5, 0.5) for name in ("over", "gone", "open")]
    assert ids(eligible(ranked, facts, Asker(), as_of=DAY)) == ["open"]


def test_threshold_is_absolute_and_relative_to_the_best():
    best = 0.9
    found = candidates(
        ("a", best, "x"), ("b", best * LEAST_OF_BEST, "x"), ("c", best * LEAST_OF_BEST - 0.01, "x")
    )
    assert ids(above_threshold(found)) == ["a", "b"]
    low = candidates(("a", THRESHOLD, "x"), ("b", THRESHOLD - 0.001, "x"))
    assert ids(above_threshold(low)) == ["a"]
    assert above_threshold([]) == []


def test_double_of_the_same_institution_is_shown_once():
    found = candidates(("a", 0.9, "x"), ("b", 0.8, "x"), ("c", 0.7, "y"), ("d", 0.6, "x"))

    def alike(one: str, other: str) -> float:
        return 1.0 if {one, other} <= {"a", "b", "c"} else 0.0

    assert ids(folded(found, alike)) == ["a", "c", "d"]


def test_fourth_of_one_institution_waits_for_others_that_are_nearly_as_good():
    rows = [(name, 0.9 - place / 100, "x") for place, name in enumerate("abcd")]
    assert ids(varied(candidates(*rows, ("e", 0.7, "y"), ("f", 0.1, "z")))) == ["a", "b", "c", "e", "d", "f"]


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (1.0, Band.STRONG),
        (STRONG, Band.STRONG),
        (STRONG - 0.001, Band.POSSIBLE),
        (POSSIBLE, Band.POSSIBLE),
        (0.0, Band.WEAK),
    ],
)
def test_bands(score, expected):
    assert band(score) is expected


def test_likeness_knows_doubles(index):
    compare = likeness(index)
    assert compare("weld", "weld") == pytest.approx(1.0, abs=1e-5)
    assert compare("weld", "food") < 0.5


def test_clear_need_is_given_suggestions_in_rank_order(index, make):
    need = make("n", "Kattilan savukaasujen mittaus", "Polttoaine vaihtui ja päästöt pitäisi mitata.")
    facts = {offering.id: Facts(institution=offering.id) for offering in OFFERINGS}
    found = select_for_need(index, need, rank(index, need), facts, Asker(), as_of=DAY)
    assert not found.no_good_match
    assert found.suggestions[0].id == "boiler"
    assert [suggestion.rank for suggestion in found.suggestions] == list(range(1, len(found.suggestions) + 1))
    assert len(found.suggestions) <= MOST_SUGGESTIONS
    assert found.uncertain == ()
