"""What coordinators type and choose."""

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import DataRequired, Length, Optional

from matchmaker.model import places
from matchmaker.model.codes import Sector
from matchmaker.model.match import RejectReason
from matchmaker.model.need import ClosingResult, NeedState
from matchmaker.web.forms import Form, LineField, TextField
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label, language
from matchmaker.web.locale import lazy_gettext as _l

LONGEST_NOTE = 4000
TOO_LONG_NOTE = _l("This is longer than 4,000 characters.")


class ActionForm(Form):
    """A button that does something; only its token counts."""


class QueueFilterForm(Form):
    """What the queue is narrowed to; a value that is not on the lists is ignored."""

    class Meta(Form.Meta):
        csrf = False  # a GET form that changes nothing

    state = SelectField(_l("State"))
    sector = SelectField(_l("Field"))
    municipality = SelectField(_l("Municipality"))
    mine = BooleanField(_l("Only mine"))

    def fill_choices(self) -> None:
        self.state.choices = [
            ("", _("All open")),
            *((state.value, label(state)) for state in NeedState),
            ("all", _("All, closed ones too")),
        ]
        self.sector.choices = [("", _("All")), *((sector.value, label(sector)) for sector in Sector)]
        self.municipality.choices = [
            ("", _("All")),
            *((town.code, town.name(language())) for town in places.municipalities()),
        ]


class NoteForm(Form):
    """An internal note."""

    body = TextField(
        _l("Internal note"),
        [DataRequired(_l("Write the note first.")), Length(max=LONGEST_NOTE, message=TOO_LONG_NOTE)],
    )


class AssignForm(Form):
    """Who takes care of a need."""

    assignee = SelectField(_l("Taken care of by"))


class CloseForm(Form):
    """How a need ended."""

    result = RadioField(_l("How did it end?"), choices=lambda: [(r.value, label(r)) for r in ClosingResult])


class RejectForm(Form):
    """Why a suggestion is rejected."""

    reason = RadioField(
        _l("Why does it not fit?"),
        validators=[DataRequired(_l("Choose a reason: it teaches the service and the institution."))],
        choices=lambda: [(reason.value, label(reason)) for reason in RejectReason],
    )
    note = LineField(_l("Note"), [Optional(), Length(max=LONGEST_NOTE, message=TOO_LONG_NOTE)])


class SearchForm(Form):
    """Words to look for."""

    class Meta(Form.Meta):
        csrf = False

    q = LineField(_l("Search"))
