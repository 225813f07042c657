"""Fields and checks that the profile and the questionnaire share."""

from collections.abc import Callable, Sequence

from wtforms import Field, SelectField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, StopValidation, ValidationError

from matchmaker.model import places
from matchmaker.model.codes import Sector
from matchmaker.web.forms import LineField
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label
from matchmaker.web.locale import lazy_gettext as _l

LONGEST_NAME = 200
Check = Callable[[BaseForm, Field], None]


class ChoiceField(SelectField):
    """A select of a closed list whose first choice is 'nothing chosen'."""

    def __init__(self, text: str, pairs: Callable[[], Sequence[tuple[str, str]]], **kwargs: object) -> None:
        super().__init__(text, choices=lambda: [("", _("Choose")), *pairs()], default="", **kwargs)


class MunicipalityField(LineField):
    """A municipality by name; `code` is its code once it is known."""

    code: str | None = None

    def __init__(self, text: str, **kwargs: object) -> None:
        super().__init__(
            text,
            [DataRequired(_l("Write the municipality where the company is."))],
            render_kw={"list": "municipalities", "autocomplete": "address-level2"},
            **kwargs,
        )

    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None:  # noqa: ARG002 -- WTForms' signature
        if validation_stopped:
            return
        found = places.find_municipality(self.data)
        if found is None:
            raise ValidationError(
                _(
                    "There is no municipality called “%(typed)s”. Check the spelling; villages and regions do not count.",
                    typed=self.data[:60],
                )
            )
        self.code = found.code


def company_name_field() -> LineField:
    return LineField(
        _l("Name of the company"),
        [
            DataRequired(_l("Write the name of the company.")),
            Length(max=LONGEST_NAME, message=_l("The name is longer than %(max)d characters. Shorten it.")),
        ],
        render_kw={"autocomplete": "organization"},
    )


def sector_choices() -> list[tuple[str, str]]:
    return [(sector.value, label(sector)) for sector in Sector]


def kept_as(normalise: Callable[[str], str], message: str) -> Check:
    """A check that puts the kept form of what was typed into the field; empty is fine."""

    def check(_form: BaseForm, field: Field) -> None:
        if not field.data:
            return
        try:
            field.data = normalise(field.data)
        except ValueError as error:
            raise StopValidation(_(message)) from error

    return check
