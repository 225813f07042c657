"""The form of a tie, and a company's ties with the names of their institutions."""

from dataclasses import dataclass

from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, Length, Optional

from matchmaker.model.introduction import Tie, TieKind
from matchmaker.store import follow_up, institutions
from matchmaker.web.database import db
from matchmaker.web.forms import Form, LineField
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label
from matchmaker.web.locale import lazy_gettext as _l


class TieForm(Form):
    """An institution, and what the company is to it."""

    institution = SelectField(_l("Institution"), [DataRequired(_l("Choose the institution."))])
    kind = RadioField(
        _l("What are they to each other?"),
        [DataRequired(_l("Choose one."))],
        choices=lambda: [(kind.value, label(kind)) for kind in TieKind],
    )
    note = LineField(
        _l("Note"), [Optional(), Length(max=500, message=_l("This is longer than 500 characters."))]
    )


@dataclass(frozen=True, slots=True)
class TieLine:
    """A tie with its institution's name."""

    tie: Tie
    institution: str


def tie_form(*, submitted: bool = False) -> TieForm:
    form = TieForm() if submitted else TieForm(formdata=None)
    everyone = institutions.list_institutions(db())
    form.institution.choices = [("", _("Choose"))] + [(one.id, one.name) for one in everyone]
    return form


def tie_lines(company_id: str) -> list[TieLine]:
    """A company's ties, by institution."""
    names = {one.id: one.name for one in institutions.list_institutions(db())}
    return [TieLine(tie, names[tie.institution_id]) for tie in follow_up.list_ties(db(), company_id)]
