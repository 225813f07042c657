"""How much an installation holds, in one query."""

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts for the administrator's page."""

    users: int
    companies: int
    institutions: int
    offerings_listed: int
    offerings_unconfirmed: int
    offerings_draft: int
    needs_open: int
    needs_closed: int


def count_all(db: Database) -> Figures:
    """Users that can sign in, companies that were not merged away, and the rest by state."""
    sql = """
        SELECT (SELECT count(*) FROM users WHERE disabled_at IS NULL) AS users,
            (SELECT count(*) FROM companies WHERE merged_into IS NULL) AS companies,
            (SELECT count(*) FROM institutions) AS institutions,
            (SELECT count(*) FROM offerings WHERE state IN ('published', 'unconfirmed')) AS offerings_listed,
            (SELECT count(*) FROM offerings WHERE state = 'unconfirmed') AS offerings_unconfirmed,
            (SELECT count(*) FROM offerings WHERE state = 'draft') AS offerings_draft,
            (SELECT count(*) FROM needs WHERE state <> 'closed') AS needs_open,
            (SELECT count(*) FROM needs WHERE state = 'closed') AS needs_closed
    """
    return Figures(**next(iter(list(db.query(sql)))))
