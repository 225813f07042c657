"""Delivering the outbox: rows to messages, once each."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import quote

from jinja2 import TemplateError
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.mail.delivery import DeliveryError, deliver
from matchmaker.mail.messages import compose
from matchmaker.model.errors import NotFound
from matchmaker.operations.sign_in import make_link_token
from matchmaker.store import matches, needs, outbox
from matchmaker.store.database import write_tx
from matchmaker.store.outbox import OutboxRow

# Templates that hold a sign-in link, and how long it lives: an invitation may wait over a weekend.
LINK_LIFE = {"sign_in": timedelta(minutes=30), "invitation": timedelta(days=7)}


def deliver_mail(db: Database, settings: Settings, *, now: datetime, limit: int = 20) -> int:
    """Deliver mails that are due; return how many were taken up.

    Side effects: each mail leaves by SMTP or as a file and is marked delivered, or is put back with its error for a later
    try, given up visibly after the last. A sign-in link's token is made here and not kept in readable form.
    """
    with write_tx(db):
        due = outbox.claim_due(db, now=now, limit=limit)
    for row in due:
        error = _deliver_one(db, settings, row, now)
        with write_tx(db):
            if error is None:
                outbox.mark_delivered(db, row.id, now)
            else:
                outbox.mark_failed(db, row, error, now)
    return len(due)


def _deliver_one(db: Database, settings: Settings, row: OutboxRow, now: datetime) -> str | None:
    """Deliver one mail; return what went wrong, or None."""
    try:
        message = compose(
            settings,
            template=row.template,
            recipient=row.recipient,
            language=row.language,
            params={**row.params, **_live_params(db, settings, row, now)},
            now=now,
        )
        deliver(settings, message, key=row.id)
    except (DeliveryError, NotFound, TemplateError, LookupError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return None


def _live_params(db: Database, settings: Settings, row: OutboxRow, now: datetime) -> Mapping[str, object]:
    """What is looked up at delivery rather than kept in the outbox: link tokens and the texts of needs."""
    live: dict[str, object] = {}
    if row.template in LINK_LIFE:
        next_path = str(row.params.get("next", ""))
        token = make_link_token(
            db, email=row.recipient, next_path=next_path, now=now, life=LINK_LIFE[row.template]
        )
        live["link"] = sign_in_url(settings, token)
    if "need_id" in row.params:
        need = needs.get_need(db, str(row.params["need_id"]))
        live["title"] = need.content.title
        live["no_good_match"] = need.no_good_match
        live["suggested"] = len(matches.list_matches(db, need.id))
    return live


def sign_in_url(settings: Settings, token: str) -> str:
    """The address of a sign-in link: made from the base URL, never from a request."""
    return f"{settings.base_url}/sign-in/{quote(token)}"
