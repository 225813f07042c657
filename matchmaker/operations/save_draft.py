"""Keeping a questionnaire as it was typed."""

from collections.abc import Mapping
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.need import Draft
from matchmaker.store import drafts
from matchmaker.store.database import write_tx


def save_draft(
    db: Database, *, user_id: str, form: Mapping[str, object], now: datetime, draft_id: str | None = None
) -> Draft:
    """Keep what was typed, valid or not: as a new draft, or over the user's own draft `draft_id`.

    Side effects: a row in drafts. Raises NotFound when the draft is not this user's.
    """
    with write_tx(db):
        if draft_id is None:
            return drafts.add_draft(db, user_id=user_id, form=form, now=now)
        drafts.get_draft(db, draft_id, user_id)
        drafts.update_draft(db, draft_id, form=form, now=now)
    return drafts.get_draft(db, draft_id, user_id)
