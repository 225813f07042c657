"""Correcting what a company's entry says of it, after a call or where something was misspelt."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model import places
from matchmaker.model.company import Company
from matchmaker.model.errors import Conflict
from matchmaker.model.user import Role
from matchmaker.operations.likely_same import Told, Twin, likely_same
from matchmaker.store import companies
from matchmaker.web.access import allow, viewer
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.twins import TwinForm, TwinLine, open_twins
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.profile_form import ProfileForm, save_seen


class CorrectProfileForm(ProfileForm, TwinForm):
    """A company's details in a coordinator's hands."""


@blueprint.route("/companies/<company_id>/profile", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def profile(company_id: str) -> ResponseReturnValue:
    company = companies.get_company(db(), company_id)
    if company.merged_into:
        return redirect(url_for("coordinator.profile", company_id=company.merged_into))
    form = CorrectProfileForm.of(company.profile)
    told_apart = form.told_apart()
    if not form.validate_on_submit():
        return _page(company, form), 422 if form.is_submitted() else 200
    twins = open_twins(_likely_same(company, form), told_apart)
    if twins:
        return _page(company, form, twins), 409
    try:
        saved = save_seen(form, company_id, viewer().actor(Role.COORDINATOR))
    except Conflict:  # another company took the business ID this very moment
        form.business_id.errors = [_("Another company has this business ID. Check the digits.")]
        return _page(company, form), 422
    if not saved:
        return _page(company, form), 409
    flash(_("Saved."), "success")
    return redirect(url_for("coordinator.company", company_id=company_id))


def _likely_same(company: Company, form: ProfileForm) -> list[Twin]:
    """Other entries that what is new here speaks for: what stood there before was seen before."""
    new, old = form.profile(), company.profile
    told = Told(
        name=new.name if new.name != old.name else "",
        business_id=new.business_id if new.business_id != old.business_id else None,
        website=new.website if new.website != old.website else "",
    )
    return likely_same(db(), told, other_than=company.id)


def _page(company: Company, form: ProfileForm, twins: Sequence[TwinLine] = ()) -> str:
    return render_template(
        "coordinator/profile.html",
        company=company,
        form=form,
        twins=twins,
        municipalities=places.municipalities(),
    )
