"""Correcting a need: all of what a coordinator wrote down, the plain facts of what a company wrote itself; and its contacts."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.matching.engine import MODEL_VERSION
from matchmaker.model.errors import AlreadyDecided, Conflict, NotFound
from matchmaker.model.need import Need, NeedContent, NeedState
from matchmaker.model.user import Role
from matchmaker.operations.edit_need import EDITABLE, edit_need
from matchmaker.operations.enter_need import add_contact as add
from matchmaker.operations.guess_language import guess_language
from matchmaker.operations.word_summary import renewal
from matchmaker.store import authorship, companies, needs
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.need_form import ContactForm, CorrectForm, FactsForm, ReachForm
from matchmaker.web.database import db
from matchmaker.web.engine import index
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import language
from matchmaker.web.unsaved import show_unsaved


@blueprint.route("/needs/<need_id>/correct", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def correct(need_id: str) -> ResponseReturnValue:
    need = needs.get_need(db(), need_id)
    if need.state is NeedState.CLOSED:
        flash(_("The need is closed, so nothing more is decided about it."), "info")
        return redirect(url_for("coordinator.need", need_id=need_id))
    form = _form(need)
    if not form.validate_on_submit():
        return _page(need, form), 422 if form.is_submitted() else 200
    text = f"{need.content.title}\n{need.content.description}"
    if isinstance(form, CorrectForm):
        text = f"{form.title.data}\n{form.description.data}"
    content = form.content(need.content, guess_language(index(), text=text))
    wanted = renewal(db(), need, content)
    if wanted is not None and wanted.silent:
        content = replace(content, summary=wanted.summary)
    try:
        _save(need, content, form.seen.data or "")
    except AlreadyDecided:
        if not isinstance(form, CorrectForm):
            show_unsaved()  # the company has written meanwhile: its words are its own, and have no fields here
        form.seen.data = needs.get_need(db(), need_id).version_id  # saving once more replaces knowingly
        form.form_errors.append(
            _("Somebody has changed the need meanwhile. Saving once more puts yours in its place.")
        )
        return _page(need, form), 409
    reworded = (content.title, content.description) != (need.content.title, need.content.description)
    flash(
        _("Saved. Read what institutions read first: see whether it still fits.")
        if reworded
        else _("Saved."),
        "success",
    )
    return redirect(url_for("coordinator.need", need_id=need_id, _anchor="first-read" if reworded else None))


def _form(need: Need) -> ReachForm:
    if need.state not in EDITABLE:
        return ReachForm.of(need)
    if authorship.is_written_by_company(db(), need.id):
        return FactsForm.of(need)
    form = CorrectForm.of(need)
    form.leave_empty_parts_out(companies.get_company(db(), need.company_id).profile)
    return form


def _page(need: Need, form: ReachForm) -> str:
    return render_template(
        "coordinator/correct.html",
        need=need,
        form=form,
        whole=isinstance(form, CorrectForm),
        facts=isinstance(form, FactsForm),
    )


def _save(need: Need, content: NeedContent, seen: str) -> None:
    edit_need(
        db(),
        index(),
        need_id=need.id,
        company_id=need.company_id,
        seen_version_id=seen,
        content=content,
        model_version=MODEL_VERSION,
        actor=viewer().actor(Role.COORDINATOR),
        now=now(),
    )


@blueprint.route("/companies/<company_id>/contact", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def add_contact(company_id: str) -> ResponseReturnValue:
    """Somebody whom mails reach from now on; from a need's page (`need`) with a telephone number for it."""
    company = companies.get_company(db(), company_id)
    need = _need_of(company_id, request.args.get("need"))
    form = ContactForm(phone=need.content.phone if need else "")
    if need is None or need.state is NeedState.CLOSED:
        del form.phone
    if not form.validate_on_submit():
        return _contact_page(form, company_id, need), 422 if form.is_submitted() else 200
    try:
        add(
            db(),
            company_id=company.id,
            contact=form.contact(need.content.language if need else language()),
            actor=viewer().actor(Role.COORDINATOR),
            now=now(),
        )
    except Conflict:
        form.email.errors = [_("This person belongs to another company. Choose another address.")]
        return _contact_page(form, company_id, need), 422
    if need is not None and "phone" in form and form.phone.data != need.content.phone:
        _save(need, replace(need.content, phone=form.phone.data), need.version_id)
    flash(_("Mails about the company's needs reach %(who)s from now on.", who=form.name.data), "success")
    if need is not None:
        return redirect(url_for("coordinator.need", need_id=need.id))
    return redirect(url_for("coordinator.company", company_id=company_id))


def _need_of(company_id: str, need_id: str | None) -> Need | None:
    if not need_id:
        return None
    need = needs.get_need(db(), need_id)
    if need.company_id != company_id:
        raise NotFound("need", need_id)
    return need


def _contact_page(form: ContactForm, company_id: str, need: Need | None) -> str:
    company = companies.get_company(db(), company_id)
    return render_template("coordinator/contact.html", form=form, company=company, need=need)
