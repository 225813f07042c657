"""Drafts of needs that are told by phone: kept while they are written, listed where an entry begins, gone when entered."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from matchmaker.model.errors import NotAllowed
from matchmaker.model.need import Draft
from matchmaker.model.user import Role
from matchmaker.operations.save_draft import MOST_DRAFTS, autosave_draft, save_draft
from matchmaker.operations.save_draft import delete_draft as delete
from matchmaker.store import companies, drafts
from matchmaker.web import kept_drafts
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.need_form import EnterNeedForm
from matchmaker.web.database import db
from matchmaker.web.limits import AUTOSAVE, limiter
from matchmaker.web.locale import gettext as _
from matchmaker.web.unsaved import show_unsaved

NEW = "new"


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in the list: what it is about, for whom, and where one goes on with it."""

    id: str
    title: str
    company: str
    changed: datetime
    url: str


@blueprint.post("/needs/new/draft")
@allow(Role.COORDINATOR)
@limiter.limit(AUTOSAVE)
def autosave() -> ResponseReturnValue:
    """Keep the form as it stands; the answer is one line for the page's status."""
    form = EnterNeedForm()
    draft = draft_behind(form)
    return kept_drafts.autosave_answer(_user_id(), _typed(form), draft, too_many=too_many_drafts())


@blueprint.post("/needs/drafts/<draft_id>/delete")
@allow(Role.COORDINATOR)
def delete_draft(draft_id: str) -> ResponseReturnValue:
    delete(db(), draft_id=draft_id, user_id=_user_id())
    flash(_("The draft is deleted."), "success")
    return redirect(url_for("coordinator.enter_need"))


def told_while_signed_out() -> ResponseReturnValue | None:
    """The form came in after its session had ended: what it held is shown, to be copied."""
    if not any(request.form.get(name, "").strip() for name in ("title", "description")):
        return None
    show_unsaved()
    return render_template("coordinator/signed_out.html"), 401


def draft_behind(form: EnterNeedForm) -> Draft | None:
    """The draft this form was opened from or kept as."""
    return kept_drafts.draft_behind(_user_id(), form.key())


def form_of_draft() -> EnterNeedForm | None:
    """The form as the asked draft holds it, valid or not; None where none is asked for."""
    draft_id = request.args.get("draft")
    if not draft_id:
        return None
    return EnterNeedForm(_as_sent(drafts.get_draft(db(), draft_id, _user_id()).form))


def keep(form: EnterNeedForm) -> bool:
    """Keep the form because its person asked for it; False where there is no room."""
    draft = draft_behind(form)
    try:
        save_draft(
            db(), user_id=_user_id(), form=_typed(form), draft_id=draft.id if draft else None, now=now()
        )
    except NotAllowed:
        return False
    return True


def keep_quietly(form: EnterNeedForm) -> None:
    """Keep what came in and cannot be stored yet: a page that comes back may be closed and never sent again."""
    draft = draft_behind(form)
    with suppress(NotAllowed):  # too many drafts, or entered already: the page itself still holds all of it
        autosave_draft(
            db(), user_id=_user_id(), form=_typed(form), draft_id=draft.id if draft else None, now=now()
        )


def draft_lines() -> list[DraftLine]:
    """The coordinator's own drafts, last touched first."""
    kept = drafts.list_drafts(db(), _user_id(), told=True)
    known = companies.list_companies_by_ids(db(), [str(draft.form[drafts.TOLD_FOR]) for draft in kept])
    lines = []
    for draft in kept:
        chosen = str(draft.form[drafts.TOLD_FOR])
        company = known[chosen].profile.name if chosen in known else str(draft.form.get("company_name") or "")
        title = str(draft.form.get("title") or draft.form.get("description") or "")
        url = url_for("coordinator.enter_need", company=chosen, draft=draft.id)
        lines.append(DraftLine(draft.id, title, company, draft.updated_at, url))
    return lines


def too_many_drafts() -> str:
    return _(
        "You have %(most)d drafts, and there is no room for more. Delete some where you begin to enter a need; what you"
        " typed is still here.",
        most=MOST_DRAFTS,
    )


def _typed(form: EnterNeedForm) -> Mapping[str, object]:
    return {**form.typed(), drafts.TOLD_FOR: request.args.get("company") or NEW}


def _as_sent(typed: Mapping[str, object]) -> MultiDict[str, str]:
    """What was typed as a browser sends it: a ticked box is there, one that is not ticked is absent."""
    sent: MultiDict[str, str] = MultiDict()
    for name, value in typed.items():
        if value is True:
            sent.add(name, "y")
        elif isinstance(value, list):
            sent.setlist(name, [str(one) for one in value])
        elif isinstance(value, str):
            sent.add(name, value)
    return sent


def _user_id() -> str:
    return viewer().actor(Role.COORDINATOR).user_id or ""
