"""Working days in Finland."""

from datetime import UTC, date, datetime

import pytest

from matchmaker.operations.days import day_in_finland, easter_sunday, is_working_day, working_day_after


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 24), 3, date(2026, 11, 27)),  # Tuesday to Friday
        (date(2026, 11, 26), 3, date(2026, 12, 1)),  # over a weekend
        (date(2026, 12, 22), 3, date(2026, 12, 29)),  # over Christmas
        (date(2026, 4, 1), 2, date(2026, 4, 7)),  # over Easter
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # from a Saturday
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
    ],
)
def test_working_days_skip_weekends_and_holidays(day: date, count: int, expected: date):
    assert working_day_after(day, count) == expected


@pytest.mark.parametrize(
    "day",
    [
        date(2027, 1, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),  # Ascension Day
        date(2026, 6, 19),  # Midsummer's Eve
        date(2027, 12, 6),
        date(2026, 4, 3),  # Good Friday
    ],
)
def test_holidays_are_no_working_days(day: date):
    assert not is_working_day(day)
    assert is_working_day(date(2026, 6, 26))


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter_is_where_calendars_have_it(year: int, day: date):
    assert easter_sunday(year) == day


def test_evening_in_utc_may_be_the_next_day_in_finland():
    assert day_in_finland(datetime(2026, 11, 24, 22, 30, tzinfo=UTC)) == date(2026, 11, 25)
