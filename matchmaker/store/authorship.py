"""Whose words the text of a need is: its company's own, or those of a coordinator who wrote it down."""

from sqlite_utils import Database


def is_written_by_company(db: Database, need_id: str) -> bool:
    """Whether somebody of a company wrote a version of the need, so that its text is the company's own."""
    sql = """
        SELECT 1 FROM need_versions JOIN memberships ON memberships.user_id = need_versions.created_by
            AND memberships.role = 'company' WHERE need_versions.need_id = ? LIMIT 1
    """
    return bool(list(db.query(sql, [need_id])))


def is_summary_of_company(db: Database, need_id: str) -> bool:
    """Whether the present summary came with a version that somebody of a company wrote."""
    sql = """
        SELECT 1 FROM need_versions AS brought
            JOIN memberships ON memberships.user_id = brought.created_by AND memberships.role = 'company'
            WHERE brought.need_id = :need AND brought.number = (
                SELECT coalesce(max(number), 0) + 1 FROM need_versions WHERE need_id = :need AND summary <> (
                    SELECT now.summary FROM needs JOIN need_versions AS now ON now.id = needs.version_id WHERE needs.id = :need))
            LIMIT 1
    """
    return bool(list(db.query(sql, {"need": need_id})))
