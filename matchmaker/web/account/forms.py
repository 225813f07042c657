"""The sign-in form and the button behind the mailed link."""

from wtforms import HiddenField, SubmitField
from wtforms.validators import DataRequired

from matchmaker.web.forms import Form, email_field
from matchmaker.web.locale import lazy_gettext as _l


class SignInForm(Form):
    """An address to send a link to."""

    email = email_field(
        _l("E-mail address"),
        DataRequired(_l("Give the e-mail address that the link is sent to.")),
        autocomplete="email",
    )
    next = HiddenField()


class OpenLinkForm(Form):
    """The confirmation that a person, not a mail scanner, opened the link."""

    submit = SubmitField(_l("Sign in"))
