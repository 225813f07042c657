"""My needs, the consents of a need, closing it and taking it back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.company import ConsentPurpose
from matchmaker.model.errors import NotFound
from matchmaker.model.need import CompanyClosing, Need, NeedState
from matchmaker.model.user import MembershipState, Role
from matchmaker.operations.change_consent import give_consent as give
from matchmaker.operations.change_consent import withdraw_consent
from matchmaker.operations.withdraw_need import close_own_need, withdraw_need
from matchmaker.store import drafts, matches, needs, users
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.company import blueprint
from matchmaker.web.company.forms import ClosingForm
from matchmaker.web.company.people import own_company_id, own_user, waiting_request
from matchmaker.web.company.progress import awaited, need_line
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _


@blueprint.get("/needs", endpoint="needs")
@allow(Role.SIGNED_IN)
def list_needs() -> ResponseReturnValue:
    company_id = viewer().company_id
    sent = needs.list_needs_of_company(db(), company_id) if company_id else []
    counts = matches.count_matches_by_need(db(), [need.id for need in sent])
    waits = awaited(company_id) if company_id else None
    lines = [need_line(need, counts[need.id], waits) for need in sent] if waits else []
    people = users.list_members(db(), company_id=company_id) if company_id else []
    return render_template(
        "company/needs.html",
        lines=sorted(lines, key=lambda line: not line.own_turn),
        drafts=drafts.list_drafts(db(), own_user().id),
        waiting=waiting_request(),
        asking=sum(membership.state is MembershipState.REQUESTED for membership, _person in people),
        registered=company_id is not None,
    )


@blueprint.route("/needs/<need_id>/withdraw", methods=["GET", "POST"])
@allow(Role.COMPANY)
def withdraw(need_id: str) -> ResponseReturnValue:
    shown = own_need(need_id)
    if request.method == "GET" and shown.state is not NeedState.CLOSED:
        return render_template("company/withdraw.html", need=shown)
    if request.method == "POST":
        withdraw_need(
            db(),
            need_id=need_id,
            company_id=own_company_id(),
            actor=viewer().actor(Role.COMPANY),
            now=now(),
        )
        flash(_("The need is withdrawn. Nobody looks for help for it any more."), "success")
    return redirect(url_for("company.need", need_id=need_id))


@blueprint.route("/needs/<need_id>/close", methods=["GET", "POST"])
@allow(Role.COMPANY)
def close(need_id: str) -> ResponseReturnValue:
    """The company tells how its need ended."""
    shown = own_need(need_id)
    form = ClosingForm()
    if request.method == "GET" and shown.state is NeedState.CLOSED:
        return redirect(url_for("company.need", need_id=need_id))
    if not form.validate_on_submit():
        page = render_template("company/close.html", need=shown, form=form)
        return page, 422 if form.is_submitted() else 200
    close_own_need(
        db(),
        need_id=need_id,
        company_id=own_company_id(),
        why=CompanyClosing(form.why.data),
        actor=viewer().actor(Role.COMPANY),
        now=now(),
    )
    flash(_("The need is closed. Thank you for telling us."), "success")
    return redirect(url_for("company.need", need_id=need_id))


@blueprint.post("/needs/<need_id>/consents/<purpose>")
@allow(Role.COMPANY)
def give_consent(need_id: str, purpose: str) -> ResponseReturnValue:
    if purpose not in list(ConsentPurpose):
        raise NotFound("consent", purpose)
    give(
        db(),
        need_id=need_id,
        company_id=own_company_id(),
        purpose=ConsentPurpose(purpose),
        user=own_user(),
        actor=viewer().actor(Role.COMPANY),
        now=now(),
    )
    flash(_("Thank you. Your permission is noted."), "success")
    return redirect(url_for("company.need", need_id=need_id))


@blueprint.post("/consents/<consent_id>/withdraw")
@allow(Role.COMPANY)
def take_back_consent(consent_id: str) -> ResponseReturnValue:
    consent = withdraw_consent(
        db(),
        consent_id=consent_id,
        company_id=own_company_id(),
        actor=viewer().actor(Role.COMPANY),
        now=now(),
    )
    flash(_("Your permission is taken back."), "success")
    return redirect(
        url_for("company.need", need_id=consent.need_id) if consent.need_id else url_for("company.needs")
    )


def own_need(need_id: str) -> Need:
    """A need of the viewer's company. Raises NotFound for anybody else's."""
    found = needs.get_need(db(), need_id)
    if found.company_id != own_company_id():
        raise NotFound("need", need_id)
    return found
