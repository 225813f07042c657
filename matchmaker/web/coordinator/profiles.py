"""Correcting what a company's entry says of it, after a call or where something was misspelt."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model import places
from matchmaker.model.company import Company
from matchmaker.model.errors import Conflict
from matchmaker.model.user import Role
from matchmaker.store import companies
from matchmaker.web.access import allow, viewer
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.queue import town_name
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.profile_form import ProfileForm, save_seen


@blueprint.route("/companies/<company_id>/profile", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def profile(company_id: str) -> ResponseReturnValue:
    company = companies.get_company(db(), company_id)
    if company.merged_into:
        return redirect(url_for("coordinator.profile", company_id=company.merged_into))
    form = ProfileForm.of(company.profile)
    if not form.validate_on_submit():
        return _page(company, form), 422 if form.is_submitted() else 200
    try:
        saved = save_seen(form, company_id, viewer().actor(Role.COORDINATOR))
    except Conflict as conflict:
        form.business_id.errors = [_("Another company has this business ID. Check the digits.")]
        return _page(company, form, taken=conflict.value), 422
    if not saved:
        return _page(company, form), 409
    flash(_("Saved."), "success")
    return redirect(url_for("coordinator.company", company_id=company_id))


def _page(company: Company, form: ProfileForm, taken: str = "") -> str:
    """The form; `taken` is the business ID that another company has."""
    other = companies.find_company_by_business_id(db(), taken) if taken else None
    return render_template(
        "coordinator/profile.html",
        company=company,
        form=form,
        other=other,
        town=town_name(other.profile.municipality) if other else "",
        municipalities=places.municipalities(),
    )
