"""Drafts that save themselves while somebody types, and the text of a form that was sent after the session had ended."""

import json

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.errors import NotAllowed
from matchmaker.model.need import Draft
from matchmaker.model.user import Role
from matchmaker.operations.keep_need_text import draft_path, keep_need_text
from matchmaker.operations.save_draft import delete_draft as delete
from matchmaker.store.drafts import UNCONFIRMED_HOURS
from matchmaker.web import kept_drafts
from matchmaker.web.access import allow
from matchmaker.web.clock import now
from matchmaker.web.company import blueprint
from matchmaker.web.company.forms import AddressForm, NeedForm
from matchmaker.web.company.people import own_user
from matchmaker.web.database import db
from matchmaker.web.kept_drafts import autosave_answer, too_many_drafts
from matchmaker.web.limits import AUTOSAVE, SIGN_IN, limiter
from matchmaker.web.link_sent import link_sent
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import language
from matchmaker.web.need_fields import too_many_unconfirmed

# What one page may keep for somebody who is not signed in.
LONGEST_KEPT = 60_000
_NOT_TYPED = frozenset({"csrf_token", "action", "checked", "email", "next"})


@blueprint.post("/drafts/autosave")
@allow(Role.SIGNED_IN)
@limiter.limit(AUTOSAVE)
def autosave() -> ResponseReturnValue:
    """Keep the questionnaire as it stands; the answer is one line for the page's status."""
    form = NeedForm()
    form.key()
    return autosave_answer(own_user().id, form.typed(), draft_behind(form), too_many=too_many_drafts())


@blueprint.post("/drafts/<draft_id>/delete")
@allow(Role.SIGNED_IN)
def delete_draft(draft_id: str) -> ResponseReturnValue:
    delete(db(), draft_id=draft_id, user_id=own_user().id)
    flash(_("The draft is deleted."), "success")
    return redirect(url_for("company.needs"))


def typed_while_signed_out() -> ResponseReturnValue | None:
    """The questionnaire came in after its session had ended: show the sign-in page with what was typed carried along."""
    if not any(request.form.get(name, "").strip() for name in ("title", "description")):
        return None
    return _sign_in_page(AddressForm(formdata=None)), 401


@blueprint.post("/needs/keep")
@allow(Role.PUBLIC)
@limiter.limit(SIGN_IN)
def keep_typed_text() -> ResponseReturnValue:
    """Keep what was carried along for an address, until its sign-in link is opened."""
    form = AddressForm()
    if not form.validate():
        return _sign_in_page(form), 422
    typed = NeedForm().typed()
    if len(json.dumps(typed)) > LONGEST_KEPT:
        abort(413)
    email = form.email.data
    try:
        draft = keep_need_text(db(), email=email, form=typed, language=language(), now=now())
    except NotAllowed:
        form.email.errors = [too_many_unconfirmed()]
        return _sign_in_page(form), 422
    return link_sent(email, draft_path(draft.id), confirms=True)


def draft_behind(form: NeedForm) -> Draft | None:
    """The draft this form was opened from or kept as."""
    return kept_drafts.draft_behind(own_user().id, form.key())


def _sign_in_page(form: AddressForm) -> str:
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_TYPED]
    return render_template("company/signed_out.html", form=form, typed=typed, hours=UNCONFIRMED_HOURS)
