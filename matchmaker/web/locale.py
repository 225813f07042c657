"""The reader's language: chosen by the browser, switchable by `?lang=`, kept in a cookie and with the user."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal
from urllib.parse import urlencode

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal
from babel.support import NullTranslations
from babel.units import format_unit
from flask import Flask, Response, g, request
from werkzeug.local import LocalProxy

from matchmaker.i18n import LANGUAGE_NAMES, LANGUAGES, translator
from matchmaker.i18n.labels import label as label_message
from matchmaker.model.codes import Language
from matchmaker.web.clock import HELSINKI, now

COOKIE = "language"
YEAR = 365 * 24 * 3600
# Babel's "en" writes dates the American way; readers here expect 24 November 2026.
_FORMATS = {Language.FI: "fi", Language.EN: "en_GB"}
_MOMENTS = {Language.FI: "d.M.y 'klo' H.mm", Language.EN: "d MMM y, HH:mm"}


def language() -> Language:
    """`?lang=` wins over the cookie, the cookie over the browser's wish; Finnish is the fallback."""
    if "language" not in g:
        wished = (request.args.get("lang"), request.cookies.get(COOKIE))
        known = next((code for code in wished if code in LANGUAGES), None)
        g.language = Language(known or request.accept_languages.best_match(LANGUAGES) or "fi")
    chosen: Language = g.language
    return chosen


def translations() -> NullTranslations:
    return translator(language())


def gettext(message: str, /, **params: object) -> str:
    """The message in the reader's language, with `%(name)s` filled in when parameters are given."""
    text: str = translations().gettext(message)
    return text % params if params else text


def ngettext(one: str, many: str, n: int, /, **params: object) -> str:
    text: str = translations().ngettext(one, many, n)
    return text % {"num": n, "n": n, **params}


def lazy_gettext(message: str, /) -> str:
    """A message that is translated when it is shown: for what is defined once, like form labels."""
    return LocalProxy(lambda: gettext(message))  # type: ignore[return-value]  # stands in for a str everywhere


def foreign(shown: str) -> str | None:
    """A text's language where it is not the reader's: what the `lang` attribute around it says."""
    return None if shown == language() else str(shown)


def label(member: StrEnum) -> str:
    """What people read for a member of a closed list."""
    return gettext(label_message(member))


def show_date(day: date | None) -> str:
    """`24.11.2026` or `24 Nov 2026`; empty for None."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = day.astimezone(HELSINKI).date()
    return format_date(day, "medium", locale=_FORMATS[language()])


def show_datetime(moment: datetime | None) -> str:
    """Date and time in Finland, `24.11.2026 klo 9.30` or `24 Nov 2026, 09:30`; empty for None."""
    if moment is None:
        return ""
    return format_datetime(moment, _MOMENTS[language()], tzinfo=HELSINKI, locale=_FORMATS[language()])


def show_age(moment: datetime, *, short: bool = False) -> str:
    """How long ago, in words: `3 päivää`, short `3 pv`; nobody counts the seconds."""
    if now() - moment < timedelta(minutes=1):
        return gettext("a moment")
    length: Literal["short", "long"] = "short" if short else "long"
    return format_timedelta(now() - moment, threshold=1.5, format=length, locale=_FORMATS[language()])


def keep_typed() -> None:
    """Let the language switch of this answer send what was typed along: for pages that answer a POST and change nothing."""
    g.replay = True


def replay() -> list[tuple[str, str]]:
    """The fields to send along, when `keep_typed` asked for it."""
    return list(request.form.items(multi=True)) if g.get("replay") else []


def show_number(number: float) -> str:
    """A number as the reader writes it: `1,5` or `1.5`."""
    shown: str = format_decimal(number, locale=_FORMATS[language()])
    return shown


def show_size(size: int) -> str:
    """A number of bytes in the largest unit that leaves a whole: `1,5 Mt` or `1.5 MB`."""
    units = ("byte", "kilobyte", "megabyte", "gigabyte")
    power = min(len(f"{size:d}") - 1, 9) // 3
    locale = _FORMATS[language()]
    number = format_decimal(size / 1000**power, format="#,##0.#", locale=locale)
    return format_unit(number, f"digital-{units[power]}", length="short", locale=locale)


def language_switch() -> list[tuple[str, str, str, bool]]:
    """(code, name, url of this page in that language, active)."""
    query = {key: value for key, value in request.args.items(multi=True) if key != "lang"}
    return [
        (
            code,
            LANGUAGE_NAMES[code],
            f"{request.path}?{urlencode({**query, 'lang': code})}",
            code == language(),
        )
        for code in LANGUAGES
    ]


def init_app(app: Flask) -> None:
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.globals.update(label=label)
    app.jinja_env.filters.update(
        foreign=foreign,
        label=label,
        date=show_date,
        datetime=show_datetime,
        age=show_age,
        number=show_number,
        size=show_size,
    )

    @app.after_request
    def keep_choice(response: Response) -> Response:
        if request.args.get("lang") in LANGUAGES:
            response.set_cookie(
                COOKIE,
                language(),
                max_age=YEAR,
                httponly=True,
                samesite="Lax",
                secure=app.config["SESSION_COOKIE_SECURE"],
            )
        response.headers.add("Vary", "Accept-Language" if g.get("replay") else "Accept-Language, Cookie")
        response.headers["Content-Language"] = language()
        return response
