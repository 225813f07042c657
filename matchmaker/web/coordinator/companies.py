"""Companies: find one, see its needs and people, merge two entries of one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.i18n import N_
from matchmaker.model.cleaning import clean_line
from matchmaker.model.company import Company
from matchmaker.model.errors import NotAllowed
from matchmaker.model.user import MembershipState, Role
from matchmaker.operations.join_company import accept_member as accept
from matchmaker.operations.join_company import end_membership
from matchmaker.operations.likely_same import Told, likely_same
from matchmaker.operations.merge_companies import merge_companies
from matchmaker.store import audit, needs, users
from matchmaker.store import companies as registry
from matchmaker.web import history
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.queue import town_name
from matchmaker.web.coordinator.tie_form import TieForm, tie_form, tie_lines
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _

LISTED = 100
REFUSALS = {
    "same": N_("These are the same entry."),
    "merged": N_("One of the entries was merged already."),
    "business-ids": N_("The entries have different business IDs: they are two companies."),
}


@blueprint.get("/companies")
@allow(Role.COORDINATOR)
def companies() -> ResponseReturnValue:
    query = clean_line(request.args.get("q", ""))[:200]
    found = registry.list_companies(db(), search=query, limit=LISTED + 1)
    return render_template(
        "coordinator/companies.html",
        query=query,
        companies=found[:LISTED],
        more=len(found) > LISTED,
        towns={company.id: town_name(company.profile.municipality) for company in found},
    )


@blueprint.get("/companies/<company_id>")
@allow(Role.COORDINATOR)
def company(company_id: str) -> ResponseReturnValue:
    shown = registry.get_company(db(), company_id)
    if shown.merged_into:
        return redirect(url_for("coordinator.company", company_id=shown.merged_into))
    return company_page(company_id)


def company_page(company_id: str, tie: TieForm | None = None) -> str:
    """The page of a company; a tie's form that came back with errors is shown as it was typed."""
    shown = registry.get_company(db(), company_id)
    members = users.list_members(db(), company_id=company_id)
    return render_template(
        "coordinator/company.html",
        company=shown,
        town=town_name(shown.profile.municipality),
        needs=needs.list_needs_of_company(db(), company_id),
        members=members,
        states=MembershipState,
        ties=tie_lines(company_id),
        tie=tie or tie_form(),
        history=history.history(
            audit.list_for_object(db(), "company", company_id),
            {person.id: person.name or person.email for _membership, person in members},
        ),
    )


@blueprint.post("/companies/<company_id>/members/<membership_id>/accept")
@allow(Role.COORDINATOR)
def accept_member(company_id: str, membership_id: str) -> ResponseReturnValue:
    accept(
        db(),
        membership_id=membership_id,
        company_id=company_id,
        actor=viewer().actor(Role.COORDINATOR),
        now=now(),
    )
    flash(_("The person is now a member of the company."), "success")
    return redirect(url_for("coordinator.company", company_id=company_id))


@blueprint.post("/companies/<company_id>/members/<membership_id>/end")
@allow(Role.COORDINATOR)
def end_member(company_id: str, membership_id: str) -> ResponseReturnValue:
    """Refuse a request, or remove a member."""
    try:
        end_membership(
            db(),
            membership_id=membership_id,
            company_id=company_id,
            actor=viewer().actor(Role.COORDINATOR),
            now=now(),
        )
    except NotAllowed:
        flash(_("A company keeps at least one member."), "error")
    else:
        flash(_("The person no longer sees the company's pages."), "success")
    return redirect(url_for("coordinator.company", company_id=company_id))


@blueprint.route("/companies/<company_id>/merge", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def merge(company_id: str) -> ResponseReturnValue:
    """Choose the entry that lives on, see both, confirm."""
    going = registry.get_company(db(), company_id)
    if going.merged_into:
        return redirect(url_for("coordinator.company", company_id=going.merged_into))
    chosen = request.values.get("into")
    staying = registry.get_company(db(), chosen) if chosen else None
    if request.method == "GET" or staying is None:
        return _merge_page(going, staying)
    try:
        merge_companies(
            db(), company_id=company_id, into=staying.id, actor=viewer().actor(Role.COORDINATOR), now=now()
        )
    except NotAllowed as refusal:
        flash(_(REFUSALS[refusal.reason]), "error")
        return _merge_page(going, None), 409
    flash(_("The entries are merged: this one lives on."), "success")
    return redirect(url_for("coordinator.company", company_id=staying.id))


def _merge_page(going: Company, staying: Company | None) -> str:
    query = clean_line(request.args.get("q", going.profile.name.split(" ")[0]))[:200]
    profile = going.profile
    told = Told(profile.name, profile.business_id, website=profile.website)
    likely = [] if "q" in request.args else likely_same(db(), told, other_than=going.id)
    found = [twin.company for twin in likely]
    found += [one for one in registry.list_companies(db(), search=query, limit=LISTED) if one not in found]
    candidates = [company for company in found if company.id != going.id]
    shown = [going, *candidates, *([staying] if staying else [])]
    return render_template(
        "coordinator/merge.html",
        going=going,
        staying=staying,
        query=query,
        candidates=candidates,
        towns={company.id: town_name(company.profile.municipality) for company in shown},
        needs={c.id: len(needs.list_needs_of_company(db(), c.id)) for c in (going, staying) if c},
    )
