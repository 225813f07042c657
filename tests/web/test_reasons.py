"""Reasons as a reader sees them: each word of the need once, shares that add up, highlights with the same numbers."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.explained import Explanation, Line, to_json
from matchmaker.matching.marking import Span
from matchmaker.matching.meeting import LineKind
from matchmaker.web.reasons import (
    MarkedPassage,
    Shared,
    line_numbers,
    mark_passages,
    reason_items,
    shared_words,
    whole_shares,
)


def line(
    kind: str,
    need: str,
    offering: str,
    share: float,
    *,
    language: str = "fi",
    field: str = "",
    company: bool = False,
) -> Line:
    names = {"fi": field, "en": f"{field} (en)"} if field else {}
    offered = tuple(offering.split("|"))
    return Line(
        LineKind(kind), tuple(need.split("|")), offered, share, company, (language,) * len(offered), names
    )


def explanation(*lines: Line, remainder: float = 0.0, subject: float = 0.0) -> Explanation:
    score = sum(one.share for one in lines) + remainder + subject
    return Explanation(score, lines, remainder, need_spans=(), offering_spans=(), subject=subject)


@pytest.fixture
def told(app: Flask) -> Callable[..., Shared]:
    """What a card says of lines to a reader."""

    def words(*lines: Line, reader: str = "fi", remainder: float = 0.0) -> Shared:
        with app.test_request_context(f"/?lang={reader}"):
            return shared_words(to_json(explanation(*lines, remainder=remainder)))

    return words


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        ([line("word", "hitsaus", "hitsaus", 0.2)], ["hitsaus"]),
        ([line("word", "laakerit", "laakerista|laakerit", 0.2)], ["laakerit"]),
        ([line("dictionary", "welders", "hitsaajan", 0.2)], ["welders = hitsaajan"]),
        (
            [line("concept", "savukaasun päästöt", "hiukkasmittaus", 0.2)],
            ["savukaasun päästöt – hiukkasmittaus"],
        ),
        ([line("ngram", "Robot", "robot", 0.2)], ["Robot"]),
        (
            [
                line("concept", "savukaasun päästöt", "pienhiukkaset", 0.2),
                line("word", "kattila", "kattilat", 0.15),
                line("part", "Savukaasun päästöt", "hiukkasmittaus", 0.1),
            ],
            ["savukaasun päästöt – pienhiukkaset", "kattila"],
        ),
        (
            [
                line("word", "laakerit", "laakerista", 0.2),
                line("concept", "laakerit", "bearing", 0.1, language="en"),
            ],
            ["laakerit"],
        ),
        (
            [line("part", "jätevesi", "vesihuolto", 0.1), line("part", "vedet", "vesihuolto", 0.08)],
            ["jätevesi, vedet – vesihuolto"],
        ),
        (
            [line("word", "diesel", "diesel", 0.2), line("word", "diesel engine", "diesel engines", 0.1)],
            ["diesel engine"],
        ),
        (
            [line("word", word, word, 0.1) for word in ("laakeri", "pumppu", "tärinä", "öljy")],
            ["laakeri", "pumppu", "tärinä"],
        ),
    ],
)
def test_at_most_three_pairs_each_said_once(
    lines: list[Line], shown: list[str], told: Callable[..., Shared]
) -> None:
    assert told(*lines).pairs == shown


def test_reader_is_told_in_the_own_language_where_the_offering_has_both(told: Callable[..., Shared]) -> None:
    both = (
        line("word", "laakerit", "laakerista", 0.2),
        line("concept", "laakerit", "bearing", 0.1, language="en"),
    )
    assert told(*both, reader="en").pairs == ["laakerit – bearing"]
    field = line("related", "kompressori", "kartoitus", 0.2, field="paineilma")
    assert (told(field).fields, told(field, reader="en").fields) == (["paineilma"], ["paineilma (en)"])


def test_related_words_are_a_field_and_never_a_pair(told: Callable[..., Shared]) -> None:
    field = line("related", "kompressori", "energiakatselmus", 0.2, field="paineilma")
    assert told(field) == Shared([], [], ["paineilma"])
    words = [line("word", word, word, 0.1) for word in ("laakeri", "pumppu", "tärinä")]
    assert told(field, words[0]).fields == ["paineilma"]
    assert told(field, *words).fields == [], "words enough"


def test_words_of_the_profile_are_told_as_that(told: Callable[..., Shared]) -> None:
    shown = told(
        line("word", "pumppu", "pumppu", 0.1), line("word", "kattilat", "kattila", 0.2, company=True)
    )
    assert (shown.pairs, shown.company) == (["pumppu"], ["kattilat"])


def test_what_is_not_worth_a_word_is_not_told(told: Callable[..., Shared]) -> None:
    assert told(line("word", "pumppu", "pumppu", 0.01), remainder=0.9) == Shared([], [], [], vague=True)
    assert not shared_words({}), "a match without reasons"


def test_items_and_the_rest_add_up(app: Flask) -> None:
    reasons = explanation(
        line("word", "pumppu", "pumppu", 0.1),
        line("concept", "tärinä", "värähtely", 0.1),
        line("concept", "tärinä", "laakeri", 0.1, language="en"),
        line("word", "kattilat", "kattila", 0.05, company=True),
        line("related", "puhallin", "kunnonvalvonta", 0.06, field="kunnossapito"),
        line("word", "öljy", "öljy", 0.01),
        remainder=0.02,
        subject=0.06,
    )
    with app.test_request_context("/?lang=fi"):
        items = reason_items(reasons)
        numbers = line_numbers(reasons)
    assert [(item.number, item.text, item.share) for item in items] == [
        (1, "tärinä – värähtely", 40),
        (2, "pumppu", 20),
        (3, "yrityksen tiedoista: kattilat", 10),
        (None, "samaa alaa: kunnossapito", 24),
        (None, "muuta pienempää yhteistä", 6),
    ]
    assert numbers == [2, 1, 1, 3, None, None]


def test_subject_without_a_name_has_its_row_and_no_number(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        items = reason_items(explanation(subject=0.2, remainder=0.2))
    assert [(item.number, item.text, item.share) for item in items] == [
        (None, "the same field, in other words", 50),
        (None, "smaller things in common", 50),
    ]


def test_reasons_of_an_earlier_release_claim_no_more_than_is_known(app: Flask) -> None:
    """It did not tell one concept from a related one."""
    stored: dict[str, Any] = {
        "score": 0.2,
        "remainder": 0.1,
        "lines": [
            {"kind": "concept", "need_words": ["kompressori"], "offering_words": ["energy"], "share": 0.1}
        ],
        "need_spans": [],
        "offering_spans": [],
    }
    with app.test_request_context("/?lang=en"):
        assert shared_words(stored) == Shared([], [], [], vague=True)


@given(st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=12))
def test_whole_shares_always_add_up(parts: list[float]) -> None:
    shares = whole_shares(parts)
    assert sum(shares) == (100 if sum(parts) > 0 else 0)
    assert all(
        abs(share - 100 * part / sum(parts)) < 1
        for share, part in zip(shares, parts, strict=True)
        if sum(parts) > 0
    )


def test_highlights_carry_the_numbers_of_the_items(app: Flask) -> None:
    reasons = explanation(
        line("word", "pumppu", "pumppu", 0.15),
        line("concept", "tärinä", "värähtely", 0.1),
        line("concept", "tärinä", "laakeri", 0.1),
    )
    with app.test_request_context("/?lang=fi"):
        numbers = line_numbers(reasons)
    assert numbers == [2, 1, 1]
    document = Document(
        "x", "1", (Passage(Field.TITLE, "pumpun tärinä", "fi"), Passage(Field.KEYWORDS, "apu"))
    )
    marked = mark_passages(document, [[Span(0, 6, 0), Span(7, 13, 2)]], numbers)
    assert marked == [
        MarkedPassage(Field.TITLE, "fi", [("pumpun", 2), (" ", None), ("tärinä", 1)]),
        MarkedPassage(Field.KEYWORDS, None, [("apu", None)]),
    ]
