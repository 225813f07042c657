"""The day in Finland at a moment: dates of offerings and deadlines are Finnish days."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")


def day_in_finland(moment: datetime) -> date:
    return moment.astimezone(HELSINKI).date()
