"""Nothing is suggested when it is not sure enough, and the best three stay visible, marked uncertain."""

from datetime import date

import pytest

from matchmaker.matching.eligibility import Asker, Facts
from matchmaker.matching.ranking import Ranked
from matchmaker.matching.scope import NOTHING_SAID, Scope
from matchmaker.matching.selection import select

DAY = date(2026, 11, 24)
SURE = (0.5, 0.45, 0.4, 0.35)
POOR = (0.05, 0.04, 0.04, 0.03)
HIRING = Scope(3.0, 0.0, "recruiting", ("hitsaaja", "työsuhde"))
RESEARCH = Scope(0.25, 3.0, "goods", ("ostaa",))


def ranked(*scores: float) -> list[Ranked]:
    return [Ranked(f"o{place}", score, score) for place, score in enumerate(scores)]


def facts(count: int) -> dict[str, Facts]:
    return {f"o{place}": Facts(institution=f"i{place}") for place in range(count)}


@pytest.mark.parametrize("scope", [NOTHING_SAID, RESEARCH])
def test_good_scores_are_suggested(scope: Scope):
    selection = select(ranked(*SURE), facts(4), Asker(), as_of=DAY, scope=scope)
    assert not selection.no_good_match
    assert [suggestion.id for suggestion in selection.suggestions] == ["o0", "o1", "o2", "o3"]
    assert selection.uncertain == ()


@pytest.mark.parametrize(("scores", "scope"), [(POOR, RESEARCH), (SURE, HIRING), (POOR, HIRING)])
def test_no_good_match_keeps_the_best_three(scores: tuple[float, ...], scope: Scope):
    selection = select(ranked(*scores), facts(4), Asker(), as_of=DAY, scope=scope)
    assert selection.no_good_match
    assert selection.suggestions == ()
    assert [(hit.id, hit.rank, hit.score) for hit in selection.uncertain] == [
        (f"o{place}", place + 1, scores[place]) for place in range(3)
    ]


def test_only_eligible_offerings_make_it_sure():
    """An offering that may not be suggested lends its score to no other one."""
    over = facts(4) | {"o0": Facts(institution="i0", published=False), "o1": Facts(published=False)}
    scores = ranked(0.6, 0.5, *POOR[:2])
    assert not select(scores, facts(4), Asker(), as_of=DAY, scope=RESEARCH).no_good_match
    selection = select(scores, over, Asker(), as_of=DAY, scope=RESEARCH)
    assert selection.no_good_match
    assert [hit.id for hit in selection.uncertain] == ["o2", "o3"]


def test_empty_catalogue_is_no_good_match():
    selection = select([], {}, Asker(), as_of=DAY, scope=RESEARCH)
    assert (selection.no_good_match, selection.uncertain) == (True, ())
