"""The form of an offering, for the institution's own people and for coordinators who correct a page."""

from wtforms import Field, HiddenField, RadioField, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import Length, StopValidation

from matchmaker.i18n import N_
from matchmaker.model import places
from matchmaker.model.codes import Help, Language, Sector, SizeClass
from matchmaker.model.offering import Offering, OfferingContent, OfferingKind, OfferingText, Target
from matchmaker.web import values
from matchmaker.web.forms import Form, LineField, TextField
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label, language
from matchmaker.web.locale import lazy_gettext as _l
from matchmaker.web.offering_fields import DayField, MunicipalitiesField, PlacesField, WordsField

# What is written in each language beside title and description.
DETAILS = ("target_text", "how_to_get", "unit")
TOO_LONG = _l("This is longer than %(max)d characters. Shorten it.")
_UNTITLED = {
    Language.FI: N_("What is written in Finnish needs a title in Finnish."),
    Language.EN: N_("What is written in English needs a title in English."),
}
# The same limits as an import has, so that an export can be read again.
_LINE = Length(max=500, message=TOO_LONG)
_TITLE = Length(max=200, message=TOO_LONG)
_TEXT = Length(max=2000, message=TOO_LONG)
_FOR_WHOM = Length(max=1000, message=TOO_LONG)
_DESCRIPTION = Length(max=10_000, message=TOO_LONG)


def _sectors() -> list[tuple[str, str]]:
    return [(sector.value, label(sector)) for sector in Sector]


def _web_address(_form: BaseForm, field: Field) -> None:
    if field.data:
        try:
            field.data = values.website(field.data)
        except ValueError as error:
            raise StopValidation(
                _("This is not a web address. It looks like https://www.example.fi/service.")
            ) from error


class OfferingForm(Form):
    """`version` is the version that the person saw: another one in between is told, not overwritten."""

    version = HiddenField()
    kind = RadioField(
        _l("Service or project"),
        choices=lambda: [(kind.value, label(kind)) for kind in OfferingKind],
        default=OfferingKind.SERVICE.value,
    )
    title_fi = LineField(_l("Title in Finnish"), [_TITLE])
    description_fi = TextField(_l("Description in Finnish"), [_DESCRIPTION])
    target_text_fi = TextField(_l("For whom, in Finnish"), [_FOR_WHOM])
    how_to_get_fi = TextField(_l("How to get it, in Finnish"), [_TEXT])
    unit_fi = LineField(_l("Unit in Finnish"), [_LINE])
    title_en = LineField(_l("Title in English"), [_TITLE])
    description_en = TextField(_l("Description in English"), [_DESCRIPTION])
    target_text_en = TextField(_l("For whom, in English"), [_FOR_WHOM])
    how_to_get_en = TextField(_l("How to get it, in English"), [_TEXT])
    unit_en = LineField(_l("Unit in English"), [_LINE])
    keywords = WordsField(_l("Keywords"))
    helps = SelectMultipleField(
        _l("Kind of help"), choices=lambda: [(member.value, label(member)) for member in Help]
    )
    sectors = SelectMultipleField(_l("Field"), choices=_sectors)
    place = PlacesField(_l("Place"), [_LINE])
    starts = DayField(_l("Begins"))
    ends = DayField(_l("Ends"))
    funder = LineField(_l("Funder"), [_LINE])
    target_regions = SelectMultipleField(
        _l("Only for companies in these regions"),
        choices=lambda: [(region.code, region.name(language())) for region in places.regions()],
    )
    target_municipalities = MunicipalitiesField(_l("Only for companies in these municipalities"))
    target_sectors = SelectMultipleField(_l("Only for companies in these fields"), choices=_sectors)
    target_sizes = SelectMultipleField(
        _l("Only for companies of these sizes"),
        choices=lambda: [(size.value, label(size)) for size in SizeClass],
    )
    link = LineField(_l("Link to your own page"), [_LINE, _web_address], render_kw={"inputmode": "url"})

    @classmethod
    def of(cls, offering: Offering) -> "OfferingForm":
        """The form as the offering stands, or as it was sent."""
        content, target = offering.content, offering.content.target
        texts = {
            f"{part}_{code.value}": getattr(content.texts[code], part) if code in content.texts else ""
            for code in Language
            for part in ("title", "description")
        }
        texts |= {
            f"{detail}_{code.value}": content.words(detail, code) for code in Language for detail in DETAILS
        }
        towns = [places.get_municipality(code).name_fi for code in sorted(target.municipalities)]
        return cls(
            version=str(offering.version_number),
            kind=content.kind.value,
            keywords="\n".join(content.keywords),
            helps=sorted(content.helps),
            sectors=sorted(content.sectors),
            place=content.place,
            starts=content.starts.isoformat() if content.starts else "",
            ends=content.ends.isoformat() if content.ends else "",
            funder=content.funder,
            target_regions=sorted(target.regions),
            target_municipalities=", ".join(towns),
            target_sectors=sorted(target.sectors),
            target_sizes=sorted(target.sizes),
            link=content.link,
            **texts,
        )

    @property
    def seen_version(self) -> int:
        """The version number in the form; 0 for a forged one, which no offering has."""
        typed = self.version.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 9 else 0

    @property
    def targeted(self) -> bool:
        """Whether anything is typed that excludes companies: then that part of the form stands open."""
        return any(field.data or field.errors for field in self._target_fields())

    def written_in(self, code: Language) -> bool:
        """Whether anything is typed in a language, or refused."""
        fields = (self[f"{part}_{code.value}"] for part in ("title", "description", *DETAILS))
        return any(field.data or field.errors for field in fields)

    def content(self) -> OfferingContent:
        """The content of a valid form. What is said in the first language there is stands with the offering itself."""
        first, *_others = texts = self._texts()
        return OfferingContent(
            kind=OfferingKind(self.kind.data),
            texts=texts,
            keywords=self.keywords.words,
            helps=frozenset(Help(value) for value in self.helps.data or ()),
            sectors=frozenset(Sector(value) for value in self.sectors.data or ()),
            place=self.place.data or "",
            starts=self.starts.day,
            ends=self.ends.day,
            funder=self.funder.data or "",
            target=self._target(),
            link=self.link.data or "",
            **self._details(first),
        )

    def validate_title_fi(self, field: LineField) -> None:
        if not any(
            self[f"{part}_{code.value}"].data for code in Language for part in ("title", "description")
        ):
            raise StopValidation(_("Write a title and a description in Finnish or in English; both is best."))
        self._check_title(field, Language.FI)

    def validate_description_fi(self, field: TextField) -> None:
        self._check_description(field, self.title_fi)

    def validate_title_en(self, field: LineField) -> None:
        self._check_title(field, Language.EN)

    def validate_description_en(self, field: TextField) -> None:
        self._check_description(field, self.title_en)

    def validate_ends(self, field: DayField) -> None:
        if field.day and self.starts.day and field.day < self.starts.day:
            raise StopValidation(_("The end is before the beginning. Check both days."))

    def _check_title(self, title: LineField, code: Language) -> None:
        if title.data:
            return
        if self[f"description_{code.value}"].data:
            raise StopValidation(_("The description needs a title in the same language."))
        if any(self._details(code).values()):
            raise StopValidation(_(_UNTITLED[code]))

    def _check_description(self, description: TextField, title: LineField) -> None:
        """A bare title will do where the other language is complete; the list of offerings then says what is missing."""
        complete = any(
            self[f"title_{code.value}"].data and self[f"description_{code.value}"].data for code in Language
        )
        if title.data and not description.data and not complete:
            raise StopValidation(
                _("Describe it too: a title alone does not tell a company whether it may help.")
            )

    def _target_fields(self) -> tuple[Field, ...]:
        return (self.target_regions, self.target_municipalities, self.target_sectors, self.target_sizes)

    def _details(self, code: Language) -> dict[str, str]:
        return {detail: self[f"{detail}_{code.value}"].data or "" for detail in DETAILS}

    def _texts(self) -> dict[Language, OfferingText]:
        written = [code for code in Language if self[f"title_{code.value}"].data]
        return {
            code: OfferingText(
                self[f"title_{code.value}"].data,
                self[f"description_{code.value}"].data or "",
                **({} if code is written[0] else self._details(code)),
            )
            for code in written
        }

    def _target(self) -> Target:
        return Target(
            regions=frozenset(self.target_regions.data or ()),
            municipalities=self.target_municipalities.codes,
            sectors=frozenset(Sector(value) for value in self.target_sectors.data or ()),
            sizes=frozenset(SizeClass(value) for value in self.target_sizes.data or ()),
        )
