"""Municipalities and regions of Finland, by code and by name.

`data/municipalities.csv` holds the 309 municipalities of 13 April 2024 with their region (NUTS 3 code, Finnish and
Swedish names), derived from postal-code data; later mergers are not in it. It is read once, when the first place is
asked for.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from matchmaker.model.codes import Language
from matchmaker.model.errors import NotFound

_DATA = Path(__file__).parent / "data" / "municipalities.csv"

# The file has no English names. These are the ones that the regional councils use of themselves.
_ENGLISH: Mapping[str, str] = {
    "FI193": "Central Finland",
    "FI194": "South Ostrobothnia",
    "FI195": "Ostrobothnia",
    "FI196": "Satakunta",
    "FI197": "Pirkanmaa",
    "FI1B1": "Helsinki-Uusimaa",
    "FI1C1": "Southwest Finland",
    "FI1C2": "Kanta-Häme",
    "FI1C3": "Päijät-Häme",
    "FI1C4": "Kymenlaakso",
    "FI1C5": "South Karelia",
    "FI1D1": "South Savo",
    "FI1D2": "North Savo",
    "FI1D3": "North Karelia",
    "FI1D5": "Central Ostrobothnia",
    "FI1D7": "Lapland",
    "FI1D8": "Kainuu",
    "FI1D9": "North Ostrobothnia",
    "FI200": "Åland",
}

# A letter too many, missing or wrong in a short name is near; another town is not.
_NEAR = 0.72

_COUNTRY: Mapping[Language, str] = {Language.FI: "Suomi", Language.EN: "Finland"}

# Finnish ends its alphabet with å, ä, ö; Unicode has them in another order.
_ALPHABET = str.maketrans("åäö", "{|}")


@dataclass(frozen=True, slots=True)
class Region:
    """A region (maakunta) by its NUTS 3 code."""

    code: str
    name_fi: str
    name_sv: str
    name_en: str

    def name(self, language: Language) -> str:
        return self.name_fi if language is Language.FI else self.name_en


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality by its three-digit code. English has no names of its own for them."""

    code: str
    name_fi: str
    name_sv: str
    region: str

    def name(self, language: Language) -> str:  # noqa: ARG002 -- the same question as for a region
        return self.name_fi


def municipalities() -> tuple[Municipality, ...]:
    """All municipalities in Finnish alphabetical order."""
    return _load().municipalities


def regions() -> tuple[Region, ...]:
    """All regions in Finnish alphabetical order."""
    return _load().regions


def get_municipality(code: str) -> Municipality:
    """Raises NotFound when there is no municipality of this code."""
    found = _load().municipality_by_key.get(code)
    if found is None or found.code != code:
        raise NotFound("municipality", code)
    return found


def get_region(code: str) -> Region:
    """Raises NotFound when there is no region of this code."""
    found = _load().region_by_key.get(code.casefold())
    if found is None or found.code != code:
        raise NotFound("region", code)
    return found


def find_municipality(text: str) -> Municipality | None:
    """The municipality that a person means by a code ('297', also '91' for '091') or a Finnish or Swedish name."""
    key = text.strip().casefold()
    return _load().municipality_by_key.get(key.zfill(3) if key.isdecimal() else key)


def suggest_municipality(text: str) -> Municipality | None:
    """The municipality whose Finnish or Swedish name is most like a misspelt one; None where none is near."""
    names = _load().municipality_by_key
    near = get_close_matches(text.strip().casefold(), names, n=1, cutoff=_NEAR)
    return names[near[0]] if near else None


def find_region(text: str) -> Region | None:
    """The region that a person means by a code or a Finnish, Swedish or English name."""
    return _load().region_by_key.get(text.strip().casefold())


def usual_name(text: str, language: Language) -> str:
    """The name that a reader knows a place by: 'Suomi' is 'Finland' in English. What is no known place stays as it is."""
    if text.strip() in _COUNTRY.values():
        return _COUNTRY[language]
    found = find_municipality(text) or find_region(text)
    return found.name(language) if found else text.strip()


def spellings(text: str) -> tuple[str, ...]:
    """All names of the place that a name means; of what is no known place the text itself."""
    if text.strip() in _COUNTRY.values():
        return tuple(_COUNTRY.values())
    town, region = find_municipality(text), find_region(text)
    if town:
        return tuple(dict.fromkeys((town.name_fi, town.name_sv)))
    return (region.name_fi, region.name_sv, region.name_en) if region else (text.strip(),)


def region_of(municipality: str) -> str | None:
    """The region code of a municipality code, or None when there is no such municipality."""
    found = _load().municipality_by_key.get(municipality)
    return found.region if found else None


@dataclass(frozen=True, slots=True)
class _Places:
    municipalities: tuple[Municipality, ...]
    regions: tuple[Region, ...]
    municipality_by_key: Mapping[str, Municipality]
    region_by_key: Mapping[str, Region]


@lru_cache(maxsize=1)
def _load() -> _Places:
    with _DATA.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    towns = [Municipality(row["code"], row["name_fi"], row["name_sv"], row["region_code"]) for row in rows]
    areas = {
        row["region_code"]: Region(
            row["region_code"], row["region_fi"], row["region_sv"], _ENGLISH[row["region_code"]]
        )
        for row in rows
    }
    return _Places(
        municipalities=tuple(sorted(towns, key=lambda town: _sort_key(town.name_fi))),
        regions=tuple(sorted(areas.values(), key=lambda area: _sort_key(area.name_fi))),
        municipality_by_key={
            key.casefold(): town for town in towns for key in (town.code, town.name_fi, town.name_sv)
        },
        region_by_key={
            key.casefold(): area
            for area in areas.values()
            for key in (area.code, area.name_fi, area.name_sv, area.name_en)
        },
    )


def _sort_key(name: str) -> str:
    return name.lower().translate(_ALPHABET)
