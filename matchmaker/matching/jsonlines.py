"""Needs and offerings from JSON lines, and a ranking as TREC run lines: the files of `python -m matchmaker rank`."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.eligibility import Asker, Facts
from matchmaker.model import places
from matchmaker.model.codes import Help, Sector, SizeClass
from matchmaker.model.offering import Target
from matchmaker.text.language import LANGUAGES


def read_documents(lines: Iterable[str]) -> Iterator[tuple[Document, dict[str, Any]]]:
    """Yield each document with the whole record it came from; raises ValueError naming the line."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise ValueError(f"line {number}: {error}") from error
        if not isinstance(record, dict) or len(str(record.get("id") or "").split()) != 1:
            raise ValueError(f"line {number}: a record needs an id without spaces")
        yield document(record), record


def document(record: Mapping[str, Any]) -> Document:
    """`id` with `text`, or `title` and `description`, or these by language (`title_fi`, ...), and `keywords`, `company`."""
    language = record.get("lang") if record.get("lang") in LANGUAGES else None
    passages = list(_passages(record, language))
    content = json.dumps([[*map(str, (p.field, p.text, p.language))] for p in passages], ensure_ascii=False)
    version = hashlib.blake2b(content.encode("utf-8"), digest_size=8).hexdigest()
    return Document(str(record["id"]), version, tuple(passages))


def facts(record: Mapping[str, Any]) -> Facts:
    """Dates (`starts`, `ends`), `helps`, `institution` and the declared target (`target_regions`, ...) of an offering.

    Raises ValueError for a date, place, sector or size that means nothing.
    """
    return Facts(
        published=record.get("state") not in ("draft", "archived"),
        starts=_day(record, "starts"),
        ends=_day(record, "ends"),
        target=Target(
            regions=frozenset(_region(name) for name in _listed(record, "target_regions")),
            municipalities=frozenset(
                _municipality(name) for name in _listed(record, "target_municipalities")
            ),
            sectors=frozenset(Sector(name) for name in _listed(record, "target_sectors")),
            sizes=frozenset(SizeClass(name) for name in _listed(record, "target_sizes")),
        ),
        helps=frozenset(name for name in _listed(record, "helps") if name in tuple(Help)),
        institution=str(record.get("institution") or record.get("provider") or ""),
    )


def asker(record: Mapping[str, Any]) -> Asker:
    """What a need's `company` tells; a place, sector or size in free words counts as unknown."""
    company = record.get("company")
    known: Mapping[str, Any] = company if isinstance(company, Mapping) else {}
    town = places.find_municipality(str(known.get("municipality") or ""))
    return Asker(
        municipality=town.code if town else None,
        region=town.region if town else None,
        sector=next((item for item in Sector if item == known.get("sector")), None),
        size=next((item for item in SizeClass if item == known.get("size")), None),
        helps=frozenset(name for name in _listed(record, "helps") if name in tuple(Help)),
    )


def _listed(record: Mapping[str, Any], name: str) -> list[str]:
    value = record.get(name) or []
    return (
        [part.strip() for part in value.split("|")]
        if isinstance(value, str)
        else [str(part) for part in value]
    )


def _day(record: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(str(record[name])) if record.get(name) else None


def _region(name: str) -> str:
    found = places.find_region(name)
    if found is None:
        raise ValueError(f"no region is called {name}")
    return found.code


def _municipality(name: str) -> str:
    found = places.find_municipality(name)
    if found is None:
        raise ValueError(f"no municipality is called {name}")
    return found.code


def _passages(record: Mapping[str, Any], language: str | None) -> Iterator[Passage]:
    named = (
        ("title", Field.TITLE, language),
        *((f"title_{code}", Field.TITLE, code) for code in LANGUAGES),
        ("text", Field.DESCRIPTION, language),
        ("description", Field.DESCRIPTION, language),
        *((f"description_{code}", Field.DESCRIPTION, code) for code in LANGUAGES),
    )
    for name, field, code in named:
        if str(record.get(name) or "").strip():
            yield Passage(field, str(record[name]), code)
    keywords = record.get("keywords")
    if keywords:
        yield Passage(
            Field.KEYWORDS, keywords if isinstance(keywords, str) else "; ".join(map(str, keywords))
        )
    company = record.get("company")
    if isinstance(company, Mapping) and company.get("sector"):
        yield Passage(Field.COMPANY, str(company["sector"]))


def run_line(need: str, offering: str, rank: int, score: float, tag: str) -> str:
    """One line of a TREC run. Ids with white space would break the line, so it is refused earlier."""
    return f"{need} Q0 {offering} {rank} {score:.8f} {tag}"
