"""Fields of the offering form that people type freely: days, lists of words, lists of municipalities."""

import re
from datetime import date
from typing import Any

from markupsafe import Markup
from wtforms.form import BaseForm
from wtforms.validators import ValidationError
from wtforms.widgets import DateInput

from matchmaker.model import places
from matchmaker.model.cleaning import clean_line
from matchmaker.web import values
from matchmaker.web.did_you_mean import MeantField, corrected_town
from matchmaker.web.forms import LineField, TextField
from matchmaker.web.locale import gettext as _

MOST_KEYWORDS = 50
LONGEST_KEYWORD = 100
_BETWEEN = re.compile(r"[,;|\n]")


class _DayInput(DateInput):
    """A date input, or a text input while it holds something that is no day: a date input would hide what was typed."""

    def __call__(self, field: "DayField", **kwargs: object) -> Markup:
        if field.data and field.day is None:
            kwargs.setdefault("type", "text")
        shown: Markup = super().__call__(field, **kwargs)
        return shown


class DayField(LineField):
    """A day typed as 31.12.2026 or 2026-12-31; `day` is None while the field is empty or holds something else."""

    widget = _DayInput()

    @property
    def day(self) -> date | None:
        try:
            return values.day(self.data) if self.data else None
        except ValueError:
            return None

    def _value(self) -> str:
        return self.day.isoformat() if self.day else self.data or ""

    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None:  # noqa: ARG002 -- WTForms' signature
        if self.data and self.day is None and not validation_stopped:
            raise ValidationError(_("This is not a day. Write it like 31.12.2026."))


class WordsField(TextField):
    """Words or phrases, separated by commas or line breaks; `words` has each once, in order."""

    @property
    def words(self) -> tuple[str, ...]:
        found: dict[str, str] = {}
        for word in (clean_line(part) for part in _BETWEEN.split(self.data or "")):
            if word:
                found.setdefault(word.casefold(), word)
        return tuple(found.values())

    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None:  # noqa: ARG002 -- WTForms' signature
        if validation_stopped:
            return
        if len(self.words) > MOST_KEYWORDS:
            raise ValidationError(
                _("There are more than %(max)d of these. Keep the most telling.", max=MOST_KEYWORDS)
            )
        if any(len(word) > LONGEST_KEYWORD for word in self.words):
            raise ValidationError(
                _(
                    "One of these is longer than %(max)d characters. Separate them by commas.",
                    max=LONGEST_KEYWORD,
                )
            )


class MunicipalitiesField(MeantField, TextField):
    """Municipalities by name, separated by commas or line breaks; `codes` are their codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes: frozenset[str] = frozenset()

    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None:  # noqa: ARG002 -- WTForms' signature
        if validation_stopped:
            return
        found = {name: places.find_municipality(name) for name in _names(self.data or "")}
        unknown = [name for name, town in found.items() if town is None]
        if unknown:
            self.meant = self.corrected(self.data or "")
            names = ", ".join(name[:60] for name in unknown[:5])
            raise ValidationError(_("No municipality has this name: %(names)s.", names=names))
        self.codes = frozenset(town.code for town in found.values() if town is not None)

    def corrected(self, typed: str) -> str:
        """The whole list with each misspelt name put right; '' where one of them is near to none."""
        names = _names(typed)
        right = [name if places.find_municipality(name) else corrected_town(name) for name in names]
        return ", ".join(right) if all(right) and right != names else ""


class PlacesField(MeantField, LineField):
    """Where something is done, in the provider's own words. A name that is near to a municipality's is asked about once.

    Who sends the same name again means it: there are more villages and campuses than anybody lists.
    """

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        self._asked: list[
            str
        ] = []  # until the press of 'yes' has been read: it answers the question as it was put
        super().process(formdata, *args, **kwargs)
        self._asked = _names(formdata.get(f"{self.name}-asked", "")) if formdata is not None else []

    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None:  # noqa: ARG002 -- WTForms' signature
        if validation_stopped:
            return
        self.meant = self.corrected(self.data or "")
        if self.meant:
            raise ValidationError(
                _("Did you mean %(places)s? If it is right as it stands, save again.", places=self.meant)
            )

    def corrected(self, typed: str) -> str:
        names = _names(typed)
        right = [
            name if name in self._asked or places.find_region(name) else corrected_town(name) or name
            for name in names
        ]
        return ", ".join(right) if right != names else ""


def _names(typed: str) -> list[str]:
    return [name for part in _BETWEEN.split(typed) if (name := clean_line(part))]
