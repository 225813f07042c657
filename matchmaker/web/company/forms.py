"""The company's profile and the questionnaire."""

from collections.abc import Iterator

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, StopValidation

from matchmaker.i18n import N_
from matchmaker.i18n.labels import label as message_of
from matchmaker.i18n.nace import SECTIONS
from matchmaker.model import places
from matchmaker.model.codes import Help, Language, Sector, SizeClass, Urgency
from matchmaker.model.company import CompanyProfile, ConsentPurpose
from matchmaker.model.ids import is_id, new_id
from matchmaker.model.need import DEFAULT_OPENNESS, Audience, NeedContent, NeedPart
from matchmaker.web import values
from matchmaker.web.company.fields import (
    ChoiceField,
    MunicipalityField,
    company_name_field,
    kept_as,
    sector_choices,
)
from matchmaker.web.forms import Form, LineField, TextField
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label
from matchmaker.web.locale import lazy_gettext as _l

LONGEST_TITLE = 150
SHORTEST_DESCRIPTION = 20
LONGEST_DESCRIPTION = 10_000
NOT_SURE = "not-sure"
DETECT = "detect"

WRONG_BUSINESS_ID = N_("This is not a Finnish business ID. It looks like 1234567-1; check the digits.")
WRONG_WEBSITE = N_("This is not a web address. It looks like www.company.fi.")
WRONG_PHONE = N_("This is not a telephone number. It looks like 040 123 4567.")


class ProfileForm(Form):
    """What a company tells of itself; only name and municipality are needed."""

    name = company_name_field()
    municipality = MunicipalityField(_l("Municipality"))
    business_id = LineField(
        _l("Business ID (Y-tunnus)"),
        [kept_as(values.business_id, WRONG_BUSINESS_ID)],
        render_kw={"autocomplete": "off"},
    )
    size = ChoiceField(_l("Size of the company"), lambda: [(size.value, label(size)) for size in SizeClass])
    sector = ChoiceField(_l("Field"), sector_choices)
    nace_section = ChoiceField(
        _l("Industry (TOL section)"), lambda: [(key, f"{key} – {_(text)}") for key, text in SECTIONS.items()]
    )
    makes = TextField(
        _l("What the company makes"),
        [Length(max=2000, message=_l("This is longer than %(max)d characters. Shorten it."))],
    )
    website = LineField(
        _l("Website"),
        [
            Length(max=300, message=_l("This is longer than %(max)d characters. Shorten it.")),
            kept_as(values.website, WRONG_WEBSITE),
        ],
        render_kw={"autocomplete": "url", "inputmode": "url"},
    )

    @classmethod
    def of(cls, profile: CompanyProfile) -> "ProfileForm":
        """The form as the profile stands, or as it was sent."""
        return cls(
            name=profile.name,
            municipality=places.get_municipality(profile.municipality).name_fi
            if profile.municipality
            else "",
            business_id=profile.business_id or "",
            size=profile.size or "",
            sector=profile.sector or "",
            nace_section=profile.nace_section or "",
            makes=profile.makes,
            website=profile.website,
        )

    def profile(self) -> CompanyProfile:
        """The profile of a valid form."""
        return CompanyProfile(
            name=self.name.data,
            business_id=self.business_id.data or None,
            municipality=self.municipality.code,
            size=SizeClass(self.size.data) if self.size.data else None,
            sector=Sector(self.sector.data) if self.sector.data else None,
            nace_section=self.nace_section.data or None,
            makes=self.makes.data or "",
            website=self.website.data or "",
        )


def _phone_if_called(form: BaseForm, field: Field) -> None:
    if form["call_me"].data and not field.data:
        raise StopValidation(_("Write the number to call, or untick “Call me”."))


def _opening(part: NeedPart) -> SelectField:
    return SelectField(
        _l(message_of(part)),
        choices=lambda: [(audience.value, label(audience)) for audience in Audience],
        default=DEFAULT_OPENNESS[part].value,
    )


class NeedForm(Form):
    """The questionnaire. `submission_key` is made with the form, so that a double click makes one need."""

    submission_key = HiddenField()
    title = LineField(
        _l("Your need in one sentence"),
        [
            DataRequired(_l("Write your need in one sentence.")),
            Length(
                max=LONGEST_TITLE,
                message=_l(
                    "The sentence is longer than %(max)d characters. Move the details to the description."
                ),
            ),
        ],
    )
    description = TextField(
        _l("Tell us more"),
        [
            DataRequired(_l("Tell us in your own words what you need.")),
            Length(
                min=SHORTEST_DESCRIPTION,
                message=_l(
                    "Tell us a little more: at least %(min)d characters, so that we know what to look for."
                ),
            ),
            Length(
                max=LONGEST_DESCRIPTION,
                message=_l(
                    "The text is longer than 10,000 characters. Keep the most important; the rest can be told later."
                ),
            ),
        ],
    )
    helps = SelectMultipleField(
        _l("What kind of help would you like?"),
        choices=lambda: [(NOT_SURE, _("Not sure yet")), *((kind.value, label(kind)) for kind in Help)],
    )
    sector = ChoiceField(_l("Field"), sector_choices)
    urgency = RadioField(
        _l("How soon?"),
        choices=lambda: [(urgency.value, label(urgency)) for urgency in Urgency],
        default=Urgency.MONTHS.value,
    )
    language = SelectField(
        _l("Language of your text"),
        choices=lambda: [
            (DETECT, _("Detect from the text")),
            *((language.value, label(language)) for language in Language),
        ],
        default=DETECT,
    )
    company_name = company_name_field()
    municipality = MunicipalityField(_l("Municipality of the company"))
    call_me = BooleanField(_l("Call me, I would rather talk"))
    phone = LineField(
        _l("Telephone number"),
        [_phone_if_called, kept_as(values.phone, WRONG_PHONE)],
        render_kw={"type": "tel", "autocomplete": "tel", "inputmode": "tel"},
    )
    open_title = _opening(NeedPart.TITLE)
    open_description = _opening(NeedPart.DESCRIPTION)
    open_sector = _opening(NeedPart.SECTOR)
    open_municipality = _opening(NeedPart.MUNICIPALITY)
    open_size = _opening(NeedPart.SIZE)
    open_makes = _opening(NeedPart.MAKES)
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

    def ask_only(self, *, name: bool, municipality: bool) -> None:
        """Leave out the facts of the company that are known already."""
        if not name:
            del self.company_name
        if not municipality:
            del self.municipality

    def key(self) -> str:
        """The form's key; one that we did not make is replaced."""
        if not is_id(self.submission_key.data or ""):
            self.submission_key.data = new_id()
        key: str = self.submission_key.data
        return key

    def opening_fields(self) -> Iterator[Field]:
        return (self[f"open_{part.value}"] for part in NeedPart)

    @property
    def opening_errors(self) -> bool:
        return any(field.errors for field in self.opening_fields())

    def content(self, guessed: Language) -> NeedContent:
        """The need of a valid form; `guessed` is its language unless the company named one."""
        return NeedContent(
            title=self.title.data,
            description=self.description.data,
            language=guessed if self.language.data == DETECT else Language(self.language.data),
            helps=frozenset(Help(value) for value in self.helps.data or () if value != NOT_SURE),
            sector=Sector(self.sector.data) if self.sector.data else None,
            urgency=Urgency(self.urgency.data),
            call_me=self.call_me.data,
            phone=self.phone.data or "",
            openness={part: Audience(self[f"open_{part.value}"].data) for part in NeedPart},
        )

    def consents(self) -> frozenset[ConsentPurpose]:
        return frozenset(purpose for purpose in ConsentPurpose if self[f"consent_{purpose.value}"].data)


class ConfirmForm(Form):
    """A button that changes something, nothing else."""
