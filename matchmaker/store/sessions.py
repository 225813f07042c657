"""Sessions and one-time sign-in links. Tokens are stored as SHA-256 hashes: the database alone opens no door."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from matchmaker.model.errors import LinkInvalid
from matchmaker.store.addresses import one_spelling
from matchmaker.store.database import to_text, to_time

SESSION_DAYS = 30
LINK_LIFE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class SignInLink:
    """What a sign-in link stands for: an address, and the page to go to (a path of this site, or empty)."""

    email: str
    next: str


def new_token() -> str:
    """256 random bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def add_sign_in_token(
    db: Database, *, email: str, next_path: str, now: datetime, life: timedelta = LINK_LIFE
) -> str:
    """Insert a link for an address and return its token; it lives half an hour unless `life` says otherwise."""
    token = new_token()
    db.execute(
        "INSERT INTO sign_in_tokens (token_hash, email, next, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
        [hash_token(token), one_spelling(email), next_path, to_text(now), to_text(now + life)],
    )
    return token


def read_sign_in_token(db: Database, token: str, now: datetime) -> SignInLink:
    """What an open link stands for. Raises LinkInvalid with reason unknown, used or expired."""
    rows = list(db.query("SELECT * FROM sign_in_tokens WHERE token_hash = ?", [hash_token(token)]))
    if not rows:
        raise LinkInvalid("unknown")
    if rows[0]["used_at"] is not None:
        raise LinkInvalid("used")
    if to_time(rows[0]["expires_at"]) <= now:
        raise LinkInvalid("expired")
    return SignInLink(email=one_spelling(rows[0]["email"]), next=rows[0]["next"])


def find_sign_in_link(db: Database, token: str) -> SignInLink | None:
    """What a link stood for, used or over as it may be; None for one that was never made or is forgotten."""
    rows = list(db.query("SELECT email, next FROM sign_in_tokens WHERE token_hash = ?", [hash_token(token)]))
    return SignInLink(email=one_spelling(rows[0]["email"]), next=rows[0]["next"]) if rows else None


def use_sign_in_token(db: Database, token: str, now: datetime) -> SignInLink:
    """Read a link and mark it used, inside the caller's write transaction: of two openings one wins."""
    link = read_sign_in_token(db, token, now)
    db.execute(
        "UPDATE sign_in_tokens SET used_at = ? WHERE token_hash = ?", [to_text(now), hash_token(token)]
    )
    return link


def add_session(db: Database, *, user_id: str, now: datetime) -> str:
    """Insert a session and return its token."""
    token = new_token()
    db.execute(
        "INSERT INTO sessions (token_hash, user_id, created_at, seen_at, expires_at) VALUES (?, ?, ?, ?, ?)",
        [hash_token(token), user_id, to_text(now), to_text(now), to_text(now + timedelta(days=SESSION_DAYS))],
    )
    return token


def find_session_user_id(db: Database, token: str, now: datetime) -> str | None:
    """The user of a live session."""
    rows = list(
        db.query(
            "SELECT user_id FROM sessions WHERE token_hash = ? AND ended_at IS NULL AND expires_at > ?",
            [hash_token(token), to_text(now)],
        )
    )
    return rows[0]["user_id"] if rows else None


@dataclass(frozen=True, slots=True)
class SessionCounts:
    """Browsers that are signed in, the people they belong to, and sign-in links that still open."""

    sessions: int
    people: int
    links: int


def count_live(db: Database, now: datetime) -> SessionCounts:
    """Sessions and links at a moment."""
    sql = (
        "SELECT count(*) AS sessions, count(DISTINCT user_id) AS people, (SELECT count(*) FROM sign_in_tokens"
        " WHERE used_at IS NULL AND expires_at > :now) AS links FROM sessions WHERE ended_at IS NULL AND expires_at > :now"
    )
    return SessionCounts(**next(iter(list(db.query(sql, {"now": to_text(now)})))))


def end_session(db: Database, token: str, now: datetime) -> None:
    db.execute("UPDATE sessions SET ended_at = ? WHERE token_hash = ?", [to_text(now), hash_token(token)])


def end_sessions_of(db: Database, user_id: str, now: datetime) -> None:
    db.execute(
        "UPDATE sessions SET ended_at = ? WHERE user_id = ? AND ended_at IS NULL", [to_text(now), user_id]
    )


def purge_expired(db: Database, now: datetime) -> None:
    """Delete links and sessions that have been over for a day."""
    limit = to_text(now - timedelta(days=1))
    db.execute("DELETE FROM sign_in_tokens WHERE expires_at < ?", [limit])
    db.execute("DELETE FROM sessions WHERE expires_at < ? OR ended_at < ?", [limit, limit])
