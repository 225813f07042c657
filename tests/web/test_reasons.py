"""Reasons as a reader sees them: each word of the need once, shares that add up, highlights with the same numbers."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.explanation import Explanation, Line, LineKind, to_json
from matchmaker.matching.marking import Span
from matchmaker.web.reasons import (
    MarkedPassage,
    line_numbers,
    mark_passages,
    reason_items,
    shared_words,
    whole_shares,
)


def line(kind: str, need: str, offering: str, share: float) -> Line:
    return Line(LineKind(kind), tuple(need.split("|")), tuple(offering.split("|")), share)


def explanation(*lines: Line, remainder: float = 0.0) -> Explanation:
    score = sum(one.share for one in lines) + remainder
    return Explanation(score=score, lines=lines, remainder=remainder, need_spans=(), offering_spans=())


def words(*lines: Line) -> list[str]:
    return shared_words(to_json(explanation(*lines)))


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        ([line("word", "hitsaus", "hitsaus", 0.2)], ["hitsaus"]),
        ([line("word", "laakerit", "laakerista|laakerit", 0.2)], ["laakerit"]),
        ([line("dictionary", "welders", "hitsaajan", 0.2)], ["welders = hitsaajan"]),
        (
            [line("concept", "savukaasun päästöt", "hiukkasmittaus", 0.2)],
            ["savukaasun päästöt → hiukkasmittaus"],
        ),
        ([line("ngram", "Robot", "robot", 0.2)], ["Robot"]),
        (
            [
                line("concept", "savukaasun päästöt", "pienhiukkaset", 0.2),
                line("word", "kattila", "kattilat", 0.15),
                line("concept", "Savukaasun päästöt", "hiukkasmittaus", 0.1),
            ],
            ["savukaasun päästöt → pienhiukkaset, hiukkasmittaus", "kattila"],
        ),
        (
            [line("word", "laakerit", "laakerista", 0.2), line("concept", "laakerit", "bearing", 0.1)],
            ["laakerit → laakerista, bearing"],
        ),
        (
            [
                line("dictionary", "welder", "hitsaaja", 0.2),
                line("dictionary", "welder", "Hitsaaja|hitsaajan", 0.1),
            ],
            ["welder = Hitsaaja"],
        ),
        (
            [
                line("part", "hitsausrobotti", "hitsaus", 0.1),
                line("dictionary", "hitsausrobotti", "robot", 0.1),
            ],
            ["hitsausrobotti → hitsaus, robot"],
        ),
    ],
)
def test_a_word_of_the_need_is_shown_once(lines: list[Line], shown: list[str]) -> None:
    assert words(*lines) == shown


def test_words_come_weightiest_first_by_what_they_bring_together() -> None:
    assert words(
        line("word", "pumppu", "pumppu", 0.15),
        line("concept", "tärinä", "värähtely", 0.1),
        line("concept", "tärinä", "laakeri", 0.1),
    ) == ["tärinä → värähtely, laakeri", "pumppu"]


def test_a_match_without_reasons_shares_nothing() -> None:
    assert shared_words({}) == []


def test_items_and_the_rest_add_up(app: Flask) -> None:
    reasons = explanation(
        line("word", "pumppu", "pumppu", 0.1),
        line("concept", "tärinä", "värähtely", 0.1),
        line("concept", "tärinä", "laakeri", 0.1),
        remainder=0.03,
    )
    with app.test_request_context("/?lang=en"):
        items = reason_items(reasons)
    assert [(item.number, item.text, item.share) for item in items] == [
        (1, "tärinä → värähtely, laakeri", 61),
        (2, "pumppu", 30),
        (None, "smaller things in common", 9),
    ]


@given(st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=12))
def test_whole_shares_always_add_up(parts: list[float]) -> None:
    shares = whole_shares(parts)
    assert sum(shares) == (100 if sum(parts) > 0 else 0)
    assert all(
        abs(share - 100 * part / sum(parts)) < 1
        for share, part in zip(shares, parts, strict=True)
        if sum(parts) > 0
    )


def test_highlights_carry_the_numbers_of_the_items() -> None:
    reasons = explanation(
        line("word", "pumppu", "pumppu", 0.15),
        line("concept", "tärinä", "värähtely", 0.1),
        line("concept", "tärinä", "laakeri", 0.1),
    )
    assert line_numbers(reasons) == [2, 1, 1]
    document = Document(
        "x", "1", (Passage(Field.TITLE, "pumpun tärinä", "fi"), Passage(Field.KEYWORDS, "apu"))
    )
    marked = mark_passages(document, [[Span(0, 6, 0), Span(7, 13, 2)]], line_numbers(reasons))
    assert marked == [
        MarkedPassage(Field.TITLE, "fi", [("pumpun", 2), (" ", None), ("tärinä", 1)]),
        MarkedPassage(Field.KEYWORDS, None, [("apu", None)]),
    ]
