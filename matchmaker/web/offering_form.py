"""The form of an offering, for the institution's own people and for coordinators who correct a page."""

from wtforms import Field, HiddenField, RadioField, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import Length, StopValidation

from matchmaker.model import places
from matchmaker.model.codes import Help, Language, Sector, SizeClass
from matchmaker.model.offering import Offering, OfferingContent, OfferingKind, OfferingText, Target
from matchmaker.web import values
from matchmaker.web.forms import Form, LineField, TextField
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label, language
from matchmaker.web.locale import lazy_gettext as _l
from matchmaker.web.offering_fields import DayField, MunicipalitiesField, WordsField

# What English readers may read in English; elsewhere it stands once, in the first language there is.
DETAILS = ("unit", "target_text", "how_to_get")
TOO_LONG = _l("This is longer than %(max)d characters. Shorten it.")
# The same limits as an import has, so that an export can be read again.
_LINE = Length(max=500, message=TOO_LONG)
_TITLE = Length(max=200, message=TOO_LONG)
_TEXT = Length(max=2000, message=TOO_LONG)
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
    title_en = LineField(_l("Title in English"), [_TITLE])
    description_en = TextField(_l("Description in English"), [_DESCRIPTION])
    unit_en = LineField(_l("Unit in English"), [_LINE])
    target_text_en = TextField(_l("For whom, in English"), [Length(max=1000, message=TOO_LONG)])
    how_to_get_en = TextField(_l("How to get it, in English"), [_TEXT])
    keywords = WordsField(_l("Keywords"))
    helps = SelectMultipleField(
        _l("Kind of help"), choices=lambda: [(member.value, label(member)) for member in Help]
    )
    sectors = SelectMultipleField(_l("Field"), choices=_sectors)
    unit = LineField(_l("Unit"), [_LINE])
    place = LineField(_l("Place"), [_LINE])
    starts = DayField(_l("Begins"))
    ends = DayField(_l("Ends"))
    funder = LineField(_l("Funder"), [_LINE])
    target_text = TextField(_l("For whom"), [Length(max=1000, message=TOO_LONG)])
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
    how_to_get = TextField(_l("How to get it"), [_TEXT])
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
        english = content.texts.get(Language.EN)
        texts |= {f"{detail}_en": getattr(english, detail, "") for detail in DETAILS}
        towns = [places.get_municipality(code).name_fi for code in sorted(target.municipalities)]
        return cls(
            version=str(offering.version_number),
            kind=content.kind.value,
            keywords="\n".join(content.keywords),
            helps=sorted(content.helps),
            sectors=sorted(content.sectors),
            unit=content.unit,
            place=content.place,
            starts=content.starts.isoformat() if content.starts else "",
            ends=content.ends.isoformat() if content.ends else "",
            funder=content.funder,
            target_text=content.target_text,
            target_regions=sorted(target.regions),
            target_municipalities=", ".join(towns),
            target_sectors=sorted(target.sectors),
            target_sizes=sorted(target.sizes),
            how_to_get=content.how_to_get,
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

    @property
    def translated(self) -> bool:
        """Whether anything is typed that English readers read in place of what stands once."""
        return any(self[f"{detail}_en"].data or self[f"{detail}_en"].errors for detail in DETAILS)

    def content(self) -> OfferingContent:
        """The content of a valid form."""
        return OfferingContent(
            kind=OfferingKind(self.kind.data),
            texts=self._texts(),
            keywords=self.keywords.words,
            helps=frozenset(Help(value) for value in self.helps.data or ()),
            sectors=frozenset(Sector(value) for value in self.sectors.data or ()),
            unit=self.unit.data or "",
            place=self.place.data or "",
            starts=self.starts.day,
            ends=self.ends.day,
            funder=self.funder.data or "",
            target_text=self.target_text.data or "",
            target=self._target(),
            how_to_get=self.how_to_get.data or "",
            link=self.link.data or "",
        )

    def validate_title_fi(self, field: LineField) -> None:
        if not any(
            self[f"{part}_{code.value}"].data for code in Language for part in ("title", "description")
        ):
            raise StopValidation(_("Write a title and a description in Finnish or in English; both is best."))
        self._check_title(field, self.description_fi)

    def validate_description_fi(self, field: TextField) -> None:
        self._check_description(field, self.title_fi)

    def validate_title_en(self, field: LineField) -> None:
        self._check_title(field, self.description_en)
        if not field.data and any(self[f"{detail}_en"].data for detail in DETAILS):
            raise StopValidation(_("What is written in English needs a title in English."))

    def validate_description_en(self, field: TextField) -> None:
        self._check_description(field, self.title_en)

    def validate_ends(self, field: DayField) -> None:
        if field.day and self.starts.day and field.day < self.starts.day:
            raise StopValidation(_("The end is before the beginning. Check both days."))

    def _check_title(self, title: LineField, description: TextField) -> None:
        if description.data and not title.data:
            raise StopValidation(_("The description needs a title in the same language."))

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

    def _texts(self) -> dict[Language, OfferingText]:
        english = {detail: self[f"{detail}_en"].data or "" for detail in DETAILS}
        return {
            code: OfferingText(
                self[f"title_{code.value}"].data,
                self[f"description_{code.value}"].data or "",
                **(english if code is Language.EN else {}),
            )
            for code in Language
            if self[f"title_{code.value}"].data
        }

    def _target(self) -> Target:
        return Target(
            regions=frozenset(self.target_regions.data or ()),
            municipalities=self.target_municipalities.codes,
            sectors=frozenset(Sector(value) for value in self.target_sectors.data or ()),
            sizes=frozenset(SizeClass(value) for value in self.target_sizes.data or ()),
        )
