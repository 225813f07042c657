"""Mails that were given up, with the person and the need, question or introduction that each is about."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from matchmaker.store.database import to_time


@dataclass(frozen=True, slots=True)
class UndeliveredMail:
    """A mail that was given up; what it is about is None where it is about nothing of the kind, or that is gone.

    `name` is the recipient's, '' when not known. `phone` is the need's, where the mail goes to its company. `maybe_sent`:
    nobody knows whether it arrived.
    """

    id: str
    template: str
    recipient: str
    name: str
    failed_at: datetime
    maybe_sent: bool
    need_id: str | None
    need_title: str
    need_language: str
    company_name: str
    match_id: str | None
    offering_id: str | None
    phone: str


_MAILS = """
    SELECT outbox.id, outbox.template, outbox.recipient, outbox.failed_at, outbox.sending_at IS NOT NULL AS maybe_sent,
        coalesce(users.name, (SELECT name FROM contacts WHERE email = outbox.recipient AND ended_at IS NULL LIMIT 1), '') AS name,
        needs.id AS need_id, coalesce(need_versions.title, '') AS need_title,
        coalesce(need_versions.language, '') AS need_language, coalesce(companies.name, '') AS company_name,
        matches.id AS match_id, offerings.id AS offering_id,
        CASE WHEN EXISTS (SELECT 1 FROM memberships WHERE memberships.user_id = users.id
            AND memberships.company_id = needs.company_id) THEN need_versions.phone ELSE '' END AS phone
    FROM outbox
        LEFT JOIN users ON users.email = outbox.recipient
        LEFT JOIN introductions ON introductions.id = json_extract(outbox.params, '$.introduction_id')
        LEFT JOIN matches ON matches.id = introductions.match_id
        LEFT JOIN clarifications ON clarifications.id = json_extract(outbox.params, '$.clarification_id')
        LEFT JOIN needs ON needs.id = coalesce(
            matches.need_id, clarifications.need_id, json_extract(outbox.params, '$.need_id'))
        LEFT JOIN need_versions ON need_versions.id = needs.version_id
        LEFT JOIN companies ON companies.id = needs.company_id
        LEFT JOIN offerings ON offerings.id = coalesce(
            matches.offering_id, json_extract(outbox.params, '$.offering_id'))
    WHERE outbox.failed_at IS NOT NULL AND outbox.delivered_at IS NULL AND outbox.cancelled_at IS NULL
"""


def list_undelivered(db: Database, limit: int = 200) -> list[UndeliveredMail]:
    """Mails that were given up, the latest first; one query."""
    sql = f"{_MAILS} ORDER BY outbox.failed_at DESC, outbox.id LIMIT ?"
    return [
        UndeliveredMail(
            **{
                **row,
                "failed_at": to_time(row["failed_at"]),
                "maybe_sent": bool(row["maybe_sent"]),
                "phone": row["phone"] or "",
            }
        )
        for row in db.query(sql, [limit])
    ]


def find_need_of_mail(db: Database, mail_id: str) -> str | None:
    """The need that a mail which was given up is about."""
    rows = list(db.query(f"{_MAILS} AND outbox.id = ?", [mail_id]))
    return rows[0]["need_id"] if rows else None
