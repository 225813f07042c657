"""Keeping a questionnaire as it was typed, and throwing it away."""

from collections.abc import Mapping
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.errors import NotAllowed
from matchmaker.model.need import Draft
from matchmaker.store import drafts, needs
from matchmaker.store.database import write_tx

KEY = "submission_key"
MOST_DRAFTS = 50


def save_draft(
    db: Database, *, user_id: str, form: Mapping[str, object], now: datetime, draft_id: str | None = None
) -> Draft:
    """Keep what was typed, valid or not: over the user's own draft `draft_id`, or over the one of the same form, or as a new one.

    Side effects: a row in drafts. Raises NotFound when the draft is not this user's, NotAllowed (`too-many`) for a new one
    when the user has MOST_DRAFTS of the kind already: of own needs, or of told ones.
    """
    with write_tx(db):
        return _save(db, user_id, form, now, draft_id)


def autosave_draft(
    db: Database, *, user_id: str, form: Mapping[str, object], now: datetime, draft_id: str | None = None
) -> Draft:
    """Keep what is being typed, as `save_draft` does. Raises NotAllowed (`sent`) as well when this form has been sent:
    a page that saves by itself must not bring back the draft that sending has used up.
    """
    with write_tx(db):
        if needs.find_need_by_submission(db, submission_key(user_id, str(form.get(KEY)))) is not None:
            raise NotAllowed("save_draft", "sent")
        return _save(db, user_id, form, now, draft_id)


def delete_draft(db: Database, *, draft_id: str, user_id: str) -> None:
    """Throw a draft away. Side effect: its row. Raises NotFound when it is not the user's."""
    with write_tx(db):
        drafts.delete_draft(db, drafts.get_draft(db, draft_id, user_id).id)


def draft_of_form(db: Database, user_id: str, key: object) -> Draft | None:
    """The user's draft that was kept from the form with this submission key. Reads only."""
    return drafts.find_draft_of_form(db, user_id, str(key)) if key else None


def submission_key(user_id: str, key: str) -> str:
    """The key under which a user's form is sent: another user's form with the same key is another form."""
    return f"{user_id}:{key}"


def _save(
    db: Database, user_id: str, form: Mapping[str, object], now: datetime, draft_id: str | None
) -> Draft:
    held = drafts.get_draft(db, draft_id, user_id) if draft_id else draft_of_form(db, user_id, form.get(KEY))
    if held is not None:
        drafts.update_draft(db, held.id, form=form, now=now)
        return drafts.get_draft(db, held.id, user_id)
    if len(drafts.list_drafts(db, user_id, told=drafts.TOLD_FOR in form)) >= MOST_DRAFTS:
        raise NotAllowed("save_draft", "too-many")
    return drafts.add_draft(db, user_id=user_id, form=form, now=now)
