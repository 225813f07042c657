"""Browsing the listed offerings: filters, order and pages in SQL, so that a page costs the same in a large catalogue."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from matchmaker.model import places
from matchmaker.model.codes import Help, Language, Sector
from matchmaker.model.offering import Offering, OfferingKind
from matchmaker.store.offerings import list_by_ids


@dataclass(frozen=True, slots=True)
class CatalogueFilter:
    """What a visitor narrows the catalogue to; None lets everything through. `place` is a part of the place's name."""

    kind: OfferingKind | None = None
    sector: Sector | None = None
    help: Help | None = None
    place: str = ""
    open_only: bool = False


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """Offerings of one page, in order, and how many there are in all; ended ones come after all others."""

    offerings: tuple[Offering, ...]
    total: int


def browse(
    db: Database, wanted: CatalogueFilter, *, language: Language, as_of: date, limit: int, offset: int
) -> CataloguePage:
    """A page of the catalogue by title, ended ones last."""
    where, params = _where(wanted, as_of)
    sql = (
        f"SELECT offerings.id {_FROM} WHERE {where} ORDER BY v.ends IS NOT NULL AND v.ends < ?,"
        " (SELECT title FROM offering_texts t WHERE t.version_id = v.id ORDER BY t.language <> ? LIMIT 1)"
        " COLLATE NOCASE, offerings.id LIMIT ? OFFSET ?"
    )
    ids = [row["id"] for row in db.query(sql, [*params, as_of.isoformat(), language, limit, offset])]
    count = list(db.query(f"SELECT count(*) AS n {_FROM} WHERE {where}", params))
    return CataloguePage(_in_order(db, ids), int(count[0]["n"]))


def narrow(
    db: Database, found: Sequence[str], wanted: CatalogueFilter, *, as_of: date, limit: int, offset: int
) -> CataloguePage:
    """A page of search results (ids, best first) that pass the filter, ended ones last."""
    where, params = _where(wanted, as_of)
    sql = (
        f"SELECT offerings.id, v.ends IS NOT NULL AND v.ends < ? AS ended {_FROM}"
        f" WHERE {where} AND offerings.id IN (SELECT value FROM json_each(?))"
    )
    ended = {
        row["id"]: row["ended"]
        for row in db.query(sql, [as_of.isoformat(), *params, json.dumps(list(found))])
    }
    ordered = sorted((id_ for id_ in found if id_ in ended), key=lambda id_: int(ended[id_]))
    return CataloguePage(_in_order(db, ordered[offset : offset + limit]), len(ordered))


def list_places(db: Database, language: Language) -> list[str]:
    """The places that listed offerings name, each once by its name in the language; 'Kuopio, Varkaus' names two."""
    sql = (
        "SELECT DISTINCT v.place AS place "
        + _FROM
        + " WHERE state IN ('published', 'unconfirmed') AND v.place <> ''"
    )
    named = {part.strip() for row in db.query(sql) for part in row["place"].split(",") if part.strip()}
    return sorted({places.usual_name(part, language) for part in named})


_FROM = "FROM offerings JOIN offering_versions v ON v.id = offerings.version_id"


def _where(wanted: CatalogueFilter, as_of: date) -> tuple[str, list[str]]:
    clauses, params = ["offerings.state IN ('published', 'unconfirmed')"], []
    if wanted.kind:
        clauses.append("v.kind = ?")
        params.append(wanted.kind.value)
    for tag, value in (("sector", wanted.sector), ("help", wanted.help)):
        if value:
            clauses.append(
                "EXISTS (SELECT 1 FROM offering_tags WHERE version_id = v.id AND kind = ? AND value = ?)"
            )
            params += [tag, value.value]
    if wanted.place:
        known = places.spellings(wanted.place)
        named = "instr(',' || replace(v.place, ', ', ',') || ',', ',' || ? || ',') > 0"
        clauses.append(f"({' OR '.join([named] * len(known))})")
        params += known
    if wanted.open_only:
        clauses.append("(v.ends IS NULL OR v.ends >= ?)")
        params.append(as_of.isoformat())
    return " AND ".join(clauses), params


def _in_order(db: Database, ids: list[str]) -> tuple[Offering, ...]:
    known = list_by_ids(db, ids)
    return tuple(known[offering_id] for offering_id in ids)
