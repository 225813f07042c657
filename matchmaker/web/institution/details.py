"""The institution itself: its facts, its members, and people who answer without an account."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.codes import Language
from matchmaker.model.user import Role
from matchmaker.operations import save_institution as saving
from matchmaker.store import institutions, users
from matchmaker.web.access import allow
from matchmaker.web.clock import now
from matchmaker.web.database import db, settings
from matchmaker.web.institution import blueprint
from matchmaker.web.institution.people import own_actor, own_institution_id
from matchmaker.web.institution_forms import ContactForm, WebsiteForm
from matchmaker.web.locale import gettext as _


@blueprint.route("/details", methods=["GET", "POST"])
@allow(Role.INSTITUTION)
def details() -> ResponseReturnValue:
    own = institutions.get_institution(db(), own_institution_id())
    form = WebsiteForm(website=own.website)
    if not form.validate_on_submit():
        return _page(form, ContactForm(formdata=None)), 422 if form.errors else 200
    saving.edit_institution(
        db(),
        institution_id=own.id,
        name=own.name,
        kind=own.kind,
        website=form.website.data or "",
        actor=own_actor(),
        now=now(),
    )
    flash(_("Saved."), "success")
    return redirect(url_for("institution.details"))


@blueprint.post("/contacts")
@allow(Role.INSTITUTION)
def add_contact() -> ResponseReturnValue:
    form = ContactForm()
    if not form.validate():
        own = institutions.get_institution(db(), own_institution_id())
        return _page(WebsiteForm(formdata=None, website=own.website), form), 422
    saving.add_contact(
        db(),
        institution_id=own_institution_id(),
        name=form.name.data,
        email=form.email.data,
        language=Language(form.language.data),
        actor=own_actor(),
        now=now(),
    )
    flash(_("%(person)s is now a contact person.", person=form.name.data), "success")
    return redirect(url_for("institution.details", _anchor="contacts"))


@blueprint.post("/contacts/<contact_id>/end")
@allow(Role.INSTITUTION)
def end_contact(contact_id: str) -> ResponseReturnValue:
    saving.end_contact(
        db(),
        contact_id=contact_id,
        institution_id=own_institution_id(),
        actor=own_actor(),
        now=now(),
    )
    flash(_("The person is no longer a contact person."), "success")
    return redirect(url_for("institution.details", _anchor="contacts"))


def _page(form: WebsiteForm, contact: ContactForm) -> str:
    institution_id = own_institution_id()
    return render_template(
        "institution/details.html",
        institution=institutions.get_institution(db(), institution_id),
        form=form,
        contact=contact,
        members=users.list_members(db(), institution_id=institution_id),
        contacts=institutions.list_contacts(db(), institution_id),
        coordinator_email=settings().contact_email,
    )
