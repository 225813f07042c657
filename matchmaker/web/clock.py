"""The only place of the web that asks what time it is; tests put their own clock into `app.config["CLOCK"]`."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app

HELSINKI = ZoneInfo("Europe/Helsinki")


def system_clock() -> datetime:
    return datetime.now(UTC)


def now() -> datetime:
    """The moment of this request, aware, UTC."""
    moment: datetime = current_app.config["CLOCK"]()
    return moment


def today() -> date:
    """The day in Finland."""
    return now().astimezone(HELSINKI).date()
