"""Whether an installation holds anything yet."""

from sqlite_utils import Database

from matchmaker.store import companies, institutions, offerings, users


def is_empty(db: Database) -> bool:
    """No offering, person or organisation has been entered."""
    return not (
        offerings.count_offerings(db)
        or users.list_users(db)
        or institutions.list_institutions(db)
        or companies.list_companies(db, limit=1)
    )
