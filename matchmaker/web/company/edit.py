"""Correcting or completing a need that was sent."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.matching.engine import MODEL_VERSION
from matchmaker.model.user import Role
from matchmaker.operations.edit_need import EDITABLE, edit_need
from matchmaker.operations.guess_language import guess_language
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.company import blueprint
from matchmaker.web.company.checking import check, identify, propose
from matchmaker.web.company.forms import EditForm
from matchmaker.web.company.needs import own_need
from matchmaker.web.company.people import own_company_id
from matchmaker.web.database import db
from matchmaker.web.engine import index
from matchmaker.web.locale import gettext as _


@blueprint.route("/needs/<need_id>/edit", methods=["GET", "POST"])
@allow(Role.COMPANY)
def edit(need_id: str) -> ResponseReturnValue:
    need = own_need(need_id)
    if request.method == "GET" and need.state not in EDITABLE:
        return redirect(url_for("company.need", need_id=need_id))
    form = EditForm.of(need)
    identify(form)
    if not form.is_submitted():
        propose(form)
    if not form.validate_on_submit():
        page = render_template("company/edit.html", need=need, form=form, check=check(form))
        return page, 422 if form.is_submitted() else 200
    text = f"{form.title.data}\n{form.description.data}"
    edit_need(
        db(),
        index(),
        need_id=need_id,
        company_id=own_company_id(),
        seen_version_id=form.seen.data or "",
        content=form.content(guess_language(index(), text=text)),
        model_version=MODEL_VERSION,
        actor=viewer().actor(Role.COMPANY),
        now=now(),
    )
    flash(_("Saved. The coordinator sees what you changed."), "success")
    return redirect(url_for("company.need", need_id=need_id))
