"""Who sees each part of a need: the fields that every form of a need's content has."""

from collections.abc import Iterator, Mapping

from wtforms import Field, SelectField

from matchmaker.i18n import N_
from matchmaker.i18n.labels import label as message_of
from matchmaker.model.company import CompanyProfile
from matchmaker.model.need import DEFAULT_OPENNESS, Audience, NeedPart
from matchmaker.web.forms import Form
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import lazy_gettext as _l

_SHOWN = {
    Audience.ASKED: N_("when it is asked"),
    Audience.INTRODUCED: N_("when both have agreed"),
    Audience.COORDINATOR: N_("never"),
}


def _opening_field(part: NeedPart, default: Audience | None = None) -> SelectField:
    """Who sees one part of a need; `default` stands in for the usual audience."""
    return SelectField(
        _l(message_of(part)),
        choices=lambda: [(audience.value, _(_SHOWN[audience])) for audience in Audience],
        default=(default or DEFAULT_OPENNESS[part]).value,
    )


class OpeningForm(Form):
    """A form that opens a need part by part."""

    open_title = _opening_field(NeedPart.TITLE)
    # The summary speaks for the text until both have said yes.
    open_description = _opening_field(NeedPart.DESCRIPTION, Audience.INTRODUCED)
    open_sector = _opening_field(NeedPart.SECTOR)
    open_municipality = _opening_field(NeedPart.MUNICIPALITY)
    open_size = _opening_field(NeedPart.SIZE)
    open_makes = _opening_field(NeedPart.MAKES)

    def opening_fields(self) -> Iterator[Field]:
        """The fields of the parts about which this form asks."""
        return (self[f"open_{part.value}"] for part in NeedPart if f"open_{part.value}" in self)

    def opened(self) -> Mapping[NeedPart, Audience]:
        """Who sees those parts, of a valid form."""
        return {
            NeedPart(field.name.removeprefix("open_")): Audience(field.data)
            for field in self.opening_fields()
        }

    @property
    def opening_errors(self) -> bool:
        return any(field.errors for field in self.opening_fields())

    def leave_empty_parts_out(self, profile: CompanyProfile) -> None:
        """Ask nothing about the facts of the company that it has not told."""
        told = {
            NeedPart.MUNICIPALITY: profile.municipality,
            NeedPart.SIZE: profile.size,
            NeedPart.MAKES: profile.makes,
        }
        for part in (part for part, value in told.items() if not value):
            del self[f"open_{part.value}"]
