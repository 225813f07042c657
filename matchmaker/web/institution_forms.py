"""Forms about an institution and its people, for its own members, coordinators and administrators."""

from wtforms import Field, SelectField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, StopValidation

from matchmaker.model.codes import InstitutionKind, Language
from matchmaker.web import values
from matchmaker.web.forms import Form, LineField, email_field
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label
from matchmaker.web.locale import lazy_gettext as _l

TOO_LONG = _l("This is longer than %(max)d characters. Shorten it.")


def website_field() -> LineField:
    return LineField(
        _l("Website"),
        [Length(max=300, message=TOO_LONG), _web_address],
        render_kw={"autocomplete": "url", "inputmode": "url"},
    )


def person_email_field() -> LineField:
    return email_field(_l("E-mail address"), DataRequired(_l("Write the e-mail address.")))


def mail_language_field() -> SelectField:
    return SelectField(
        _l("Language of the mails"),
        choices=lambda: [(language.value, label(language)) for language in Language],
        default=Language.FI.value,
    )


def _web_address(_form: BaseForm, field: Field) -> None:
    if field.data:
        try:
            field.data = values.website(field.data)
        except ValueError as error:
            raise StopValidation(_("This is not a web address. It looks like www.company.fi.")) from error


class WebsiteForm(Form):
    """What an institution's members may change of its facts by themselves."""

    website = website_field()


class InstitutionForm(Form):
    """The facts of an institution."""

    name = LineField(
        _l("Name of the organisation"),
        [DataRequired(_l("Write the name of the organisation.")), Length(max=200, message=TOO_LONG)],
    )
    kind = SelectField(
        _l("Kind of organisation"), choices=lambda: [(kind.value, label(kind)) for kind in InstitutionKind]
    )
    website = website_field()


class ContactForm(Form):
    """A person who answers for an institution by mail, without an account. It shares its pages with other forms."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(prefix="contact", **kwargs)

    name = LineField(
        _l("Name"), [DataRequired(_l("Write the person's name.")), Length(max=200, message=TOO_LONG)]
    )
    email = person_email_field()
    language = mail_language_field()


class MemberForm(Form):
    """Inviting a person to take care of an institution's offerings."""

    email = person_email_field()
    name = LineField(_l("Name"), [Length(max=200, message=TOO_LONG)])
    language = mail_language_field()
