"""Offerings and their versions. Everything of a version is read in one query, so lists cost the same at any length."""

import json
from collections.abc import Mapping
from dataclasses import astuple
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from matchmaker.model.codes import Help, Language, Sector, SizeClass
from matchmaker.model.errors import AlreadyDecided, NotFound
from matchmaker.model.ids import new_id
from matchmaker.model.offering import (
    Offering,
    OfferingContent,
    OfferingKind,
    OfferingState,
    OfferingText,
    Target,
)
from matchmaker.store.database import to_text, to_time, to_time_or_none

_SELECT = """
    SELECT offerings.id, offerings.institution_id, institutions.name AS institution_name, external_id, state, source,
        confirmed_at, offerings.is_demo, offerings.created_at, offerings.changed_at,
        v.id AS shown_version_id, v.number, kind, unit, place, starts, ends, funder, target_text, how_to_get, link,
        (SELECT json_group_object(language, json_array(title, description, unit, target_text, how_to_get)) FROM offering_texts
            WHERE version_id = v.id) AS texts,
        (SELECT json_group_array(json_array(kind, value)) FROM
            (SELECT kind, value FROM offering_tags WHERE version_id = v.id ORDER BY kind, position, value)) AS tags
    FROM offerings JOIN institutions ON institutions.id = offerings.institution_id
"""
_CURRENT = (
    _SELECT.replace("kind, unit", "v.kind, unit")
    + " JOIN offering_versions v ON v.id = offerings.version_id "
)
_ANY_VERSION = (
    _SELECT.replace("kind, unit", "v.kind, unit")
    + " JOIN offering_versions v ON v.offering_id = offerings.id "
)


def get_offering(db: Database, offering_id: str) -> Offering:
    """An offering, in whatever state, at its current version."""
    rows = list(db.query(_CURRENT + "WHERE offerings.id = ?", [offering_id]))
    if not rows:
        raise NotFound("offering", offering_id)
    return _offering(rows[0])


def get_listed_offering(db: Database, offering_id: str) -> Offering:
    """An offering that the public may see. Raises NotFound for drafts and archived ones."""
    rows = list(
        db.query(_CURRENT + "WHERE offerings.id = ? AND state IN ('published', 'unconfirmed')", [offering_id])
    )
    if not rows:
        raise NotFound("offering", offering_id)
    return _offering(rows[0])


def get_offering_at_version(db: Database, version_id: str) -> Offering:
    """An offering as it was at one version."""
    rows = list(db.query(_ANY_VERSION + "WHERE v.id = ?", [version_id]))
    if not rows:
        raise NotFound("offering version", version_id)
    return _offering(rows[0])


def find_offering_by_external_id(db: Database, external_id: str) -> Offering | None:
    rows = list(db.query(_CURRENT + "WHERE external_id = ?", [external_id]))
    return _offering(rows[0]) if rows else None


def find_imported_offering(db: Database, key: str) -> Offering | None:
    """The offering that a file means by this key: its external id, or the own id that an export wrote."""
    sql = (
        _CURRENT
        + "WHERE external_id = ? OR (offerings.id = ? AND external_id IS NULL) ORDER BY external_id = ? DESC"
    )
    rows = list(db.query(sql, [key, key, key]))
    return _offering(rows[0]) if rows else None


def is_touched_by_person(db: Database, offering_id: str) -> bool:
    """Whether somebody wrote a version of the offering or confirmed it: then a file no longer knows better."""
    sql = (
        "SELECT confirmed_at IS NOT NULL OR EXISTS (SELECT 1 FROM offering_versions WHERE offering_id = offerings.id"
        " AND created_by IS NOT NULL) AS touched FROM offerings WHERE id = ?"
    )
    return any(row["touched"] for row in list(db.query(sql, [offering_id])))


def list_listed(db: Database) -> list[Offering]:
    """All offerings of the catalogue (published or unconfirmed), ordered by id."""
    sql = _CURRENT + "WHERE state IN ('published', 'unconfirmed') ORDER BY offerings.id"
    return [_offering(row) for row in db.query(sql)]


def list_by_ids(db: Database, offering_ids: list[str]) -> dict[str, Offering]:
    """Offerings by id, in one query; unknown ids are absent."""
    sql = _CURRENT + "WHERE offerings.id IN (SELECT value FROM json_each(?))"
    return {row["id"]: _offering(row) for row in db.query(sql, [json.dumps(offering_ids)])}


def list_of_institution(db: Database, institution_id: str) -> list[Offering]:
    """An institution's offerings in every state, last changed first."""
    sql = _CURRENT + "WHERE offerings.institution_id = ? ORDER BY offerings.changed_at DESC, offerings.id"
    return [_offering(row) for row in db.query(sql, [institution_id])]


def count_offerings(db: Database) -> int:
    return int(db["offerings"].count)


def add_offering(
    db: Database,
    *,
    institution_id: str,
    content: OfferingContent,
    state: OfferingState,
    now: datetime,
    external_id: str | None = None,
    source: str = "",
    is_demo: bool = False,
    created_by: str | None = None,
) -> Offering:
    """Insert an offering with its first version. A listed one changes the catalogue: call `bump_catalogue` too."""
    offering_id = new_id()
    version_id = _add_version(db, offering_id, 1, content, created_by=created_by, now=now)
    db.execute(
        "INSERT INTO offerings (id, institution_id, external_id, state, version_id, source, is_demo, created_at, changed_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            offering_id,
            institution_id,
            external_id,
            state,
            version_id,
            source,
            int(is_demo),
            to_text(now),
            to_text(now),
        ],
    )
    return get_offering(db, offering_id)


def add_offering_version(
    db: Database, offering_id: str, content: OfferingContent, *, created_by: str | None, now: datetime
) -> Offering:
    """Make a new current version."""
    number = get_offering(db, offering_id).version_number + 1
    version_id = _add_version(db, offering_id, number, content, created_by=created_by, now=now)
    db.execute(
        "UPDATE offerings SET version_id = ?, changed_at = ? WHERE id = ?",
        [version_id, to_text(now), offering_id],
    )
    return get_offering(db, offering_id)


def move_offering(
    db: Database, offering_id: str, *, before: OfferingState, after: OfferingState, now: datetime
) -> None:
    """Change the state if it still is `before`. Raises AlreadyDecided otherwise."""
    cursor = db.execute(
        "UPDATE offerings SET state = ?, changed_at = ? WHERE id = ? AND state = ?",
        [after, to_text(now), offering_id, before],
    )
    if cursor.rowcount == 0:
        raise AlreadyDecided("offering", offering_id, get_offering(db, offering_id).state)


def set_source(db: Database, offering_id: str, source: str, now: datetime) -> None:
    """Name another public page that the offering was compiled from."""
    db.execute(
        "UPDATE offerings SET source = ?, changed_at = ? WHERE id = ?", [source, to_text(now), offering_id]
    )


def confirm_offering(db: Database, offering_id: str, now: datetime) -> None:
    """Note that the institution stands behind the text as it is today."""
    db.execute("UPDATE offerings SET confirmed_at = ? WHERE id = ?", [to_text(now), offering_id])


def count_listed(db: Database) -> tuple[int, int]:
    """How many listed offerings there are, and of how many institutions."""
    sql = "SELECT count(*) AS n, count(DISTINCT institution_id) AS m FROM offerings WHERE state IN ('published', 'unconfirmed')"
    listed, providers = db.execute(sql).fetchone()
    return int(listed), int(providers)


def catalogue_number(db: Database) -> int:
    """A number that grows with every change of the listed offerings; the index is built for one number."""
    return int(db.execute("SELECT number FROM catalogue_state").fetchone()[0])


def bump_catalogue(db: Database) -> None:
    """Say that the listed offerings changed, inside the same write transaction: the worker re-indexes and re-ranks."""
    db.execute("UPDATE catalogue_state SET number = number + 1")


def _add_version(
    db: Database,
    offering_id: str,
    number: int,
    content: OfferingContent,
    *,
    created_by: str | None,
    now: datetime,
) -> str:
    version_id = new_id()
    db.execute(
        "INSERT INTO offering_versions (id, offering_id, number, kind, unit, place, starts, ends, funder, target_text,"
        " how_to_get, link, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            version_id,
            offering_id,
            number,
            content.kind,
            content.unit,
            content.place,
            content.starts.isoformat() if content.starts else None,
            content.ends.isoformat() if content.ends else None,
            content.funder,
            content.target_text,
            content.how_to_get,
            content.link,
            to_text(now),
            created_by,
        ],
    )
    for language, text in content.texts.items():
        db.execute(
            "INSERT INTO offering_texts (version_id, language, title, description, unit, target_text, how_to_get)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [version_id, language, *astuple(text)],
        )
    for kind, values in _tags(content):
        for position, value in enumerate(dict.fromkeys(values)):
            db.execute(
                "INSERT INTO offering_tags (version_id, kind, position, value) VALUES (?, ?, ?, ?)",
                [version_id, kind, position, value],
            )
    return version_id


def _tags(content: OfferingContent) -> list[tuple[str, list[str]]]:
    return [
        ("keyword", list(content.keywords)),
        ("help", sorted(content.helps)),
        ("sector", sorted(content.sectors)),
        ("target-region", sorted(content.target.regions)),
        ("target-municipality", sorted(content.target.municipalities)),
        ("target-sector", sorted(content.target.sectors)),
        ("target-size", sorted(content.target.sizes)),
    ]


def _offering(row: Mapping[str, Any]) -> Offering:
    return Offering(
        id=row["id"],
        institution_id=row["institution_id"],
        institution_name=row["institution_name"],
        external_id=row["external_id"],
        state=OfferingState(row["state"]),
        version_id=row["shown_version_id"],
        version_number=row["number"],
        content=_content(row),
        source=row["source"],
        confirmed_at=to_time_or_none(row["confirmed_at"]),
        is_demo=bool(row["is_demo"]),
        created_at=to_time(row["created_at"]),
        changed_at=to_time(row["changed_at"]),
    )


def _content(row: Mapping[str, Any]) -> OfferingContent:
    tags: dict[str, list[str]] = {}
    for kind, value in json.loads(row["tags"]):
        tags.setdefault(kind, []).append(value)
    texts = json.loads(row["texts"])
    return OfferingContent(
        kind=OfferingKind(row["kind"]),
        texts={Language(code): OfferingText(*texts[code]) for code in sorted(texts, reverse=True)},
        keywords=tuple(tags.get("keyword", ())),
        helps=frozenset(Help(value) for value in tags.get("help", ())),
        sectors=frozenset(Sector(value) for value in tags.get("sector", ())),
        unit=row["unit"],
        place=row["place"],
        starts=date.fromisoformat(row["starts"]) if row["starts"] else None,
        ends=date.fromisoformat(row["ends"]) if row["ends"] else None,
        funder=row["funder"],
        target_text=row["target_text"],
        target=Target(
            regions=frozenset(tags.get("target-region", ())),
            municipalities=frozenset(tags.get("target-municipality", ())),
            sectors=frozenset(Sector(value) for value in tags.get("target-sector", ())),
            sizes=frozenset(SizeClass(value) for value in tags.get("target-size", ())),
        ),
        how_to_get=row["how_to_get"],
        link=row["link"],
    )
