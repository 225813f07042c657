"""Offerings that nobody stands behind, by the institution that can be asked about them."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from matchmaker.store.database import to_time_or_none


@dataclass(frozen=True, slots=True)
class UnconfirmedLine:
    """An institution that can be asked, and how many of its listed offerings nobody stands behind at present."""

    institution_id: str
    name: str
    count: int
    oldest: datetime | None


def list_unconfirmed(db: Database) -> list[UnconfirmedLine]:
    """Institutions with a contact or a member, and offerings that nobody has confirmed in time; most first.

    What was loaded from a file and never had anybody behind it is left out: nobody can be asked about it.
    """
    sql = (
        "SELECT institutions.id AS institution_id, institutions.name AS name, count(*) AS n, min(confirmed_at) AS oldest"
        " FROM offerings JOIN institutions ON institutions.id = offerings.institution_id"
        " WHERE offerings.state = 'unconfirmed' AND offerings.confirmed_at IS NOT NULL AND (EXISTS (SELECT 1 FROM contacts"
        " WHERE institution_id = institutions.id AND ended_at IS NULL) OR EXISTS (SELECT 1 FROM memberships"
        " WHERE institution_id = institutions.id AND memberships.state = 'active'))"
        " GROUP BY institutions.id ORDER BY n DESC, institutions.name, institutions.id"
    )
    return [
        UnconfirmedLine(row["institution_id"], row["name"], row["n"], to_time_or_none(row["oldest"]))
        for row in db.query(sql)
    ]
