"""The company's profile, asking to join a company, and its members."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model import places
from matchmaker.model.errors import Conflict, NotFound
from matchmaker.model.user import Membership, MembershipState, Role
from matchmaker.operations.join_company import accept_member as accept
from matchmaker.operations.join_company import end_membership, register_company
from matchmaker.store import companies, users
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.company import blueprint
from matchmaker.web.company.forms import TAKEN_BUSINESS_ID
from matchmaker.web.company.people import own_company_id, own_user, waiting_request
from matchmaker.web.database import db
from matchmaker.web.limits import MESSAGE, limiter
from matchmaker.web.locale import gettext as _
from matchmaker.web.profile_form import ProfileForm, save_seen


@blueprint.route("/profile", methods=["GET", "POST"])
@allow(Role.SIGNED_IN)
def profile() -> ResponseReturnValue:
    waiting = waiting_request()
    if waiting is not None:
        return render_template("company/waiting.html", request_made=waiting)
    company_id = viewer().company_id
    form = (
        ProfileForm()
        if company_id is None
        else ProfileForm.of(companies.get_company(db(), company_id).profile)
    )
    if not form.validate_on_submit():
        return _page(form), 422 if form.errors else 200
    if company_id is None:
        return _register(form)
    return _save(form, company_id)


def _register(form: ProfileForm) -> ResponseReturnValue:
    membership = register_company(db(), profile=form.profile(), user=own_user(), now=now())
    if membership.state is MembershipState.ACTIVE:
        flash(_("Your company is registered. Now tell us what you need."), "success")
        return redirect(url_for("company.new_need"))
    return redirect(url_for("company.profile"))


def _save(form: ProfileForm, company_id: str) -> ResponseReturnValue:
    try:
        saved = save_seen(form, company_id, viewer().actor(Role.COMPANY))
    except Conflict:
        form.business_id.errors = [_(TAKEN_BUSINESS_ID)]
        return _page(form), 422
    if not saved:
        return _page(form), 409
    flash(_("Saved."), "success")
    return redirect(url_for("company.profile"))


def _page(form: ProfileForm) -> str:
    return render_template(
        "company/profile.html",
        form=form,
        municipalities=places.municipalities(),
        registered=viewer().company_id is not None,
    )


@blueprint.post("/request/cancel")
@allow(Role.SIGNED_IN)
@limiter.limit(MESSAGE)  # each new request mails the company's members
def cancel_request() -> ResponseReturnValue:
    waiting = waiting_request()
    if waiting is not None and waiting.company_id is not None:
        end_membership(
            db(),
            membership_id=waiting.id,
            company_id=waiting.company_id,
            actor=viewer().actor(Role.SIGNED_IN),
            now=now(),
        )
        flash(_("Your request was taken back."), "success")
    return redirect(url_for("company.profile"))


@blueprint.get("/members")
@allow(Role.COMPANY)
def members() -> ResponseReturnValue:
    people = users.list_members(db(), company_id=own_company_id())
    return render_template(
        "company/members.html",
        members=[pair for pair in people if pair[0].state is MembershipState.ACTIVE],
        asking=[pair for pair in people if pair[0].state is MembershipState.REQUESTED],
        own_id=own_user().id,
    )


@blueprint.post("/members/<membership_id>/accept")
@allow(Role.COMPANY)
def accept_member(membership_id: str) -> ResponseReturnValue:
    membership = accept(
        db(),
        membership_id=membership_id,
        company_id=own_company_id(),
        actor=viewer().actor(Role.COMPANY),
        now=now(),
    )
    flash(_("%(person)s is now a member of the company.", person=_address(membership)), "success")
    return redirect(url_for("company.members"))


@blueprint.post("/members/<membership_id>/remove")
@allow(Role.COMPANY)
def remove_member(membership_id: str) -> ResponseReturnValue:
    membership = users.get_membership(db(), membership_id)
    if membership.company_id != own_company_id() or membership.user_id == own_user().id:
        raise NotFound("membership", membership_id)
    end_membership(
        db(),
        membership_id=membership_id,
        company_id=own_company_id(),
        actor=viewer().actor(Role.COMPANY),
        now=now(),
    )
    flash(_("%(person)s no longer sees the company's pages.", person=_address(membership)), "success")
    return redirect(url_for("company.members"))


def _address(membership: Membership) -> str:
    return users.get_user(db(), membership.user_id).email
