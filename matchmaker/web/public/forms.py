"""The front page's need, the catalogue's filters, and the message about an offering."""

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import DataRequired, Length, Optional

from matchmaker.i18n import N_
from matchmaker.model.codes import Help, Sector
from matchmaker.model.offering import OfferingKind
from matchmaker.web.forms import Form, LineField, TextField, email_field
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label
from matchmaker.web.locale import lazy_gettext as _l

LONGEST_NEED = 10_000
SHORTEST_NEED = 10
TOO_LONG = N_("This is longer than 10,000 characters. Shorten it, the most important first.")


class PreviewForm(Form):
    """A need in a few sentences, for a look at what may fit."""

    description = TextField(
        _l("What do you need help with?"),
        [
            DataRequired(_l("Tell in a sentence or two what you need help with.")),
            Length(
                min=SHORTEST_NEED,
                message=_l("Tell a little more: what is made, of what, and what is the trouble?"),
            ),
            Length(max=LONGEST_NEED, message=_l(TOO_LONG)),
        ],
    )


class SendForm(Form):
    """Sending the previewed text on: it is kept for the address until its sign-in link is opened."""

    description = HiddenField(
        validators=[
            DataRequired(_l("Tell in a sentence or two what you need help with.")),
            Length(max=LONGEST_NEED, message=_l(TOO_LONG)),
        ]
    )
    email = email_field(
        _l("Your e-mail address"),
        DataRequired(_l("Give the e-mail address that the link is sent to.")),
        autocomplete="email",
    )


class FilterForm(Form):
    """What the catalogue is narrowed to; a value that is not on the lists is ignored."""

    class Meta(Form.Meta):
        csrf = False  # a GET form that changes nothing

    q = HiddenField()
    kind = SelectField(_l("Service or project"))
    sector = SelectField(_l("Field"))
    help = SelectField(_l("Kind of help"))
    place = SelectField(_l("Place"))
    open = BooleanField(_l("Only those open now"))

    def fill_choices(self, places: list[str]) -> None:
        """Give the lists their choices, each with 'all' first."""
        everything = ("", _("All"))
        self.kind.choices = [everything, *((kind.value, label(kind)) for kind in OfferingKind)]
        self.sector.choices = [everything, *((sector.value, label(sector)) for sector in Sector)]
        self.help.choices = [everything, *((help_.value, label(help_)) for help_ in Help)]
        self.place.choices = [everything, *((place, place) for place in places)]


class CorrectionForm(Form):
    """A message about an offering; no account needed."""

    body = TextField(
        _l("What should be different?"),
        [
            DataRequired(_l("Write what should be different.")),
            Length(max=5000, message=_l("This is longer than 5,000 characters.")),
        ],
    )
    name = LineField(_l("Your name and organisation"), [Optional(), Length(max=200)])
    email = email_field(
        _l("Your e-mail address"),
        DataRequired(_l("Give an address at which a coordinator can ask more.")),
        autocomplete="email",
    )
