"""Facts of a company that a need's form asks for as long as the company's entry does not have them."""

from dataclasses import replace
from typing import Any

from wtforms.form import BaseForm

from matchmaker.model.codes import SizeClass
from matchmaker.model.company import CompanyProfile

COMPANY_FACTS = ("municipality", "business_id", "size", "makes")


def leave_known_facts_out(form: BaseForm, profile: CompanyProfile) -> None:
    """Ask for nothing that the company's entry says already."""
    for name in ("company_name", *(name for name in COMPANY_FACTS if getattr(profile, name))):
        del form[name]


def told_profile(form: BaseForm, known: CompanyProfile) -> CompanyProfile:
    """The company with what a valid form tells of it."""
    told: dict[str, Any] = {name: form[name].data for name in COMPANY_FACTS if name in form}
    if "municipality" in told:
        told["municipality"] = form["municipality"].code
    if told.get("size"):
        told["size"] = SizeClass(form["size"].data)
    return replace(known, **{name: value for name, value in told.items() if value})
