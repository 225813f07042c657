"""Companies and their consents."""

import json
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from sqlite_utils import Database

from matchmaker.model.codes import Sector, SizeClass
from matchmaker.model.company import Company, CompanyProfile, Consent, ConsentChannel, ConsentPurpose
from matchmaker.model.errors import Conflict, NotFound
from matchmaker.model.ids import new_id
from matchmaker.store.database import to_text, to_time, to_time_or_none

_PROFILE = ("name", "business_id", "municipality", "size", "sector", "nace_section", "makes", "website")


def get_company(db: Database, company_id: str) -> Company:
    rows = list(db.query("SELECT * FROM companies WHERE id = ?", [company_id]))
    if not rows:
        raise NotFound("company", company_id)
    return _company(rows[0])


def find_company_by_business_id(db: Database, business_id: str) -> Company | None:
    rows = list(db.query("SELECT * FROM companies WHERE business_id = ?", [business_id]))
    return _company(rows[0]) if rows else None


def find_company_by_name(db: Database, name: str, municipality: str) -> Company | None:
    """The oldest company of exactly this name in a municipality; case and spaces do not matter, merged ones do not count."""
    wanted = _folded(name)
    sql = "SELECT * FROM companies WHERE municipality = ? AND merged_into IS NULL ORDER BY created_at, id"
    return next(
        (_company(row) for row in list(db.query(sql, [municipality])) if _folded(row["name"]) == wanted), None
    )


def list_companies(db: Database, *, search: str = "", limit: int = 200) -> list[Company]:
    """Companies that were not merged away, by name; `search` is a part of the name or of the business ID, case aside."""
    # SQLite folds the case of ASCII only, and names here have umlauts.
    wanted = search.casefold().strip()
    rows = list(
        db.query("SELECT * FROM companies WHERE merged_into IS NULL ORDER BY name COLLATE NOCASE, id")
    )
    found = (
        row
        for row in rows
        if wanted in row["name"].casefold() or wanted in (row["business_id"] or "").casefold()
    )
    return [_company(row) for row in islice(found, limit)]


def list_companies_by_ids(db: Database, company_ids: list[str]) -> dict[str, Company]:
    """Companies by id, in one query; unknown ids are absent."""
    sql = "SELECT * FROM companies WHERE id IN (SELECT value FROM json_each(?))"
    return {row["id"]: _company(row) for row in db.query(sql, [json.dumps(company_ids)])}


def list_former_names(db: Database, company_ids: list[str]) -> dict[str, list[str]]:
    """What companies were called before they were renamed, and entries that were merged into them; one query."""
    sql = (
        "WITH RECURSIVE entries(living, id) AS (SELECT value, value FROM json_each(?)"
        " UNION SELECT living, merged.id FROM entries"
        " JOIN (SELECT id, merged_into FROM companies WHERE merged_into IS NOT NULL) merged ON merged_into = entries.id)"
        " SELECT living, json_extract(detail, '$.before.name') AS name FROM entries"
        " JOIN audit ON object_type = 'company' AND object_id = entries.id AND action = 'save_profile'"
        " WHERE name IS NOT NULL"
        " UNION SELECT living, name FROM entries JOIN companies USING (id) WHERE id <> living"
    )
    found: dict[str, list[str]] = {}
    for row in list(db.query(sql, [json.dumps(company_ids)])):
        found.setdefault(row["living"], []).append(row["name"])
    return found


def list_needs_with_consent(db: Database, need_ids: list[str], purpose: ConsentPurpose) -> set[str]:
    """The ids of those needs for which a consent to this purpose stands; one query."""
    sql = (
        "SELECT DISTINCT need_id FROM consents WHERE purpose = ? AND withdrawn_at IS NULL"
        " AND need_id IN (SELECT value FROM json_each(?))"
    )
    return {row["need_id"] for row in db.query(sql, [purpose, json.dumps(need_ids)])}


def add_company(db: Database, profile: CompanyProfile, *, now: datetime, is_demo: bool = False) -> Company:
    """Insert a company. Raises Conflict when another one has the business ID."""
    _check_business_id(db, profile, None)
    company_id = new_id()
    columns = ", ".join(_PROFILE)
    db.execute(
        f"INSERT INTO companies (id, {columns}, is_demo, created_at, changed_at)"
        f" VALUES (?{', ?' * len(_PROFILE)}, ?, ?, ?)",
        [
            company_id,
            *(getattr(profile, name) for name in _PROFILE),
            int(is_demo),
            to_text(now),
            to_text(now),
        ],
    )
    return get_company(db, company_id)


def update_profile(db: Database, company_id: str, profile: CompanyProfile, now: datetime) -> None:
    """Replace a company's profile. Raises Conflict when another company has the business ID."""
    _check_business_id(db, profile, company_id)
    assignments = ", ".join(f"{name} = ?" for name in _PROFILE)
    db.execute(
        f"UPDATE companies SET {assignments}, changed_at = ? WHERE id = ?",
        [*(getattr(profile, name) for name in _PROFILE), to_text(now), company_id],
    )


def mark_merged(db: Database, company_id: str, into: str, now: datetime) -> None:
    """Make one entry point to the one that lives on; its business ID is freed for that one."""
    db.execute(
        "UPDATE companies SET merged_into = ?, business_id = NULL, changed_at = ? WHERE id = ?",
        [into, to_text(now), company_id],
    )


def move_company_rows(db: Database, company_id: str, into: str) -> None:
    """Hand over what hangs on one entry: needs, consents, support events, ties. Memberships are the caller's to decide."""
    for table in ("needs", "consents", "support_events"):
        db.execute(f"UPDATE {table} SET company_id = ? WHERE company_id = ?", [into, company_id])
    db.execute("UPDATE OR IGNORE ties SET company_id = ? WHERE company_id = ?", [into, company_id])
    db.execute("DELETE FROM ties WHERE company_id = ?", [company_id])


def add_consent(
    db: Database,
    *,
    company_id: str,
    need_id: str | None,
    purpose: ConsentPurpose,
    text_version: str,
    agreed_by: str,
    channel: ConsentChannel,
    given_at: datetime,
    recorded_by: str | None,
) -> None:
    db.execute(
        "INSERT INTO consents (id, company_id, need_id, purpose, text_version, agreed_by, channel, given_at, recorded_by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            new_id(),
            company_id,
            need_id,
            purpose,
            text_version,
            agreed_by,
            channel,
            to_text(given_at),
            recorded_by,
        ],
    )


def list_consents(db: Database, company_id: str, need_id: str | None = None) -> list[Consent]:
    """Consents of a company (of one need when it is named), oldest first."""
    sql = "SELECT * FROM consents WHERE company_id = ? AND (? IS NULL OR need_id = ?) ORDER BY given_at, id"
    return [_consent(row) for row in db.query(sql, [company_id, need_id, need_id])]


def get_consent(db: Database, consent_id: str, company_id: str) -> Consent:
    """A consent that this company gave. Raises NotFound for anybody else's."""
    rows = list(db.query("SELECT * FROM consents WHERE id = ? AND company_id = ?", [consent_id, company_id]))
    if not rows:
        raise NotFound("consent", consent_id)
    return _consent(rows[0])


def withdraw_consent(db: Database, consent_id: str, now: datetime) -> None:
    db.execute(
        "UPDATE consents SET withdrawn_at = ? WHERE id = ? AND withdrawn_at IS NULL",
        [to_text(now), consent_id],
    )


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _check_business_id(db: Database, profile: CompanyProfile, own_id: str | None) -> None:
    if profile.business_id is None:
        return
    other = find_company_by_business_id(db, profile.business_id)
    if other is not None and other.id != own_id:
        raise Conflict("company", "business_id", profile.business_id)


def _company(row: Mapping[str, Any]) -> Company:
    profile = CompanyProfile(
        name=row["name"],
        business_id=row["business_id"],
        municipality=row["municipality"],
        size=SizeClass(row["size"]) if row["size"] else None,
        sector=Sector(row["sector"]) if row["sector"] else None,
        nace_section=row["nace_section"],
        makes=row["makes"],
        website=row["website"],
    )
    return Company(
        id=row["id"],
        profile=profile,
        is_demo=bool(row["is_demo"]),
        created_at=to_time(row["created_at"]),
        merged_into=row["merged_into"],
    )


def _consent(row: Mapping[str, Any]) -> Consent:
    return Consent(
        id=row["id"],
        company_id=row["company_id"],
        need_id=row["need_id"],
        purpose=ConsentPurpose(row["purpose"]),
        text_version=row["text_version"],
        agreed_by=row["agreed_by"],
        channel=ConsentChannel(row["channel"]),
        given_at=to_time(row["given_at"]),
        withdrawn_at=to_time_or_none(row["withdrawn_at"]),
        recorded_by=row["recorded_by"],
    )
