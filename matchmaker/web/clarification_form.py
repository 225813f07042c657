"""The answer to a coordinator's question: on the need's page and behind the link of the mail."""

from wtforms import RadioField
from wtforms.validators import DataRequired, Length

from matchmaker.model.need import Audience
from matchmaker.web.forms import Form, TextField
from matchmaker.web.locale import label
from matchmaker.web.locale import lazy_gettext as _l


def _audiences() -> list[tuple[str, str]]:
    return [(audience.value, label(audience)) for audience in Audience]


class ClarificationForm(Form):
    """The answer to one question, in the company's own words, and who may see it besides coordinators."""

    answer = TextField(
        _l("Your answer"),
        [
            DataRequired(_l("Write your answer. If you do not know, say so.")),
            Length(max=5000, message=_l("This is longer than 5,000 characters.")),
        ],
    )
    audience = RadioField(
        _l("Who else may see your answer?"), choices=_audiences, default=Audience.INTRODUCED.value
    )

    @property
    def seen_by(self) -> Audience:
        return Audience(self.audience.data)


class AudienceForm(Form):
    """Who may see an answer that was given."""

    audience = RadioField(_l("Who else may see it"), choices=_audiences)
