"""What administrators type and choose."""

from wtforms import SelectField
from wtforms.validators import DataRequired, Length, StopValidation

from matchmaker.model.user import Role
from matchmaker.web.forms import Form, LineField, TextField
from matchmaker.web.institution_forms import MemberForm
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label
from matchmaker.web.locale import lazy_gettext as _l
from matchmaker.web.offering_fields import DayField

INVITED_ROLES = (Role.INSTITUTION, Role.COMPANY, Role.COORDINATOR, Role.ADMIN)


class InviteForm(MemberForm):
    """Inviting a person to any role; an institution or a company is chosen where the role needs one."""

    role = SelectField(_l("Role"), choices=lambda: [(role.value, label(role)) for role in INVITED_ROLES])
    institution = SelectField(_l("Institution"), default="")
    company = SelectField(_l("Company"), default="")

    def fill_choices(self, institutions: list[tuple[str, str]], companies: list[tuple[str, str]]) -> None:
        self.institution.choices = [("", _("Choose")), *institutions]
        self.company.choices = [("", _("Choose")), *companies]

    def validate_institution(self, field: SelectField) -> None:
        if self.role.data == Role.INSTITUTION.value and not field.data:
            raise StopValidation(_("Choose the institution that the person belongs to."))

    def validate_company(self, field: SelectField) -> None:
        if self.role.data == Role.COMPANY.value and not field.data:
            raise StopValidation(_("Choose the company that the person belongs to."))

    @property
    def institution_id(self) -> str | None:
        return self.institution.data if self.role.data == Role.INSTITUTION.value else None

    @property
    def company_id(self) -> str | None:
        return self.company.data if self.role.data == Role.COMPANY.value else None


class AuditFilterForm(Form):
    """What the audit trail is narrowed to."""

    class Meta(Form.Meta):
        csrf = False  # a GET form that changes nothing

    person = LineField(_l("Person"))
    action = SelectField(_l("What was done"), validate_choice=False)
    type = SelectField(_l("Kind of object"), validate_choice=False)
    id = LineField(_l("Identifier"))
    since = DayField(_l("First day"))
    until = DayField(_l("Last day"))

    def fill_choices(self, actions: list[tuple[str, str]], types: list[tuple[str, str]]) -> None:
        self.action.choices = [("", _("Everything")), *actions]
        self.type.choices = [("", _("All")), *types]

    def validate_until(self, field: DayField) -> None:
        if self.since.day and field.day and field.day < self.since.day:
            raise StopValidation(_("The end is before the beginning. Check both days."))


class WordingForm(Form):
    """An own wording of a mail."""

    subject = LineField(
        _l("Subject"),
        [
            DataRequired(_l("Give the mail a subject.")),
            Length(max=500, message=_l("This subject is too long.")),
        ],
    )
    body = TextField(
        _l("Text"),
        [DataRequired(_l("Give the mail a text.")), Length(max=10000, message=_l("This text is too long."))],
    )
