"""What two entries of one company have in common: names, telephone numbers, domains of mail and web addresses."""

from sqlite_utils import Database


def list_names(db: Database) -> list[tuple[str, str]]:
    """Id and name of every company that was not merged away; plain rows, for there may be ten thousand."""
    return list(
        db.execute("SELECT id, replace(name, char(10), ' ') FROM companies WHERE merged_into IS NULL")
    )


def list_ids_by_phone(db: Database, phone: str) -> set[str]:
    """Companies one of whose needs names this number, or named it, in the form in which numbers are kept."""
    # The versions are read once through; asking for the version of each need takes twice as long.
    sql = (
        "SELECT needs.company_id FROM need_versions CROSS JOIN needs ON needs.id = need_versions.need_id"
        " WHERE need_versions.phone = ?"
    )
    return {company_id for (company_id,) in db.execute(sql, [phone])}


def list_ids_by_mail_domain(db: Database, domain: str) -> set[str]:
    """Companies with a person whose address is of this domain."""
    sql = (
        "SELECT company_id FROM memberships WHERE company_id IS NOT NULL AND state <> 'ended'"
        " AND user_id IN (SELECT id FROM users WHERE email LIKE '%@' || ?)"
    )
    return {company_id for (company_id,) in db.execute(sql, [domain])}


def list_websites(db: Database, part: str) -> list[tuple[str, str]]:
    """Id and website of the companies whose website has this part."""
    sql = "SELECT id, website FROM companies WHERE website LIKE '%' || ? || '%' AND merged_into IS NULL"
    return list(db.execute(sql, [part]))
