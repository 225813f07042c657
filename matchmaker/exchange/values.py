"""One cell to one value. A reader belongs to one row and gathers everything that is wrong in it."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from matchmaker.exchange import problems
from matchmaker.exchange.problems import Problem
from matchmaker.exchange.tables import Row
from matchmaker.model import places
from matchmaker.model.cleaning import clean_line, clean_text

_E = TypeVar("_E", bound=StrEnum)
_ISO = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})")
_FINNISH = re.compile(r"(?P<d>[0-9]{1,2})\.(?P<m>[0-9]{1,2})\.(?P<y>[0-9]{4})")
_EARLIEST, _LATEST = 1900, 2199
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")

LINE_LIMIT = 500
LIST_LIMIT = 350  # more than there are municipalities


class RowReader:
    """Reads the cells of one row. What cannot be read becomes a problem and an empty value, and reading goes on."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.problems: list[Problem] = []

    def fail(self, column: str, message: str, **params: str | int) -> None:
        self.problems.append(Problem(self.row.line, column, message, params))

    def line(self, column: str, *, limit: int = LINE_LIMIT, required: bool = False) -> str:
        """A text of one line, cleaned; '' when the cell is empty or missing."""
        return self._limited(column, clean_line(self._string(column)), limit, required=required)

    def text(self, column: str, *, limit: int) -> str:
        """A text of several lines, cleaned."""
        return self._limited(column, clean_text(self._string(column)), limit)

    def list(self, column: str, *, limit: int = LIST_LIMIT, item_limit: int = 100) -> tuple[str, ...]:
        """The values of a list, once each, in order: a JSON list, or one text with `|` between the values."""
        value = self.row.values.get(column)
        if value is None or isinstance(value, str):
            items = (value or "").split("|")
        elif isinstance(value, list) and all(isinstance(item, str) for item in value):
            items = value
        else:
            self.fail(column, problems.NOT_A_LIST)
            return ()
        values = tuple(dict.fromkeys(item for item in (clean_line(item) for item in items) if item))
        if len(values) > limit:
            self.fail(column, problems.TOO_MANY, found=len(values), limit=limit)
            return ()
        if any("|" in item for item in values):
            self.fail(column, problems.HAS_BAR)
        for item in values:
            self._limited(column, item, item_limit)
        return values

    def member(
        self, column: str, kind: type[_E], *, aliases: Mapping[str, _E] | None = None, required: bool = False
    ) -> _E | None:
        """A member of a closed list by its value in any case, or by another name of it; None for an empty cell."""
        text = self.line(column, required=required)
        return self._member(column, text, kind, aliases or {}) if text else None

    def members(
        self, column: str, kind: type[_E], *, aliases: Mapping[str, _E] | None = None
    ) -> frozenset[_E]:
        """Members of a closed list."""
        found = (self._member(column, text, kind, aliases or {}) for text in self.list(column))
        return frozenset(member for member in found if member is not None)

    def municipalities(self, column: str) -> frozenset[str]:
        """Codes of municipalities given by code or name."""
        codes = set()
        for text in self.list(column):
            found = places.find_municipality(text)
            if found is None:
                self.fail(column, problems.NO_MUNICIPALITY, value=_short(text))
            else:
                codes.add(found.code)
        return frozenset(codes)

    def regions(self, column: str) -> frozenset[str]:
        """NUTS 3 codes of regions given by code or name."""
        codes = set()
        for text in self.list(column):
            found = places.find_region(text)
            if found is None:
                allowed = _listed(f"{region.code} {region.name_fi}" for region in places.regions())
                self.fail(column, problems.NO_REGION, value=_short(text), allowed=allowed)
            else:
                codes.add(found.code)
        return frozenset(codes)

    def day(self, column: str) -> date | None:
        """A day written 2026-12-31 or 31.12.2026."""
        text = self.line(column)
        if not text:
            return None
        match = _ISO.fullmatch(text) or _FINNISH.fullmatch(text)
        try:
            if match and _EARLIEST <= int(match["y"]) <= _LATEST:
                return date(int(match["y"]), int(match["m"]), int(match["d"]))
        except ValueError:
            pass  # 31.2.2026 looks like a day and is none
        self.fail(column, problems.NOT_A_DAY, value=_short(text))
        return None

    def link(self, column: str, *, or_words: bool = False) -> str:
        """A web address; with `or_words` also words that name a source and pretend to be no address."""
        text = self.line(column)
        if not text or (or_words and not _SCHEME.match(text)) or _is_web_address(text):
            return text
        self.fail(column, problems.NOT_A_LINK, value=_short(text))
        return ""

    def _string(self, column: str) -> str:
        value = self.row.values.get(column)
        if value is None or isinstance(value, str):
            return value or ""
        self.fail(column, problems.NOT_A_TEXT)
        return ""

    def _limited(self, column: str, text: str, limit: int, *, required: bool = False) -> str:
        if len(text) > limit:
            self.fail(column, problems.TOO_LONG, found=len(text), limit=limit)
            return ""
        if required and not text and not self._failed(column):
            self.fail(column, problems.MISSING)
        return text

    def _failed(self, column: str) -> bool:
        return any(problem.column == column for problem in self.problems)

    def _member(self, column: str, text: str, kind: type[_E], aliases: Mapping[str, _E]) -> _E | None:
        word = text.lower()
        if word in aliases:
            return aliases[word]
        if word in list(kind):
            return kind(word)
        self.fail(column, problems.NOT_ALLOWED, value=_short(text), allowed=_listed(kind))
        return None


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text


def _listed(values: Iterable[str]) -> str:
    return ", ".join(values)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
