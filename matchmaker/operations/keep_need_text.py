"""A visitor without an account sends the text typed on the front page."""

import re
from collections.abc import Mapping
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.errors import NotAllowed
from matchmaker.model.need import Draft
from matchmaker.operations.sign_in import enqueue_link
from matchmaker.store import drafts
from matchmaker.store.database import write_tx

# An address has no more texts than these that wait for its confirmation.
MOST_UNCONFIRMED = 10
_DRAFT_PATH = re.compile(r"/company/needs/new\?draft=(\w+)")


def keep_need_text(
    db: Database, *, email: str, form: Mapping[str, object], language: Language, now: datetime
) -> Draft:
    """Keep the text for 24 hours, tied to the address, until its sign-in link is opened in any browser.

    Side effects: an unconfirmed draft, and a mail whose link confirms it: it leads to the questionnaire with that draft.
    Raises NotAllowed (`too-many`) when MOST_UNCONFIRMED texts wait for the address, whoever sent them.
    """
    with write_tx(db):
        if drafts.count_unconfirmed(db, email=email, now=now) >= MOST_UNCONFIRMED:
            raise NotAllowed("keep_need_text", "too-many")
        draft = drafts.add_unconfirmed_draft(db, email=email, form=form, now=now)
        enqueue_link(db, email=email, language=language, next_path=draft_path(draft.id), now=now, draft=draft)
    return draft


def draft_path(draft_id: str) -> str:
    """Where a draft is taken up again."""
    return f"/company/needs/new?draft={draft_id}"


def draft_of_path(path: str) -> str | None:
    """The id of the draft that a path takes up, None for any other path."""
    found = _DRAFT_PATH.fullmatch(path)
    return found[1] if found else None
