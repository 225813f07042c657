"""Everybody with an account: inviting, ending roles, closing and reopening accounts."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.cleaning import clean_line
from matchmaker.model.codes import Language
from matchmaker.model.errors import NotAllowed
from matchmaker.model.user import Role
from matchmaker.operations import end_membership as ending
from matchmaker.operations.invite_user import Invited, invite_user
from matchmaker.store import companies, institutions, users
from matchmaker.store.people import count_people, list_people
from matchmaker.web.access import allow, viewer
from matchmaker.web.admin import blueprint
from matchmaker.web.admin.forms import InviteForm
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _

PAGE_SIZE = 50
MOST_COMPANIES = 2000


@blueprint.get("/admin/users", endpoint="users")
@allow(Role.ADMIN)
def list_users() -> ResponseReturnValue:
    query = clean_line(request.args.get("q", ""))[:200]
    page = max(1, min(request.args.get("page", 1, type=int), 1000))
    total = count_people(db(), contains=query)
    return render_template(
        "admin/users.html",
        people=list_people(db(), contains=query, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE),
        query=query,
        page=page,
        pages=-(-total // PAGE_SIZE),
        total=total,
        own_id=viewer().actor(Role.ADMIN).user_id,
    )


@blueprint.route("/admin/users/invite", methods=["GET", "POST"])
@allow(Role.ADMIN)
def invite() -> ResponseReturnValue:
    form = InviteForm()
    form.fill_choices(
        [(institution.id, institution.name) for institution in institutions.list_institutions(db())],
        [
            (company.id, company.profile.name)
            for company in companies.list_companies(db(), limit=MOST_COMPANIES)
        ],
    )
    if not form.validate_on_submit():
        return render_template("admin/invite.html", form=form), 422 if form.errors else 200
    try:
        invited = invite_user(
            db(),
            email=form.email.data,
            name=form.name.data or "",
            role=Role(form.role.data),
            language=Language(form.language.data),
            company_id=form.company_id,
            institution_id=form.institution_id,
            actor=viewer().actor(Role.ADMIN),
            now=now(),
        )
    except NotAllowed as refusal:
        form.email.errors = [refused_invitation(refusal.reason)]
        return render_template("admin/invite.html", form=form), 422
    tell_invited(invited)
    return redirect(url_for("admin.users", q=invited.user.email))


@blueprint.post("/admin/memberships/<membership_id>/end")
@allow(Role.ADMIN)
def end_membership(membership_id: str) -> ResponseReturnValue:
    try:
        ended = ending.end_membership(
            db(), membership_id=membership_id, actor=viewer().actor(Role.ADMIN), now=now()
        )
    except NotAllowed:
        flash(_("This is the last administrator. Invite another one first."), "error")
        return redirect(url_for("admin.users"))
    person = users.get_user(db(), ended.user_id)
    flash(_("The role of %(person)s has ended.", person=person.email), "success")
    return redirect(url_for("admin.users", q=person.email))


@blueprint.post("/admin/users/<user_id>/disable")
@allow(Role.ADMIN)
def disable(user_id: str) -> ResponseReturnValue:
    try:
        ending.disable_user(db(), user_id=user_id, actor=viewer().actor(Role.ADMIN), now=now())
    except NotAllowed as refusal:
        reasons = {
            "own": _("You cannot close your own account. Ask another administrator."),
            "last-admin": _("This is the last administrator. Invite another one first."),
        }
        flash(reasons[refusal.reason], "error")
        return redirect(url_for("admin.users"))
    person = users.get_user(db(), user_id)
    flash(
        _("The account of %(person)s is closed, and it is signed out everywhere.", person=person.email),
        "success",
    )
    return redirect(url_for("admin.users", q=person.email))


@blueprint.post("/admin/users/<user_id>/enable")
@allow(Role.ADMIN)
def enable(user_id: str) -> ResponseReturnValue:
    ending.enable_user(db(), user_id=user_id, actor=viewer().actor(Role.ADMIN), now=now())
    person = users.get_user(db(), user_id)
    flash(_("The account of %(person)s is open again.", person=person.email), "success")
    return redirect(url_for("admin.users", q=person.email))


def tell_invited(invited: Invited) -> None:
    """Say what an invitation did."""
    if invited.mailed:
        flash(
            _(
                "An invitation is on its way to %(person)s. The link in it works for seven days.",
                person=invited.user.email,
            ),
            "success",
        )
    else:
        flash(_("%(person)s has this role already; nothing was sent.", person=invited.user.email), "info")


def refused_invitation(reason: str) -> str:
    """Why a person cannot be invited, for the field of the address."""
    return {
        "disabled": _("The account of this address is closed. An administrator can open it again."),
        "elsewhere": _("This person belongs to another organisation here. End that membership first."),
    }[reason]
