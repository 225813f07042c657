"""Companies: find one, see its needs and people, merge two entries of one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.cleaning import clean_line
from matchmaker.model.errors import NotAllowed
from matchmaker.model.user import MembershipState, Role
from matchmaker.operations.join_company import accept_member, end_membership
from matchmaker.operations.merge_companies import merge_companies
from matchmaker.store import audit, needs, users
from matchmaker.store import companies as registry
from matchmaker.web import history
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.queue import town_name
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _


@blueprint.get("/companies")
@allow(Role.COORDINATOR)
def companies() -> ResponseReturnValue:
    query = clean_line(request.args.get("q", ""))[:200]
    found = registry.list_companies(db(), name_contains=query)
    towns = {company.id: town_name(company.profile.municipality) for company in found}
    return render_template("coordinator/companies.html", query=query, companies=found, towns=towns)


@blueprint.get("/companies/<company_id>")
@allow(Role.COORDINATOR)
def company(company_id: str) -> ResponseReturnValue:
    shown = registry.get_company(db(), company_id)
    if shown.merged_into:
        return redirect(url_for("coordinator.company", company_id=shown.merged_into))
    return render_template(
        "coordinator/company.html",
        company=shown,
        town=town_name(shown.profile.municipality),
        needs=needs.list_needs_of_company(db(), company_id),
        members=users.list_members(db(), company_id=company_id),
        active=MembershipState.ACTIVE,
        history=history.history(audit.list_for_object(db(), "company", company_id), {}),
    )


@blueprint.post("/companies/<company_id>/members/<membership_id>/<any(accept, end):action>")
@allow(Role.COORDINATOR)
def member(company_id: str, membership_id: str, action: str) -> ResponseReturnValue:
    step = accept_member if action == "accept" else end_membership
    try:
        step(
            db(),
            membership_id=membership_id,
            company_id=company_id,
            actor=viewer().actor(Role.COORDINATOR),
            now=now(),
        )
    except NotAllowed:
        flash(_("A company keeps at least one member."), "error")
    return redirect(url_for("coordinator.company", company_id=company_id))


@blueprint.route("/companies/<company_id>/merge", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def merge(company_id: str) -> ResponseReturnValue:
    """Choose the entry that lives on, see both, confirm."""
    going = registry.get_company(db(), company_id)
    query = clean_line(request.args.get("q", going.profile.name.split(" ")[0]))[:200]
    chosen = request.values.get("into")
    staying = registry.get_company(db(), chosen) if chosen else None
    if request.method == "POST" and staying is not None:
        try:
            merge_companies(
                db(),
                company_id=company_id,
                into=staying.id,
                actor=viewer().actor(Role.COORDINATOR),
                now=now(),
            )
        except NotAllowed as refusal:
            flash(_refusal(refusal.reason), "error")
        else:
            flash(_("The entries are merged: this one lives on."), "success")
            return redirect(url_for("coordinator.company", company_id=staying.id))
    candidates = [
        found for found in registry.list_companies(db(), name_contains=query) if found.id != company_id
    ]
    return render_template(
        "coordinator/merge.html",
        going=going,
        staying=staying,
        query=query,
        candidates=candidates,
        towns={
            c.id: town_name(c.profile.municipality)
            for c in (going, *candidates, *([staying] if staying else []))
        },
    )


def _refusal(reason: str) -> str:
    return {
        "same": _("These are the same entry."),
        "merged": _("One of the entries was merged already."),
        "business-ids": _("The entries have different business IDs: they are two companies."),
    }[reason]
