"""The sign-in form and the button behind the mailed link."""

from wtforms import HiddenField, SubmitField
from wtforms.validators import DataRequired, Email, Length

from matchmaker.web.forms import Form, LineField
from matchmaker.web.locale import lazy_gettext as _l


class SignInForm(Form):
    """An address to send a link to."""

    email = LineField(
        _l("E-mail address"),
        [
            DataRequired(_l("Give the e-mail address that the link is sent to.")),
            Length(max=254, message=_l("This address is too long.")),
            Email(_l("This is not an e-mail address. It looks like name@company.fi.")),
        ],
        render_kw={"type": "email", "autocomplete": "email", "inputmode": "email"},
    )
    next = HiddenField()


class OpenLinkForm(Form):
    """The confirmation that a person, not a mail scanner, opened the link."""

    submit = SubmitField(_l("Sign in"))
