"""One-tap links of mails: what each does, for which address, until when; only hashes of their tokens are kept."""

from datetime import datetime, timedelta

from sqlite_utils import Database

from matchmaker.model.errors import LinkInvalid
from matchmaker.model.introduction import ActionLink, KnownLink, LinkAction
from matchmaker.store.addresses import one_spelling
from matchmaker.store.database import to_text, to_time
from matchmaker.store.sessions import hash_token, new_token


def add_action_link(
    db: Database, *, action: LinkAction, object_id: str, email: str, now: datetime, life: timedelta
) -> str:
    """Insert a one-tap link and return its token; only its hash is kept."""
    token = new_token()
    db.execute(
        "INSERT INTO action_links (token_hash, action, object_id, email, created_at, expires_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [hash_token(token), action, object_id, one_spelling(email), to_text(now), to_text(now + life)],
    )
    return token


def find_action_link(db: Database, token: str, now: datetime) -> KnownLink | None:
    """A link in whatever state; None for a token that was never made or was purged."""
    rows = list(db.query("SELECT * FROM action_links WHERE token_hash = ?", [hash_token(token)]))
    if not rows:
        return None
    address = one_spelling(rows[0]["email"])
    link = ActionLink(LinkAction(rows[0]["action"]), rows[0]["object_id"], address)
    return KnownLink(link, rows[0]["used_at"] is not None, to_time(rows[0]["expires_at"]) <= now)


def read_action_link(db: Database, token: str, now: datetime) -> ActionLink:
    """What a link does. Raises LinkInvalid with reason unknown, used or expired."""
    known = find_action_link(db, token, now)
    if known is None:
        raise LinkInvalid("unknown")
    if known.used:
        raise LinkInvalid("used")
    if known.expired:
        raise LinkInvalid("expired")
    return known.link


def use_action_link(db: Database, token: str, now: datetime) -> ActionLink:
    """Read a link and mark it used, inside the caller's write transaction."""
    link = read_action_link(db, token, now)
    db.execute("UPDATE action_links SET used_at = ? WHERE token_hash = ?", [to_text(now), hash_token(token)])
    return link


def purge_action_links(db: Database, now: datetime) -> None:
    """Delete links that have been over for a week."""
    db.execute("DELETE FROM action_links WHERE expires_at < ?", [to_text(now - timedelta(days=7))])
