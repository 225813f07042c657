"""Sign-in pages. The link in the mail only shows a button; pressing it signs in, so that mail scanners use nothing up."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.user import Role
from matchmaker.operations import sign_in as operation
from matchmaker.operations.mail_params import sign_in_url
from matchmaker.store import sessions
from matchmaker.web.access import SESSION_KEY, allow, safe_path, viewer
from matchmaker.web.account import blueprint
from matchmaker.web.account.forms import OpenLinkForm, SignInForm
from matchmaker.web.clock import now
from matchmaker.web.database import db, settings
from matchmaker.web.limits import SIGN_IN, limiter
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import language
from matchmaker.web.navigation import awaited

HOMES = (
    (Role.COORDINATOR, "coordinator.desk"),
    (Role.INSTITUTION, "institution.offerings"),
    (Role.COMPANY, "company.needs"),
)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@allow(Role.PUBLIC)
@limiter.limit(SIGN_IN, methods=["POST"])
def sign_in() -> ResponseReturnValue:
    form = SignInForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        return render_template("account/sign_in.html", form=form), 422 if form.errors else 200
    target = safe_path(form.next.data)
    operation.request_link(db(), email=form.email.data, language=language(), next_path=target, now=now())
    return link_sent(form.email.data, target)


def link_sent(email: str, target: str) -> ResponseReturnValue:
    """The page after asking for a link; the demo, which sends no mail, shows the link itself."""
    link = None
    if settings().demo:
        token = operation.make_link_token(db(), email=email, next_path=target, now=now())
        link = sign_in_url(settings(), token)
    return render_template("account/link_sent.html", email=email, link=link)


@blueprint.route("/sign-in/<token>", methods=["GET", "POST"])
@allow(Role.PUBLIC)
@limiter.limit("60/hour", methods=["POST"])
def open_link(token: str) -> ResponseReturnValue:
    form = OpenLinkForm()
    if not form.validate_on_submit():
        link = sessions.read_sign_in_token(db(), token, now())
        return render_template("account/open_link.html", form=form, email=link.email)
    signed_in = operation.open_link(db(), token=token, language=language(), now=now())
    session.clear()
    session[SESSION_KEY] = signed_in.token
    session.permanent = True
    flash(_("You are signed in as %(email)s.", email=signed_in.user.email), "success")
    return redirect(safe_path(signed_in.next) or url_for("account.home"))


@blueprint.get("/home")
@allow(Role.SIGNED_IN)
def home() -> ResponseReturnValue:
    """Where a role starts its day: an institution with what waits for its answer, if anything does."""
    if not viewer().may_act_as(Role.COORDINATOR) and awaited():
        return redirect(url_for("institution.asked"))
    endpoint = next((page for role, page in HOMES if viewer().may_act_as(role)), "company.new_need")
    return redirect(url_for(endpoint))


@blueprint.post("/sign-out")
@allow(Role.SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    operation.sign_out(db(), token=session[SESSION_KEY], now=now())
    session.clear()
    return redirect(url_for("public.home"))
