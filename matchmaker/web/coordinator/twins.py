"""Asking whether a company that is entered or renamed is here already: the entries, what coincides, and what was answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import request
from wtforms import HiddenField

from matchmaker.i18n import N_
from matchmaker.operations.likely_same import Sign, Twin
from matchmaker.web.coordinator.queue import town_name
from matchmaker.web.forms import Form
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import keep_typed

SIGNS: Mapping[Sign, str] = {
    Sign.BUSINESS_ID: N_("the same business ID"),
    Sign.NAME: N_("the same name, written differently at most"),
    Sign.SPELLING: N_("nearly the same name"),
    Sign.PHONE: N_("the same telephone number"),
    Sign.DOMAIN: N_("the same domain of e-mail or website"),
}


@dataclass(frozen=True, slots=True)
class TwinLine:
    """An entry that is likely the same company. `certain`: it can be no other one, for it has the same business ID."""

    id: str
    name: str
    place: str
    signs: str
    certain: bool


class TwinForm(Form):
    """A form that asks about twins; `others` are the entries that were said to be other companies."""

    others = HiddenField()

    def told_apart(self) -> frozenset[str]:
        """The entries said to be others, with the press of the button that came with this form."""
        said = f"{self.others.data or ''} {request.form.get('other', '')}".split()
        self.others.data = " ".join(dict.fromkeys(said))
        return frozenset(said)


def open_twins(twins: Iterable[Twin], told_apart: frozenset[str]) -> list[TwinLine]:
    """The twins that are still to be asked about; the page that asks may be shown in the other language."""
    left = [twin for twin in twins if twin.company.id not in told_apart or Sign.BUSINESS_ID in twin.signs]
    if left:
        keep_typed()
    return [
        TwinLine(
            id=twin.company.id,
            name=twin.company.profile.name,
            place=town_name(twin.company.profile.municipality),
            signs=", ".join(_(SIGNS[sign]) for sign in twin.signs),
            certain=Sign.BUSINESS_ID in twin.signs,
        )
        for twin in left
    ]
