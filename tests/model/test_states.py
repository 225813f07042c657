"""Each transition table says of every pair of states whether the step is allowed, as the design draws it."""

from collections.abc import Mapping
from enum import StrEnum
from itertools import product

import pytest

from matchmaker.model import match, need, offering
from matchmaker.model.match import MatchState
from matchmaker.model.need import NeedState
from matchmaker.model.offering import LISTED, OfferingState

NEED_STEPS = """
    submitted -> clarification accepted closed
    clarification -> submitted closed
    accepted -> in-dialogue closed
    in-dialogue -> closed
    closed -> submitted clarification accepted in-dialogue
"""
MATCH_STEPS = """
    suggested -> on-hold rejected approved
    on-hold -> suggested rejected approved
    rejected -> suggested
    approved -> asked
    asked -> introduced declined lapsed
    declined -> approved
    lapsed -> approved
    introduced -> met
    met -> outcome
"""
OFFERING_STEPS = """
    draft -> published archived
    published -> unconfirmed archived
    unconfirmed -> published archived
    archived -> draft published unconfirmed
"""


def pairs(drawn: str) -> set[tuple[str, str]]:
    lines = [line.split(" -> ") for line in drawn.strip().splitlines()]
    return {(before.strip(), after) for before, afters in lines for after in afters.split()}


@pytest.mark.parametrize(
    ("states", "table", "drawn"),
    [
        (NeedState, need.TRANSITIONS, NEED_STEPS),
        (MatchState, match.TRANSITIONS, MATCH_STEPS),
        (OfferingState, offering.TRANSITIONS, OFFERING_STEPS),
    ],
    ids=["need", "match", "offering"],
)
def test_exactly_the_drawn_steps_are_allowed(
    states: type[StrEnum], table: Mapping[StrEnum, frozenset[StrEnum]], drawn: str
) -> None:
    assert set(table) == set(states)
    allowed = {(before, after) for before, after in product(states, repeat=2) if after in table[before]}
    assert {(str(before), str(after)) for before, after in allowed} == pairs(drawn)


def test_a_suggestion_is_the_only_state_that_a_run_may_touch() -> None:
    assert {MatchState.SUGGESTED} == match.UNDECIDED


def test_unconfirmed_offerings_stay_in_the_catalogue() -> None:
    assert {OfferingState.PUBLISHED, OfferingState.UNCONFIRMED} == LISTED
