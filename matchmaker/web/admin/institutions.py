"""Institutions: all of them, one with its people and offerings, inviting members, adding and renaming."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.codes import InstitutionKind, Language
from matchmaker.model.errors import Conflict, NotAllowed, NotFound
from matchmaker.model.user import Actor, Role
from matchmaker.operations import end_membership as ending
from matchmaker.operations import save_institution as saving
from matchmaker.operations.invite_user import invite_user
from matchmaker.store import audit, offerings, users
from matchmaker.store import institutions as registry
from matchmaker.web import history
from matchmaker.web.access import allow, viewer
from matchmaker.web.admin import blueprint
from matchmaker.web.admin.people import refused_invitation, tell_invited
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.institution_forms import InstitutionForm, MemberForm
from matchmaker.web.locale import gettext as _
from matchmaker.web.offering_page import TONES


@blueprint.get("/coordinator/institutions", endpoint="institutions")
@allow(Role.COORDINATOR)
def list_institutions() -> ResponseReturnValue:
    return render_template(
        "admin/institutions.html",
        lines=registry.list_institution_lines(db()),
        may_add=viewer().may_act_as(Role.ADMIN),
    )


@blueprint.get("/coordinator/institutions/<institution_id>")
@allow(Role.COORDINATOR)
def institution(institution_id: str) -> ResponseReturnValue:
    return _page(institution_id, MemberForm(formdata=None))


@blueprint.post("/coordinator/institutions/<institution_id>/invite")
@allow(Role.COORDINATOR)
def invite_member(institution_id: str) -> ResponseReturnValue:
    registry.get_institution(db(), institution_id)
    form = MemberForm()
    if not form.validate():
        return _page(institution_id, form), 422
    try:
        invited = invite_user(
            db(),
            email=form.email.data,
            name=form.name.data or "",
            role=Role.INSTITUTION,
            language=Language(form.language.data),
            institution_id=institution_id,
            actor=coordinating(),
            now=now(),
        )
    except NotAllowed as refusal:
        form.email.errors = [refused_invitation(refusal.reason)]
        return _page(institution_id, form), 422
    tell_invited(invited)
    return redirect(url_for("admin.institution", institution_id=institution_id))


@blueprint.post("/coordinator/institutions/<institution_id>/members/<membership_id>/end")
@allow(Role.COORDINATOR)
def end_member(institution_id: str, membership_id: str) -> ResponseReturnValue:
    if users.get_membership(db(), membership_id).institution_id != institution_id:
        raise NotFound("membership", membership_id)
    ending.end_membership(db(), membership_id=membership_id, actor=coordinating(), now=now())
    flash(_("The person no longer acts for the institution."), "success")
    return redirect(url_for("admin.institution", institution_id=institution_id))


@blueprint.route("/admin/institutions/new", methods=["GET", "POST"])
@allow(Role.ADMIN)
def new_institution() -> ResponseReturnValue:
    form = InstitutionForm()
    if not form.validate_on_submit():
        return _form_page(form, None), 422 if form.errors else 200
    try:
        added = saving.add_institution(
            db(),
            name=form.name.data,
            kind=InstitutionKind(form.kind.data),
            website=form.website.data or "",
            actor=viewer().actor(Role.ADMIN),
            now=now(),
        )
    except Conflict:
        return _name_taken(form, None)
    flash(_("The institution is added. Now invite somebody who takes care of its offerings."), "success")
    return redirect(url_for("admin.institution", institution_id=added.id))


@blueprint.route("/admin/institutions/<institution_id>/edit", methods=["GET", "POST"])
@allow(Role.ADMIN)
def edit_institution(institution_id: str) -> ResponseReturnValue:
    shown = registry.get_institution(db(), institution_id)
    form = InstitutionForm(name=shown.name, kind=shown.kind.value, website=shown.website)
    if not form.validate_on_submit():
        return _form_page(form, institution_id), 422 if form.errors else 200
    try:
        saving.edit_institution(
            db(),
            institution_id=institution_id,
            name=form.name.data,
            kind=InstitutionKind(form.kind.data),
            website=form.website.data or "",
            actor=viewer().actor(Role.ADMIN),
            now=now(),
        )
    except Conflict:
        return _name_taken(form, institution_id)
    flash(_("Saved."), "success")
    return redirect(url_for("admin.institution", institution_id=institution_id))


def coordinating() -> Actor:
    """The viewer, acting as a coordinator."""
    return viewer().actor(Role.COORDINATOR)


def _page(institution_id: str, form: MemberForm) -> str:
    return render_template(
        "admin/institution.html",
        institution=registry.get_institution(db(), institution_id),
        form=form,
        members=users.list_members(db(), institution_id=institution_id),
        contacts=registry.list_contacts(db(), institution_id),
        offerings=offerings.list_of_institution(db(), institution_id),
        tones=TONES,
        history=history.history(audit.list_for_object(db(), "institution", institution_id), {}),
        may_edit=viewer().may_act_as(Role.ADMIN),
    )


def _name_taken(form: InstitutionForm, institution_id: str | None) -> ResponseReturnValue:
    form.name.errors = [_("Another institution has this name already.")]
    return _form_page(form, institution_id), 422


def _form_page(form: InstitutionForm, institution_id: str | None) -> str:
    return render_template("admin/institution_form.html", form=form, institution_id=institution_id)
