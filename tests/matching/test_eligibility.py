"""Only what is unpublished, closed on the day, or declared for others is left out."""

from dataclasses import replace
from datetime import date

import pytest

from matchmaker.matching.eligibility import Asker, Criterion, CriterionLine, Facts, Verdict, check, gaps
from matchmaker.model.codes import Help, Sector, SizeClass
from matchmaker.model.offering import Target

DAY = date(2026, 11, 24)
KUOPIO = Asker("297", "FI1D2", Sector.ENERGY, SizeClass.SMALL, frozenset({Help.TESTING}))
OPEN = Facts()


def verdict(facts: Facts, asker: Asker, criterion: Criterion, day: date = DAY) -> tuple[Verdict, bool]:
    result = check(facts, asker, as_of=day)
    return next(line.verdict for line in result.lines if line.criterion is criterion), result.excluded


def test_offering_that_declares_nothing_is_for_everyone():
    result = check(OPEN, Asker(), as_of=DAY)
    assert not result.excluded
    assert [line.criterion for line in result.lines] == list(Criterion)
    assert not list(gaps(result))


def test_unpublished_offering_is_left_out():
    assert verdict(replace(OPEN, published=False), KUOPIO, Criterion.PUBLISHED) == (Verdict.GAP, True)


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (None, None, (Verdict.MATCH, False)),
        (date(2026, 11, 24), None, (Verdict.MATCH, False)),
        (None, date(2026, 11, 24), (Verdict.MATCH, False)),
        (date(2026, 11, 25), None, (Verdict.GAP, True)),
        (date(2020, 1, 1), date(2022, 9, 30), (Verdict.GAP, True)),
    ],
)
def test_first_and_last_day_are_open_days(starts, ends, expected):
    assert verdict(replace(OPEN, starts=starts, ends=ends), KUOPIO, Criterion.DATES) == expected


def test_day_is_an_argument():
    facts = replace(OPEN, starts=date(2020, 1, 1), ends=date(2022, 9, 30))
    assert verdict(facts, KUOPIO, Criterion.DATES, date(2021, 6, 1)) == (Verdict.MATCH, False)


REGION = Target(regions=frozenset({"FI1D2"}), municipalities=frozenset({"593"}))


@pytest.mark.parametrize(
    ("asker", "expected"),
    [
        (KUOPIO, (Verdict.MATCH, False)),
        (Asker("593", "FI1D1"), (Verdict.MATCH, False)),
        (Asker("837", "FI197"), (Verdict.GAP, True)),
        (Asker(), (Verdict.UNKNOWN, False)),
        (Asker(municipality="837"), (Verdict.UNKNOWN, False)),
    ],
)
def test_declared_place(asker, expected):
    assert verdict(replace(OPEN, target=REGION), asker, Criterion.PLACE) == expected


@pytest.mark.parametrize(
    ("asker", "expected"),
    [
        (KUOPIO, (Verdict.MATCH, False)),
        (replace(KUOPIO, sector=Sector.FOOD), (Verdict.GAP, True)),
        (replace(KUOPIO, sector=Sector.OTHER), (Verdict.UNKNOWN, False)),
        (replace(KUOPIO, sector=None), (Verdict.UNKNOWN, False)),
    ],
)
def test_declared_sector(asker, expected):
    facts = replace(OPEN, target=Target(sectors=frozenset({Sector.ENERGY, Sector.MACHINERY})))
    assert verdict(facts, asker, Criterion.SECTOR) == expected


def test_declared_size():
    facts = replace(OPEN, target=Target(sizes=frozenset({SizeClass.MICRO})))
    assert verdict(facts, KUOPIO, Criterion.SIZE) == (Verdict.GAP, True)
    assert verdict(facts, replace(KUOPIO, size=SizeClass.MICRO), Criterion.SIZE) == (Verdict.MATCH, False)


def test_kind_of_help_never_leaves_out():
    facts = replace(OPEN, helps=frozenset({Help.TRAINING}))
    assert verdict(facts, KUOPIO, Criterion.HELP) == (Verdict.GAP, False)
    assert verdict(facts, replace(KUOPIO, helps=frozenset()), Criterion.HELP) == (Verdict.UNKNOWN, False)


@pytest.mark.parametrize(
    ("asked", "offered", "expected"),
    [
        ({Help.MEASUREMENT}, {Help.MEASUREMENT, Help.TRAINING}, Verdict.MATCH),
        ({Help.MEASUREMENT}, {Help.TESTING}, Verdict.PARTLY),
        ({Help.EXPERTISE}, {Help.TRAINING}, Verdict.PARTLY),
        ({Help.FUNDING_SUPPORT}, {Help.NETWORKING}, Verdict.GAP),
        ({Help.TRAINING}, {Help.MEASUREMENT}, Verdict.GAP),
    ],
)
def test_near_kinds_of_help_fit_partly(asked, offered, expected):
    facts = replace(OPEN, helps=frozenset(offered))
    assert verdict(facts, replace(KUOPIO, helps=frozenset(asked)), Criterion.HELP) == (expected, False)


def test_line_tells_the_values_it_stands_on():
    line = next(
        line
        for line in check(replace(OPEN, target=REGION), KUOPIO, as_of=DAY).lines
        if line.criterion is Criterion.PLACE
    )
    assert line == CriterionLine(Criterion.PLACE, Verdict.MATCH, ("FI1D2", "593"), ("297", "FI1D2"))
    assert CriterionLine.from_json(line.to_json()) == line
