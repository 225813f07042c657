"""Days in Finland: dates of offerings and deadlines are Finnish days, and promises count working days."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")

_FIXED_HOLIDAYS = frozenset({(1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26)})
# Good Friday, Easter Monday, Ascension Day, in days from Easter Sunday.
_EASTER_HOLIDAYS = (-2, 1, 39)


def day_in_finland(moment: datetime) -> date:
    return moment.astimezone(HELSINKI).date()


def working_day_after(day: date, count: int) -> date:
    """The day `count` working days after `day`; weekends and Finnish public holidays do not count."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    if day.weekday() >= 5 or (day.month, day.day) in _FIXED_HOLIDAYS:
        return False
    # Midsummer's Eve, the Friday between 19 and 25 June, is a day off nearly everywhere.
    midsummer = day.month == 6 and day.weekday() == 4 and 19 <= day.day <= 25
    return not midsummer and (day - easter_sunday(day.year)).days not in _EASTER_HOLIDAYS


def easter_sunday(year: int) -> date:
    """By the rule of Gauss in the form of Meeus; Gregorian calendar."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - epact - in_century % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
