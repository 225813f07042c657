"""The columns of an offering's row, in the order of an export, and the other names that files use.

| column | what it holds |
|---|---|
| id | the sender's own key; importing again updates by it |
| kind | service or project |
| institution | who provides it, by name; a new one is created |
| institution_kind | university, applied-sciences, ... (`InstitutionKind`), for a new institution; other when empty |
| unit | the department or laboratory |
| title_fi, description_fi, title_en, description_en | the texts, in one language or both |
| keywords | list |
| helps | list of `Help` values: measurement, testing, ... |
| sectors | list of `Sector` values: energy, machinery, ... |
| place | where, in words |
| starts, ends | first and last day, 2026-12-31 or 31.12.2026 |
| funder | who pays for it |
| target_text | for whom, in the provider's own words; excludes nobody |
| target_regions, target_municipalities | lists of codes or names; a company in either is inside |
| target_sectors, target_sizes | lists of `Sector` and `SizeClass` values |
| how_to_get | how a company gets it |
| unit_en, target_text_en, how_to_get_en | the same for English readers, where the words differ |
| link | web address of the offering |
| source | the public page (or words) that the row was compiled from |
| evidence, confidence | the compiler's notes, read over and not kept |

A list is a JSON list, or one text with `|` between its values. A filled target column excludes companies outside it.
"""

from collections.abc import Mapping

from matchmaker.model.codes import Help, Sector

COLUMNS: tuple[str, ...] = (
    "id",
    "kind",
    "institution",
    "institution_kind",
    "unit",
    "title_fi",
    "description_fi",
    "title_en",
    "description_en",
    "keywords",
    "helps",
    "sectors",
    "place",
    "starts",
    "ends",
    "funder",
    "target_text",
    "target_regions",
    "target_municipalities",
    "target_sectors",
    "target_sizes",
    "how_to_get",
    "unit_en",
    "target_text_en",
    "how_to_get_en",
    "link",
    "source",
)
NOTES: tuple[str, ...] = ("evidence", "confidence")
REQUIRED: tuple[str, ...] = ("id", "kind", "institution")

# Names of columns in catalogues that were compiled by hand.
OTHER_NAMES: Mapping[str, str] = {
    "provider": "institution",
    "category": "helps",
    "sector": "sectors",
    "target_group": "target_text",
}

# Their words for what our closed lists call otherwise. Materials research serves those who make things of metal;
# photonics and electronics stand nearest to ICT; space has no sector of its own.
HELP_WORDS: Mapping[str, Help] = {
    "student-project": Help.STUDENT_WORK,
    "student project": Help.STUDENT_WORK,
    "joint r&d": Help.JOINT_RD,
    "funding": Help.FUNDING_SUPPORT,
}
SECTOR_WORDS: Mapping[str, Sector] = {
    "materials": Sector.MACHINERY,
    "metal": Sector.MACHINERY,
    "health technology": Sector.HEALTH_TECHNOLOGY,
    "health": Sector.HEALTH_PHARMA,
    "pharma": Sector.HEALTH_PHARMA,
    "water": Sector.WATER_ENVIRONMENT,
    "environment": Sector.WATER_ENVIRONMENT,
    "circular economy": Sector.CIRCULAR_MINING,
    "mining": Sector.CIRCULAR_MINING,
    "bio": Sector.BIO_FOREST,
    "wood": Sector.BIO_FOREST,
    "forest": Sector.BIO_FOREST,
    "ai": Sector.ICT,
    "xr": Sector.ICT,
    "photonics": Sector.ICT,
    "electronics": Sector.ICT,
    "space": Sector.OTHER,
}
