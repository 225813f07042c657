"""The form of what a company tells of itself, for its members and for coordinators, and saving it without losing a word."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Self

from wtforms import HiddenField
from wtforms.validators import Length

from matchmaker.i18n import N_
from matchmaker.i18n.nace import SECTIONS
from matchmaker.model import places
from matchmaker.model.changes import changed_parts
from matchmaker.model.codes import Sector, SizeClass
from matchmaker.model.company import CompanyProfile
from matchmaker.model.errors import AlreadyDecided
from matchmaker.model.user import Actor
from matchmaker.operations.profile_words import PARTS, fact_in_words
from matchmaker.operations.save_profile import save_profile
from matchmaker.store import companies
from matchmaker.web import values
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.forms import Form, LineField
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import language
from matchmaker.web.locale import lazy_gettext as _l
from matchmaker.web.need_fields import (
    ChoiceField,
    MunicipalityField,
    business_id_field,
    company_name_field,
    kept_as,
    makes_field,
    sector_field,
    size_field,
)

WRONG_WEBSITE = N_("This is not a web address. It looks like www.company.fi.")


class ProfileForm(Form):
    """What a company tells of itself; only name and municipality are needed. `seen` is the profile that the person read."""

    seen = HiddenField()
    name = company_name_field()
    municipality = MunicipalityField(_l("Municipality"))
    business_id = business_id_field()
    size = size_field()
    sector = sector_field()
    nace_section = ChoiceField(
        _l("Industry (TOL section)"), lambda: [(key, f"{key} – {_(text)}") for key, text in SECTIONS.items()]
    )
    makes = makes_field(_l("What the company makes"))
    website = LineField(
        _l("Website"),
        [
            Length(max=300, message=_l("This is longer than %(max)d characters. Shorten it.")),
            kept_as(values.website, WRONG_WEBSITE),
        ],
        render_kw={"autocomplete": "url", "inputmode": "url"},
    )

    @classmethod
    def of(cls, profile: CompanyProfile) -> Self:
        """The form as the profile stands, or as it was sent."""
        return cls(data={**_typed(profile), "seen": _mark(profile)})

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

    @property
    def seen_profile(self) -> CompanyProfile | None:
        """The profile that the page was made with; None where the form does not say."""
        try:
            return CompanyProfile(**json.loads(self.seen.data or ""))
        except (ValueError, TypeError, RecursionError):
            return None

    def follow(self, present: CompanyProfile) -> None:
        """Take over what somebody else has saved meanwhile wherever this person changed nothing, and say what it was."""
        mine, seen = self.profile(), self.seen_profile or present
        changed = changed_parts(seen, present)
        for name in set(changed) - set(changed_parts(seen, mine)):
            self[name].data = _typed(present)[name]
        self.seen.data = _mark(present)  # saving once more replaces knowingly
        self.form_errors.append(
            _(
                "Somebody has changed the details meanwhile: %(changes)s. What you did not touch now stands as they left it."
                " Look at the form and save once more.",
                changes="; ".join(
                    f"{_(PARTS[name])}: {fact_in_words(name, getattr(present, name), language())}"
                    for name in changed
                ),
            )
        )


def save_seen(form: ProfileForm, company_id: str, actor: Actor) -> bool:
    """Save a valid form; False where somebody else saved meanwhile, which the form then shows. Raises Conflict as
    `save_profile` does.
    """
    try:
        save_profile(
            db(),
            company_id=company_id,
            profile=form.profile(),
            seen=form.seen_profile,
            actor=actor,
            now=now(),
        )
    except AlreadyDecided:
        form.follow(companies.get_company(db(), company_id).profile)
        return False
    return True


def _mark(profile: CompanyProfile) -> str:
    return json.dumps(asdict(profile))


def _typed(profile: CompanyProfile) -> Mapping[str, str]:
    """The fields as a person would fill them in."""
    texts = {name: value or "" for name, value in asdict(profile).items()}
    code = profile.municipality
    return {**texts, "municipality": places.get_municipality(code).name_fi if code else ""}
