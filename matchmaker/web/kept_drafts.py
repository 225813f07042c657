"""Drafts of long forms, for companies and coordinators: the one behind a form, and the answer to a page that saves itself."""

from collections.abc import Mapping
from datetime import datetime

from flask import request
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from matchmaker.model.errors import NotAllowed, NotFound
from matchmaker.model.ids import is_id, new_id
from matchmaker.model.need import Draft
from matchmaker.operations.save_draft import MOST_DRAFTS, autosave_draft, draft_of_form
from matchmaker.store import drafts
from matchmaker.web.clock import HELSINKI, now
from matchmaker.web.database import db
from matchmaker.web.forms import Form
from matchmaker.web.locale import gettext as _


class KeptForm(Form):
    """A form that is kept as a draft; `submission_key` is made with it, so that a double click makes one need."""

    submission_key = HiddenField()

    def key(self) -> str:
        """The form's key; one that we did not make is replaced."""
        if not is_id(self.submission_key.data or ""):
            self.submission_key.data = new_id()
        key: str = self.submission_key.data
        return key


_PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


def draft_behind(user_id: str, key: str) -> Draft | None:
    """The draft this form was opened from or kept as; it may be gone when the form was sent twice."""
    draft_id = request.args.get("draft")
    if draft_id:
        try:
            return drafts.get_draft(db(), draft_id, user_id)
        except NotFound:
            return None
    return draft_of_form(db(), user_id, key)


def autosave_answer(
    user_id: str, typed: Mapping[str, object], draft: Draft | None, *, too_many: str
) -> ResponseReturnValue:
    """Keep a form as it stands; the answer is one line for the page's status."""
    try:
        autosave_draft(db(), user_id=user_id, form=typed, draft_id=draft.id if draft else None, now=now())
    except NotAllowed as refusal:
        words = too_many if refusal.reason == "too-many" else _("This form has been sent.")
        return words, 409, _PLAIN
    return _("Draft saved %(time)s", time=_time(now())), _PLAIN


def too_many_drafts() -> str:
    """What is said to somebody who has all the drafts that one person may have."""
    return _(
        "You have %(most)d drafts, and there is no room for more. Delete some under My needs; what you typed is still here.",
        most=MOST_DRAFTS,
    )


def _time(moment: datetime) -> str:
    return moment.astimezone(HELSINKI).strftime("%H:%M")
