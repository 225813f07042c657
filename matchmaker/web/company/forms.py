"""The questionnaire, and what a company tells of a need later."""

from collections.abc import Mapping

from wtforms import BooleanField, Field, HiddenField, RadioField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from matchmaker.i18n import N_
from matchmaker.model.codes import Language
from matchmaker.model.company import CompanyProfile, ConsentPurpose
from matchmaker.model.need import DEFAULT_OPENNESS, Audience, CompanyClosing, Need, NeedContent, NeedPart
from matchmaker.operations.naming import Identity
from matchmaker.operations.propose_summary import LONGEST_SUMMARY, names_found
from matchmaker.web import values
from matchmaker.web.company_facts import COMPANY_FACTS, leave_known_facts_out
from matchmaker.web.forms import Form, LineField, TextField, email_field
from matchmaker.web.kept_drafts import KeptForm
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label
from matchmaker.web.locale import lazy_gettext as _l
from matchmaker.web.need_fields import (
    LONGEST_NAME,
    WRONG_PHONE,
    MunicipalityField,
    business_id_field,
    company_name_field,
    description_field,
    helps_field,
    kept_as,
    language_field,
    makes_field,
    need_content,
    phone_if_called,
    sector_field,
    size_field,
    title_field,
    urgency_field,
)
from matchmaker.web.openings import OpeningForm

TAKEN_BUSINESS_ID = N_(
    "Another company in this service has this business ID. If it is yours too, ask a coordinator to merge the two."
)


class ContentForm(OpeningForm):
    """What a need says: all that a version of it keeps. `identity` is who must not be named before both have said yes.

    `openness` is who sees the parts about which the form does not ask.
    """

    identity = Identity()
    openness: Mapping[NeedPart, Audience] = DEFAULT_OPENNESS
    title = title_field(_l("Your need in one sentence"), _l("Write your need in one sentence."))
    description = description_field(_l("Tell us more"), _l("Tell us in your own words what you need."))
    helps = helps_field(_l("What kind of help would you like?"))
    sector = sector_field()
    urgency = urgency_field()
    language = language_field(_l("Language of your text"))
    call_me = BooleanField(_l("Call me, I would rather talk"))
    phone = LineField(
        _l("Telephone number"),
        [phone_if_called, kept_as(values.phone, WRONG_PHONE)],
        render_kw={"type": "tel", "autocomplete": "tel", "inputmode": "tel"},
    )
    summary = TextField(
        _l("Summary for institutions"),
        [Length(max=LONGEST_SUMMARY, message=_l("This is longer than %(max)d characters. Shorten it."))],
    )

    def validate_summary(self, field: Field) -> None:
        found = names_found(field.data or "", self.identity)
        if found:
            raise ValidationError(
                _(
                    "Institutions read this before you have both said yes, and it tells who you are: %(found)s. Take it out.",
                    found=", ".join(found),
                )
            )

    def validate_description(self, field: Field) -> None:
        """A text that is open to institutions at once must not name the company either."""
        at_once = self.open_description.data == Audience.ASKED
        found = names_found(field.data or "", self.identity) if at_once else []
        if found:
            raise ValidationError(
                _(
                    "It tells who you are: %(found)s. Take it out, or choose under “What institutions may see” that this part"
                    " is shown only after both have said yes.",
                    found=", ".join(found),
                )
            )

    def content(self, guessed: Language) -> NeedContent:
        """The need of a valid form; `guessed` is its language unless the company named one."""
        return need_content(self, guessed=guessed, call_me=self.call_me.data, openness=self.openness)


class NeedForm(ContentForm, KeptForm):
    """The questionnaire."""

    checked = HiddenField()  # not empty: the person has seen the hints and the proposed summary
    company_name = company_name_field()
    municipality = MunicipalityField(_l("Municipality of the company"))
    business_id = business_id_field()
    size = size_field()
    makes = makes_field(_l("What the company makes"))
    person_name = LineField(
        _l("Your name"),
        [Length(max=LONGEST_NAME, message=_l("The name is longer than %(max)d characters. Shorten it."))],
        render_kw={"autocomplete": "name"},
    )
    consent_match = BooleanField(
        _l("A coordinator may read my need and look for suitable help"),
        [
            DataRequired(
                _l(
                    "We need your permission to read the need and to look for help. Without it we cannot do anything."
                )
            )
        ],
    )
    consent_introduce = BooleanField(
        _l("An institution may be told who we are, once we and it have both said yes")
    )
    consent_report = BooleanField(_l("Our company may be counted in the reports to the funder"))

    def leave_known_out(self, profile: CompanyProfile | None, person: str) -> None:
        """Ask neither for the facts of the company nor for the name of the person that are known already.

        A first need asks little; the business ID and what the company makes are asked with the next one. What nobody was
        asked about stays closed.
        """
        if profile is None:
            for name in ("business_id", "makes", "open_makes"):
                del self[name]
            self.openness = {**DEFAULT_OPENNESS, NeedPart.MAKES: Audience.COORDINATOR}
        else:
            leave_known_facts_out(self, profile)
        if person:
            del self.person_name

    @property
    def asks_company(self) -> bool:
        """Whether anything of the company or the person is asked."""
        return any(name in self for name in ("company_name", "person_name", *COMPANY_FACTS))

    def consents(self) -> frozenset[ConsentPurpose]:
        return frozenset(purpose for purpose in ConsentPurpose if self[f"consent_{purpose.value}"].data)


class ClosingForm(Form):
    """How a need ended, in the company's view."""

    why = RadioField(
        _l("How did it end?"),
        [InputRequired(_l("Choose how it ended."))],
        choices=lambda: [(why.value, label(why)) for why in CompanyClosing],
    )


class AddressForm(Form):
    """The address to which a text belongs that was typed while its person was signed out."""

    email = email_field(
        _l("E-mail address"),
        DataRequired(_l("Give the e-mail address that the link is sent to.")),
        autocomplete="email",
    )


class EditForm(ContentForm):
    """A sent need to be corrected; `seen` is the version that the person read.

    When the text was changed but its summary was not, `which` asks for the one to keep; `offered` is the new one as it was shown.
    """

    seen = HiddenField()
    offered = HiddenField()
    which = RadioField(
        _l("Which summary do institutions read?"),
        choices=lambda: [
            ("new", _("The new one, proposed from your changed text")),
            ("old", _("The one so far")),
        ],
        validate_choice=False,
    )

    @classmethod
    def of(cls, need: Need) -> "EditForm":
        """The form as the need stands, or as it was sent."""
        content = need.content
        form = cls(
            data={
                "seen": need.version_id,
                "title": content.title,
                "description": content.description,
                "helps": sorted(content.helps),
                "sector": content.sector or "",
                "urgency": content.urgency,
                "language": content.language,
                "call_me": content.call_me,
                "phone": content.phone,
                "summary": content.summary,
                **{f"open_{part}": audience for part, audience in content.openness.items()},
            }
        )
        form.openness = content.openness
        return form
