"""A visitor without an account sends the text typed on the front page."""

from collections.abc import Mapping
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.need import Draft
from matchmaker.operations.sign_in import enqueue_link
from matchmaker.store import drafts
from matchmaker.store.database import write_tx


def keep_need_text(
    db: Database, *, email: str, form: Mapping[str, object], language: Language, now: datetime
) -> Draft:
    """Keep the text for 24 hours, tied to the address, until its sign-in link is opened in any browser.

    Side effects: an unconfirmed draft, and a sign-in mail whose link leads to the questionnaire with that draft.
    """
    with write_tx(db):
        draft = drafts.add_unconfirmed_draft(db, email=email, form=form, now=now)
        enqueue_link(db, email=email, language=language, next_path=draft_path(draft.id), now=now)
    return draft


def draft_path(draft_id: str) -> str:
    """Where a draft is taken up again."""
    return f"/company/needs/new?draft={draft_id}"
