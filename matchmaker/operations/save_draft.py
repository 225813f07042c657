"""Keeping a questionnaire as it was typed, and throwing it away."""

from collections.abc import Mapping
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.need import Draft
from matchmaker.store import drafts
from matchmaker.store.database import write_tx

KEY = "submission_key"


def save_draft(
    db: Database, *, user_id: str, form: Mapping[str, object], now: datetime, draft_id: str | None = None
) -> Draft:
    """Keep what was typed, valid or not: over the user's own draft `draft_id`, or over the one of the same form, or as a new one.

    Side effects: a row in drafts. Raises NotFound when the draft is not this user's.
    """
    with write_tx(db):
        held = (
            drafts.get_draft(db, draft_id, user_id) if draft_id else draft_of_form(db, user_id, form.get(KEY))
        )
        if held is None:
            return drafts.add_draft(db, user_id=user_id, form=form, now=now)
        drafts.update_draft(db, held.id, form=form, now=now)
        return drafts.get_draft(db, held.id, user_id)


def delete_draft(db: Database, *, draft_id: str, user_id: str) -> None:
    """Throw a draft away. Side effect: its row. Raises NotFound when it is not the user's."""
    with write_tx(db):
        drafts.delete_draft(db, drafts.get_draft(db, draft_id, user_id).id)


def draft_of_form(db: Database, user_id: str, key: object) -> Draft | None:
    """The user's draft that was kept from the form with this submission key. Reads only."""
    return next(
        (draft for draft in drafts.list_drafts(db, user_id) if key and draft.form.get(KEY) == key), None
    )
