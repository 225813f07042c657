"""How often each coded reason was given, for and by which institution."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from matchmaker.store.database import to_text


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How often a coordinator rejected (`by` is 'coordinator') or a side declined an institution's offerings for a reason."""

    institution_id: str
    institution_name: str
    by: str
    reason: str
    times: int


def count_reasons(db: Database, since: datetime, *, institution_id: str | None = None) -> list[ReasonCount]:
    """Reasons since then by institution, or of one, the most frequent first. A rejection that was taken back counts no more."""
    sql = """
        WITH given AS (
            SELECT match_id, 'coordinator' AS by, reason FROM decisions
                WHERE after = 'rejected' AND reason IS NOT NULL AND decided_at >= :since
                AND NOT EXISTS (SELECT 1 FROM decisions AS undo WHERE undo.reverses = decisions.id)
            UNION ALL SELECT match_id, 'company', company_reason FROM introductions
                WHERE company_reason <> '' AND company_answered_at >= :since
            UNION ALL SELECT match_id, 'institution', institution_reason FROM introductions
                WHERE institution_reason <> '' AND institution_answered_at >= :since
        )
        SELECT institutions.id AS institution_id, institutions.name AS institution_name, by, reason, count(*) AS times
        FROM given JOIN matches ON matches.id = given.match_id JOIN offerings ON offerings.id = matches.offering_id
            JOIN institutions ON institutions.id = offerings.institution_id
        WHERE :institution IS NULL OR institutions.id = :institution
        GROUP BY institutions.id, by, reason ORDER BY times DESC, institutions.name, by, reason
    """
    return [
        ReasonCount(**row) for row in db.query(sql, {"since": to_text(since), "institution": institution_id})
    ]
