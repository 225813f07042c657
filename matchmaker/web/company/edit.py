"""Correcting or completing a need that was sent; a summary that no longer follows its text is asked about."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.matching.engine import MODEL_VERSION
from matchmaker.model.company import CompanyProfile
from matchmaker.model.errors import AlreadyDecided
from matchmaker.model.need import Need, NeedContent
from matchmaker.model.user import Role
from matchmaker.operations.edit_need import EDITABLE, edit_need
from matchmaker.operations.guess_language import guess_language
from matchmaker.operations.word_summary import renewal
from matchmaker.store import needs
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.company import blueprint
from matchmaker.web.company.checking import check, identify, own_profile, propose, take_out
from matchmaker.web.company.forms import EditForm
from matchmaker.web.company.needs import own_need
from matchmaker.web.company.people import own_company_id
from matchmaker.web.database import db
from matchmaker.web.engine import index
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import keep_typed


@blueprint.route("/needs/<need_id>/edit", methods=["GET", "POST"])
@allow(Role.COMPANY)
def edit(need_id: str) -> ResponseReturnValue:
    need = own_need(need_id)
    if request.method == "GET" and need.state not in EDITABLE:
        return redirect(url_for("company.need", need_id=need_id))
    form = EditForm.of(need)
    form.leave_empty_parts_out(own_profile() or CompanyProfile(""))
    identify(form)
    if not form.is_submitted():
        propose(form)
    if take_out(form):
        return _page(need, form)
    if not form.validate_on_submit():
        return _page(need, form), 422 if form.is_submitted() else 200
    text = f"{form.title.data}\n{form.description.data}"
    content = _with_chosen_summary(need, form, form.content(guess_language(index(), text=text)))
    if content is None:
        return _page(need, form)
    try:
        edit_need(
            db(),
            index(),
            need_id=need_id,
            company_id=own_company_id(),
            seen_version_id=form.seen.data or "",
            content=content,
            model_version=MODEL_VERSION,
            actor=viewer().actor(Role.COMPANY),
            now=now(),
        )
    except AlreadyDecided:
        form.seen.data = needs.get_need(db(), need_id).version_id  # saving once more replaces knowingly
        form.form_errors.append(
            _("Somebody has changed the need meanwhile. Saving once more puts yours in its place.")
        )
        return _page(need, form), 409
    flash(_("Saved. The coordinator sees what you changed."), "success")
    if content.summary != form.summary.data:
        flash(_("The summary for institutions now follows your changed text. Read it below."), "info")
    return redirect(url_for("company.need", need_id=need_id))


def _with_chosen_summary(need: Need, form: EditForm, content: NeedContent) -> NeedContent | None:
    """The content with the summary to keep; None when the person has to choose between the old one and a new one."""
    wanted = renewal(db(), need, content)
    if wanted is None:
        return content
    chosen = form.which.data if form.offered.data == wanted.summary else None
    if wanted.silent or chosen == "new":
        return replace(content, summary=wanted.summary)
    if chosen == "old":
        return content
    if form.offered.data == wanted.summary:
        form.which.errors = [_("Choose the summary that institutions read.")]
    form.offered.data, form.which.data = wanted.summary, None
    keep_typed()
    return None


def _page(need: Need, form: EditForm) -> str:
    return render_template("company/edit.html", need=need, form=form, check=check(form))
