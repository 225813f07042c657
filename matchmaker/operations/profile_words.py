"""What a company tells of itself in words: the names of its parts, and what they hold."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlite_utils import Database

from matchmaker.i18n import N_, translator
from matchmaker.i18n.labels import label
from matchmaker.i18n.nace import SECTIONS
from matchmaker.model import places
from matchmaker.model.codes import Language, Sector, SizeClass
from matchmaker.store import companies

PARTS = {
    "name": N_("Name"),
    "business_id": N_("Business ID"),
    "municipality": N_("Municipality"),
    "size": N_("Size of the company"),
    "sector": N_("Field"),
    "nace_section": N_("Industry (TOL section)"),
    "makes": N_("What the company makes"),
    "website": N_("Website"),
}
NOTHING = "–"


def parts_in_words(changed: Iterable[str], language: Language) -> str:
    """The names of parts, in the order of the form."""
    names = set(changed)
    words = translator(language)
    return ", ".join(words.gettext(text) for name, text in PARTS.items() if name in names)


def fact_in_words(part: str, value: str | None, language: Language) -> str:
    """What a part holds, as people read it."""
    words = translator(language)
    if not value:
        return NOTHING
    if part == "municipality":
        return places.get_municipality(value).name(language)
    if part == "size":
        return words.gettext(label(SizeClass(value)))
    if part == "sector":
        return words.gettext(label(Sector(value)))
    if part == "nace_section":
        return f"{value} – {words.gettext(SECTIONS[value])}"
    return value


def profile_params(db: Database, params: Mapping[str, Any], language: Language) -> dict[str, object]:
    """The live parameters of a mail about a company's details (`company_id`), else none. Raises NotFound for a purged one."""
    if "company_id" not in params:
        return {}
    company = companies.get_company(db, str(params["company_id"]))
    return {
        "company": company.profile.name,
        "parts": parts_in_words(params.get("changed", ()), language),
    }
