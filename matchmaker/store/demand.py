"""What companies ask for, in numbers: needs by field and by kind of help, and what came of an institution's own offerings."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.codes import Help, Sector
from matchmaker.store.database import to_text

# A need that its company took back was none; its field is the company's where it says nothing of its own.
_NEEDS = """
    SELECT needs.id, needs.version_id, needs.no_good_match, coalesce(need_versions.sector, companies.sector) AS sector
    FROM needs JOIN need_versions ON need_versions.id = needs.version_id JOIN companies ON companies.id = needs.company_id
    WHERE needs.submitted_at >= :since AND coalesce(needs.result, '') NOT IN ('withdrawn', 'not-research')
"""


@dataclass(frozen=True, slots=True)
class FieldDemand:
    """How many needs of a field there were, and for how many of them nothing in the catalogue fitted well."""

    sector: Sector
    needs: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class OwnTally:
    """What came of an institution's offerings: suggested for a need, asked about, introduced."""

    suggested: int
    asked: int
    introduced: int


def count_needs_by_field(db: Database, since: datetime) -> list[FieldDemand]:
    """Every field that a need named since then, the most asked for first."""
    sql = f"""
        SELECT sector, count(*) AS needs, sum(no_good_match) AS unanswered FROM ({_NEEDS})
        WHERE sector IS NOT NULL GROUP BY sector ORDER BY needs DESC, sector
    """
    rows = db.query(sql, {"since": to_text(since)})
    return [FieldDemand(Sector(row["sector"]), row["needs"], row["unanswered"]) for row in rows]


def count_needs_by_help(db: Database, sectors: Collection[Sector], since: datetime) -> dict[Help, int]:
    """How many needs of these fields asked for each kind of help, the most asked for first."""
    sql = f"""
        SELECT help, count(*) AS needs FROM ({_NEEDS}) JOIN need_helps USING (version_id)
        WHERE sector IN (SELECT value FROM json_each(:sectors)) GROUP BY help ORDER BY needs DESC, help
    """
    rows = db.query(sql, {"since": to_text(since), "sectors": json.dumps(sorted(sectors))})
    return {Help(row["help"]): row["needs"] for row in rows}


def tally_of_institution(db: Database, institution_id: str, since: datetime) -> OwnTally:
    """What came of the suggestions that were made since then."""
    sql = """
        SELECT count(*) AS suggested, count(asked.match_id) AS asked,
            coalesce(sum(matches.state IN ('introduced', 'met', 'outcome')), 0) AS introduced
        FROM matches JOIN offerings ON offerings.id = matches.offering_id
            LEFT JOIN (SELECT DISTINCT match_id FROM introductions WHERE institution_email <> '') AS asked
                ON asked.match_id = matches.id
        WHERE offerings.institution_id = ? AND matches.created_at >= ? AND NOT withdrawn AND NOT uncertain
    """
    return OwnTally(**next(iter(list(db.query(sql, [institution_id, to_text(since)])))))
