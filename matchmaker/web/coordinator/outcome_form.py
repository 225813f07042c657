"""The one line in which a coordinator records what came of it."""

from collections.abc import Sequence
from datetime import date

from wtforms import SelectField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from matchmaker.model.introduction import SupportKind
from matchmaker.operations.record_outcome import MOST_HOURS
from matchmaker.web.forms import Form, LineField
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label
from matchmaker.web.locale import lazy_gettext as _l
from matchmaker.web.offering_fields import DayField


class OutcomeForm(Form):
    """What, with whom, when, how many hours, on what evidence."""

    kind = SelectField(
        _l("What happened?"), choices=lambda: [(kind.value, label(kind)) for kind in SupportKind]
    )
    match = SelectField(_l("With whom?"))
    happened_on = DayField(_l("When?"), [DataRequired(_l("Give the day."))])
    hours = LineField(_l("Hours of work"), [Optional()], render_kw={"inputmode": "decimal"})
    evidence = LineField(
        _l("Evidence"),
        [Optional(), Length(max=1000, message=_l("This is longer than 1,000 characters."))],
    )

    def fill_choices(self, introduced: Sequence[tuple[str, str]]) -> None:
        """`introduced` are (id, title) of the matches that something can have come of."""
        self.match.choices = [("", _("Nobody in particular")), *introduced]

    def validate_hours(self, field: LineField) -> None:
        try:
            fits = 0 <= _number(field.data or "0") <= MOST_HOURS
        except ValueError:
            fits = False
        if not fits:
            raise ValidationError(_("This is not a number of hours. Write it like 1,5."))

    @property
    def day(self) -> date:
        """The day of a valid form."""
        assert self.happened_on.day is not None  # noqa: S101 -- validated
        return self.happened_on.day

    @property
    def spent(self) -> float:
        return _number(self.hours.data or "0")

    def refuse(self, reason: str) -> None:
        """Say beside its field why the operation refused."""
        field, text = {
            "no-match": (self.match, _("Choose with whom: this happened between two.")),
            "no-reason": (self.evidence, _("Say why nothing came of it.")),
            "future": (
                self.happened_on,
                _(
                    "This day is still to come. Record it once it has been; note a planned visit among the internal notes."
                ),
            ),
        }.get(reason, (self.hours, _("This is not a number of hours. Write it like 1,5.")))
        field.errors = [text]


def _number(typed: str) -> float:
    """A number with a decimal comma or point. Raises ValueError for anything else, `nan` and `inf` among it."""
    if not typed.replace(",", "").replace(".", "").isdecimal():
        raise ValueError(typed)
    return float(typed.replace(",", "."))
