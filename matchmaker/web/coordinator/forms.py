"""What coordinators type and choose."""

from collections.abc import Mapping
from datetime import date, datetime, time

from wtforms import BooleanField, DateField, Field, HiddenField, RadioField, SelectField
from wtforms.form import BaseForm
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional, StopValidation

from matchmaker.i18n import N_
from matchmaker.model import places
from matchmaker.model.codes import Sector
from matchmaker.model.introduction import Answer
from matchmaker.model.match import RejectReason
from matchmaker.model.need import ClosingResult, NeedState
from matchmaker.operations.offer_reasons import offered_reasons
from matchmaker.operations.tell_answer import Asked, Told
from matchmaker.store.queue_filter import QueueOrder
from matchmaker.web.clock import HELSINKI, today
from matchmaker.web.database import db
from matchmaker.web.forms import Form, LineField, TextField, email_field
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label, language
from matchmaker.web.locale import lazy_gettext as _l
from matchmaker.web.need_fields import (
    LONGEST_NAME,
)

LONGEST_NOTE, LONGEST_LINE = 4000, 300
TOO_LONG_NOTE = _l("This is longer than 4,000 characters.")
EARLIEST = date(2015, 1, 1)

ORDERS: Mapping[QueueOrder, str] = {
    QueueOrder.PRESSING: N_("Urgent ones, then the longest waiting"),
    QueueOrder.NEWEST: N_("Newest first"),
    QueueOrder.OLDEST: N_("Oldest first"),
    QueueOrder.COMPANY: N_("By company"),
}


class QueueFilterForm(Form):
    """What the queue is narrowed to; a value that is not on the lists is ignored."""

    class Meta(Form.Meta):
        csrf = False  # a GET form that changes nothing

    q = HiddenField()
    order = SelectField(_l("Order"))
    state = SelectField(_l("State"))
    sector = SelectField(_l("Field"))
    municipality = SelectField(_l("Municipality"))
    urgent = BooleanField(_l("Only urgent"))
    mine = BooleanField(_l("Only mine"))

    def fill_choices(self, towns: Mapping[str, int], chosen: str | None) -> None:
        """Give the lists their choices; of municipalities those that occur, and the chosen one."""
        self.order.choices = [
            ("" if order is QueueOrder.PRESSING else order.value, _(text)) for order, text in ORDERS.items()
        ]
        self.state.choices = [
            ("", _("All open")),
            *((state.value, label(state)) for state in NeedState),
            ("all", _("All, closed ones too")),
        ]
        self.sector.choices = [("", _("All")), *((sector.value, label(sector)) for sector in Sector)]
        occurring = [town for town in places.municipalities() if town.code in towns or town.code == chosen]
        self.municipality.choices = [
            ("", _("All")),
            *((town.code, f"{town.name(language())} ({towns.get(town.code, 0)})") for town in occurring),
        ]
        self.municipality.data = chosen or ""  # an address may name it in words


class NoteForm(Form):
    """An internal note."""

    body = TextField(
        _l("Internal note"),
        [DataRequired(_l("Write the note first.")), Length(max=LONGEST_NOTE, message=TOO_LONG_NOTE)],
    )


class AssignForm(Form):
    """Who takes care of a need, and a word to them."""

    assignee = SelectField(_l("Taken care of by"), validate_choice=False)
    message = TextField(_l("A word to them"), [Optional(), Length(max=LONGEST_NOTE, message=TOO_LONG_NOTE)])

    def fill_choices(self, people: list[tuple[str, str]]) -> None:
        self.assignee.choices = [("", _("Nobody yet")), *people]


class CloseForm(Form):
    """How a need ended."""

    result = RadioField(
        _l("How did it end?"),
        validators=[DataRequired(_l("Choose how it ended."))],
        choices=lambda: [(result.value, label(result)) for result in ClosingResult],
    )


class AskForm(Form):
    """Who answers for the institution, whether a tie between the two is no obstacle, and a line that goes along."""

    institution_email = SelectField(_l("Who answers for the institution"), validate_choice=False)
    other_email = email_field(_l("Somebody else's e-mail address"), Optional())
    despite_ties = BooleanField(_l("Ask all the same"))
    line = LineField(
        _l("A line of your own to the institution"),
        [Optional(), Length(max=LONGEST_LINE, message=_l("This is longer than 300 characters. Shorten it."))],
        render_kw={"autocomplete": "off"},
    )

    def fill_choices(self, people: list[tuple[str, str]]) -> None:
        self.institution_email.choices = people


class RejectForm(Form):
    """Why a suggestion is rejected."""

    reason = RadioField(
        _l("Why does it not fit?"),
        # A page may have been opened before a reason was switched off: every known reason is taken.
        validators=[
            DataRequired(_l("Choose a reason: it teaches the service and the institution.")),
            AnyOf(list(RejectReason), message=_l("Choose one of the reasons.")),
        ],
        validate_choice=False,
        choices=lambda: [(reason.value, label(reason)) for reason in offered_reasons(db(), RejectReason)],
    )
    note = TextField(_l("Note"), [Optional(), Length(max=LONGEST_NOTE, message=TOO_LONG_NOTE)])

    @property
    def keys(self) -> dict[str, str]:
        """The digit of each reason, which stays the same when another is switched off."""
        return {reason.value: digit for reason, digit in zip(RejectReason, "1234567890", strict=True)}


def _not_in_future(_form: BaseForm, field: Field) -> None:
    if field.data is not None and field.data > today():
        raise StopValidation(_("This day has not come yet. When did they agree?"))


def _not_long_ago(_form: BaseForm, field: Field) -> None:
    if field.data is not None and field.data < EARLIEST:
        raise StopValidation(_("This day is very long ago. Check the year."))


def past_day_field(text: str, missing: str) -> DateField:
    """A day that has come, today unless another is chosen; `missing` asks for it."""
    return DateField(
        text,
        [InputRequired(missing), _not_in_future, _not_long_ago],
        format=["%Y-%m-%d", "%d.%m.%Y"],
        default=today,
    )


def moment_of(day: date, now: datetime) -> datetime:
    """When something happened of which only the day is known: at noon in Finland, or just now."""
    return min(datetime.combine(day, time(12), HELSINKI), now)


def person_field(text: str, missing: str) -> LineField:
    """The name of somebody at the company; `missing` asks for it."""
    return LineField(
        text,
        [
            DataRequired(missing),
            Length(max=LONGEST_NAME, message=_l("The name is longer than %(max)d characters. Shorten it.")),
        ],
        render_kw={"autocomplete": "off"},
    )


class ToldForm(AskForm):
    """What a company said on the phone to the question whether it wants to be introduced."""

    answer = RadioField(
        _l("What does the company say?"),
        [InputRequired(_l("Choose what the company said."))],
        choices=lambda: [(answer.value, label(answer)) for answer in Answer],
    )
    told_by = person_field(_l("Who said it?"), _l("Write the name of the person who said it."))
    told_on = past_day_field(_l("When?"), _l("Give the day on which it was said."))
    note = TextField(
        _l("On what condition, or why not?"),
        [Optional(), Length(max=LONGEST_NOTE, message=TOO_LONG_NOTE)],
    )

    def told(self, now: datetime) -> Told:
        """What a valid form says."""
        return Told(
            Answer(self.answer.data),
            self.told_by.data,
            moment_of(self.told_on.data, now),
            self.note.data or "",
        )

    def asked(self) -> Asked:
        return Asked(
            self.institution_email.data or None,
            self.other_email.data or "",
            self.despite_ties.data,
            self.line.data or "",
        )
