"""What a mail says beyond its stored parameters, looked up when it leaves: link tokens and the texts of needs.

The outbox keeps neither tokens nor texts, so that a copy of the database opens no door and a purged need leaves no trace.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import quote

from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.model.introduction import LinkAction, MailKind
from matchmaker.operations.introduction_params import introduction_params
from matchmaker.operations.need_params import need_params
from matchmaker.operations.profile_words import profile_params
from matchmaker.operations.sign_in import make_link_token
from matchmaker.store import action_links, drafts, sessions
from matchmaker.store.database import to_time, write_tx
from matchmaker.store.outbox import OutboxRow

# Templates that hold a sign-in link, and how long it lives: an invitation may wait over a weekend, a need waits as long as
# its text is kept.
LINK_LIFE = {
    "sign_in": sessions.LINK_LIFE,
    "confirm_need": timedelta(hours=drafts.UNCONFIRMED_HOURS),
    "invitation": timedelta(days=7),
}
UNSUBSCRIBE_LIFE = timedelta(days=365)


def link_params(action: LinkAction, object_id: str, expires_at: str) -> dict[str, object]:
    """Stored parameters that give a mail `link`, a one-tap link that is made anew at each delivery.

    `expires_at` is text as the database keeps times.
    """
    return {"link_action": action, "link_object": object_id, "link_until": expires_at}


def live_params(db: Database, settings: Settings, row: OutboxRow, now: datetime) -> Mapping[str, object]:
    """All parameters of a mail that leaves now. Side effect: the rows of its links. Raises NotFound for a purged need."""
    return {
        **row.params,
        **_link(db, settings, row, now),
        **need_params(db, row.params, row.language),
        **profile_params(db, row.params, row.language),
        **introduction_params(db, row.template, row.params, row.language),
    }


def _link(db: Database, settings: Settings, row: OutboxRow, now: datetime) -> dict[str, object]:
    params = row.params
    if row.template in LINK_LIFE:
        next_path = str(params.get("next", ""))
        token = make_link_token(
            db, email=row.recipient, next_path=next_path, now=now, life=LINK_LIFE[row.template]
        )
        return {"link": sign_in_url(settings, token)}
    if "link_action" not in params:
        return {}
    with write_tx(db):
        token = action_links.add_action_link(
            db,
            action=LinkAction(params["link_action"]),
            object_id=str(params["link_object"]),
            email=row.recipient,
            now=now,
            life=max(to_time(str(params["link_until"])) - now, timedelta()),
        )
    return {"link": f"{settings.base_url}/answer/{quote(token)}"}


def sign_in_url(settings: Settings, token: str) -> str:
    """The address of a sign-in link: made from the base URL, never from a request."""
    return f"{settings.base_url}/sign-in/{quote(token)}"


def unsubscribe_url(db: Database, settings: Settings, *, email: str, kind: MailKind, now: datetime) -> str:
    """A link that stops mails of a kind to an address without signing in. Side effect: its hashed row."""
    with write_tx(db):
        token = action_links.add_action_link(
            db, action=LinkAction.UNSUBSCRIBE, object_id=kind, email=email, now=now, life=UNSUBSCRIBE_LIFE
        )
    return f"{settings.base_url}/unsubscribe/{quote(token)}"
