"""The forms of a need that a coordinator writes down, and of its corrections and contacts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Self

from wtforms import BooleanField, DateField, Field, HiddenField, RadioField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Optional, StopValidation

from matchmaker.model.codes import Help, Language, Sector, Urgency
from matchmaker.model.company import CONSENT_TEXT_VERSION, CompanyProfile, ConsentChannel, ConsentPurpose
from matchmaker.model.need import Need, NeedChannel, NeedContent
from matchmaker.operations.enter_need import Contact
from matchmaker.operations.submit_need import ConsentGiven
from matchmaker.web import values
from matchmaker.web.company_facts import COMPANY_FACTS, told_profile
from matchmaker.web.coordinator.forms import moment_of, past_day_field, person_field
from matchmaker.web.coordinator.twins import TwinForm
from matchmaker.web.forms import Form, LineField, email_field
from matchmaker.web.kept_drafts import KeptForm
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label
from matchmaker.web.locale import lazy_gettext as _l
from matchmaker.web.need_fields import (
    DETECT,
    NOT_SURE,
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

HEARD = (NeedChannel.PHONE, NeedChannel.VISIT)
AGREED = (ConsentChannel.PHONE, ConsentChannel.VISIT, ConsentChannel.EMAIL)


def _phone_field(*checks: Callable[..., None]) -> LineField:
    return LineField(
        _l("Telephone number"),
        [*checks, kept_as(values.phone, WRONG_PHONE)],
        render_kw={"type": "tel", "autocomplete": "off", "inputmode": "tel"},
    )


def email_or_phone(form: BaseForm, field: Field) -> None:
    """A company that nobody can reach cannot be helped."""
    if not field.data and not form["email"].data:
        raise StopValidation(
            _("Give an e-mail address or a telephone number: without either nobody reaches the company.")
        )


def _call_me_field() -> BooleanField:
    return BooleanField(_l("Wants to be called rather than mailed"))


def agreed_by_field() -> LineField:
    return person_field(_l("Who agreed?"), _l("Write the name of the person who gave the permissions."))


def agreed_how_field() -> RadioField:
    return RadioField(
        _l("How did they agree?"),
        choices=lambda: [(channel.value, label(channel)) for channel in AGREED],
        default=ConsentChannel.PHONE.value,
    )


def agreed_on_field() -> DateField:
    return past_day_field(_l("When did they agree?"), _l("Give the day on which they agreed."))


def _title_field() -> LineField:
    return title_field(_l("The need in one sentence"), _l("Write the need in one sentence."))


class EnterNeedForm(OpeningForm, KeptForm, TwinForm):
    """A need that was told by phone or during a visit."""

    company_name = company_name_field()
    municipality = MunicipalityField(_l("Municipality of the company"))
    business_id = business_id_field()
    size = size_field()
    makes = makes_field(_l("What the company makes"))
    title = _title_field()
    description = description_field(
        _l("What they told"), _l("Write what they told, as far as possible in their own words.")
    )
    language = language_field(_l("Language of the text"))
    helps = helps_field(_l("Kind of help"))
    urgency = urgency_field()
    sector = sector_field()
    channel = RadioField(
        _l("How did you hear of it?"),
        choices=lambda: [(channel.value, label(channel)) for channel in HEARD],
        default=NeedChannel.PHONE.value,
    )
    agreed_by = agreed_by_field()
    agreed_how = agreed_how_field()
    agreed_on = agreed_on_field()
    consent_match = BooleanField(
        _l("The need may be compared with the catalogue, and suitable help looked for"),
        [
            DataRequired(
                _l(
                    "Without this permission the need cannot be stored. Ask the company first, then enter the need."
                )
            )
        ],
    )
    consent_introduce = BooleanField(
        _l("An institution may be told who the company is, once both have said yes")
    )
    consent_report = BooleanField(_l("The company may be counted in the reports to the funder"))
    email = email_field(_l("E-mail address"), Optional())
    phone = _phone_field(phone_if_called)
    call_me = _call_me_field()

    @property
    def asks_company(self) -> bool:
        """Whether anything of the company is asked."""
        return any(name in self for name in ("company_name", *COMPANY_FACTS))

    def profile(self) -> CompanyProfile:
        """The new company of a valid form."""
        sector = Sector(self.sector.data) if self.sector.data else None
        return told_profile(self, CompanyProfile(self.company_name.data, sector=sector))

    def content(self, guessed: Language) -> NeedContent:
        return need_content(self, guessed=guessed, call_me=self.call_me.data)

    def consent(self, now: datetime) -> ConsentGiven:
        """What was agreed."""
        return ConsentGiven(
            purposes=frozenset(p for p in ConsentPurpose if self[f"consent_{p.value}"].data),
            text_version=CONSENT_TEXT_VERSION,
            agreed_by=self.agreed_by.data,
            channel=ConsentChannel(self.agreed_how.data),
            given_at=moment_of(self.agreed_on.data, now),
        )


class ReachForm(Form):
    """How a need's company is reached, all that may change while it talks with an institution; `seen` is the version."""

    seen = HiddenField()
    phone = _phone_field(phone_if_called)
    call_me = _call_me_field()

    @classmethod
    def of(cls, need: Need) -> Self:
        """The form as the need stands, or as it was sent."""
        content = need.content
        return cls(
            data={
                "seen": need.version_id,
                "title": content.title,
                "description": content.description,
                "language": content.language,
                "helps": sorted(content.helps),
                "urgency": content.urgency,
                "sector": content.sector or "",
                "phone": content.phone,
                "call_me": content.call_me,
                **{f"open_{part}": audience for part, audience in content.openness.items()},
            }
        )

    def content(self, before: NeedContent, guessed: Language) -> NeedContent:  # noqa: ARG002 -- of forms with a text
        """The content with the corrections of a valid form; `guessed` is its language unless one was named."""
        return replace(before, phone=self.phone.data or "", call_me=self.call_me.data)


class FactsForm(ReachForm):
    """The plain facts of a need."""

    language = language_field(_l("Language of the text"))
    helps = helps_field(_l("Kind of help"))
    urgency = urgency_field()
    sector = sector_field()

    def content(self, before: NeedContent, guessed: Language) -> NeedContent:
        named = self.language.data
        return replace(
            super().content(before, guessed),
            language=guessed if named == DETECT else Language(named),
            helps=frozenset(Help(value) for value in self.helps.data or () if value != NOT_SURE),
            urgency=Urgency(self.urgency.data),
            sector=Sector(self.sector.data) if self.sector.data else None,
        )


class CorrectForm(FactsForm, OpeningForm):
    """All of a need that a coordinator wrote down."""

    title = _title_field()
    description = description_field(_l("What they told"), _l("Write what they told."))

    def content(self, before: NeedContent, guessed: Language) -> NeedContent:
        return replace(
            super().content(before, guessed),
            title=self.title.data,
            description=self.description.data,
            openness={**before.openness, **self.opened()},
        )


class ContactForm(Form):
    """Somebody of the company whom mails reach; the number is the need's."""

    name = person_field(_l("Name"), _l("Write the name of the person."))
    email = email_field(_l("E-mail address"), DataRequired(_l("Give the e-mail address.")))
    phone = _phone_field()

    def contact(self, language: Language) -> Contact:
        return Contact(self.name.data, self.email.data, language)
