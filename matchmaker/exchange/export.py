"""Offerings to JSON lines or CSV, with the columns that an import reads."""

import csv
import io
import json
from collections.abc import Iterable, Mapping

from matchmaker.exchange.columns import COLUMNS
from matchmaker.model.codes import InstitutionKind, Language
from matchmaker.model.offering import Offering

# What a spreadsheet would run as a formula when it stands first in a cell.
_FORMULA = ("=", "+", "-", "@")


def offerings_to_json_lines(offerings: Iterable[Offering], kinds: Mapping[str, InstitutionKind]) -> bytes:
    """One object a line, UTF-8, empty fields left out. `kinds` are the institutions' kinds by institution id."""
    lines = (
        json.dumps(
            {name: value for name, value in _row(offering, kinds).items() if value}, ensure_ascii=False
        )
        for offering in offerings
    )
    return "".join(line + "\n" for line in lines).encode()


def offerings_to_csv(offerings: Iterable[Offering], kinds: Mapping[str, InstitutionKind]) -> bytes:
    """As Finnish spreadsheets open it: `;` between cells, UTF-8 with a byte order mark, `|` inside lists."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for offering in offerings:
        row = _row(offering, kinds)
        writer.writerow([_guarded(_joined(row[name])) for name in COLUMNS])
    return file.getvalue().encode("utf-8-sig")


def _row(offering: Offering, kinds: Mapping[str, InstitutionKind]) -> dict[str, str | list[str]]:
    content = offering.content
    row: dict[str, str | list[str]] = {
        # An offering written here has no external id; its own one lets the file be imported again.
        "id": offering.external_id or offering.id,
        "kind": content.kind,
        "institution": offering.institution_name,
        "institution_kind": kinds.get(offering.institution_id, ""),
        "unit": content.unit,
    }
    english = content.texts.get(Language.EN)
    for language in Language:
        text = content.texts.get(language)
        row[f"title_{language}"] = text.title if text else ""
        row[f"description_{language}"] = text.description if text else ""
    return row | {
        "keywords": list(content.keywords),
        "helps": sorted(content.helps),
        "sectors": sorted(content.sectors),
        "place": content.place,
        "starts": content.starts.isoformat() if content.starts else "",
        "ends": content.ends.isoformat() if content.ends else "",
        "funder": content.funder,
        "target_text": content.target_text,
        "target_regions": sorted(content.target.regions),
        "target_municipalities": sorted(content.target.municipalities),
        "target_sectors": sorted(content.target.sectors),
        "target_sizes": sorted(content.target.sizes),
        "how_to_get": content.how_to_get,
        **{f"{detail}_en": getattr(english, detail, "") for detail in ("unit", "target_text", "how_to_get")},
        "link": content.link,
        "source": offering.source,
    }


def _joined(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "|".join(item.replace("|", "/") for item in value)


def _guarded(cell: str) -> str:
    """An apostrophe before what would run as a formula; an import takes it away again."""
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell
