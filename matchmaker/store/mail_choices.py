"""Who wants no mails of a kind, and an installation's own wording of mails."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.introduction import MailKind
from matchmaker.store.addresses import one_spelling, spellings
from matchmaker.store.database import to_text, to_time


@dataclass(frozen=True, slots=True)
class StoredWording:
    """An installation's own text for a template in one language."""

    template: str
    language: Language
    subject: str
    body: str
    changed_at: datetime


def opt_out(db: Database, email: str, kind: MailKind, now: datetime) -> bool:
    """Note that an address wants no mails of a kind; whether that is new. Necessary ones are refused by the database."""
    cursor = db.execute(
        "INSERT INTO mail_opt_outs (email, kind, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [one_spelling(email), kind, to_text(now)],
    )
    return bool(cursor.rowcount)


def opt_in(db: Database, email: str, kind: MailKind) -> bool:
    """Take that back; whether there was anything to take back."""
    cursor = db.execute(
        "DELETE FROM mail_opt_outs WHERE email IN (?, ?) AND kind = ?", [*spellings(email), kind]
    )
    return bool(cursor.rowcount)


def list_opt_outs(db: Database, email: str) -> frozenset[MailKind]:
    """The kinds of mails that an address does not want."""
    rows = db.query("SELECT kind FROM mail_opt_outs WHERE email IN (?, ?)", spellings(email))
    return frozenset(MailKind(row["kind"]) for row in rows)


def find_wording(db: Database, template: str, language: Language) -> StoredWording | None:
    """The own text of a template in a language, if there is one."""
    sql = "SELECT * FROM mail_templates WHERE template = ? AND language = ?"
    rows = list(db.query(sql, [template, language]))
    return _wording(rows[0]) if rows else None


def list_wordings(db: Database) -> list[StoredWording]:
    """All own texts, by template and language."""
    return [
        _wording(row) for row in db.query("SELECT * FROM mail_templates ORDER BY template, language DESC")
    ]


def save_wording(
    db: Database,
    *,
    template: str,
    language: Language,
    subject: str,
    body: str,
    changed_by: str | None,
    now: datetime,
) -> None:
    """Keep an own text in place of the template's, or of an earlier own text."""
    db.execute(
        "INSERT INTO mail_templates (template, language, subject, body, changed_at, changed_by) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (template, language) DO UPDATE SET subject = excluded.subject, body = excluded.body,"
        " changed_at = excluded.changed_at, changed_by = excluded.changed_by",
        [template, language, subject, body, to_text(now), changed_by],
    )


def delete_wording(db: Database, template: str, language: Language) -> bool:
    """Go back to the template's text; whether there was an own one."""
    cursor = db.execute(
        "DELETE FROM mail_templates WHERE template = ? AND language = ?", [template, language]
    )
    return bool(cursor.rowcount)


def _wording(row: dict[str, str]) -> StoredWording:
    return StoredWording(
        template=row["template"],
        language=Language(row["language"]),
        subject=row["subject"],
        body=row["body"],
        changed_at=to_time(row["changed_at"]),
    )
