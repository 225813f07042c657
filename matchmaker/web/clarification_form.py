"""The answer to a coordinator's question: on the need's page and behind the link of the mail."""

from wtforms.validators import DataRequired, Length

from matchmaker.web.forms import Form, TextField
from matchmaker.web.locale import lazy_gettext as _l


class ClarificationForm(Form):
    """The answer to one question, in the company's own words."""

    answer = TextField(
        _l("Your answer"),
        [
            DataRequired(_l("Write your answer. If you do not know, say so.")),
            Length(max=5000, message=_l("This is longer than 5,000 characters.")),
        ],
    )
