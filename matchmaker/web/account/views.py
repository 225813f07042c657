"""Sign-in pages. The link in the mail only shows a button; pressing it signs in, so that mail scanners use nothing up."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.errors import LinkInvalid
from matchmaker.model.user import Role
from matchmaker.operations import sign_in as operation
from matchmaker.operations.keep_need_text import draft_of_path
from matchmaker.store import drafts, sessions
from matchmaker.web.access import SESSION_KEY, allow, safe_path, viewer
from matchmaker.web.account import blueprint
from matchmaker.web.account.forms import OpenLinkForm, SignInForm
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.limits import SIGN_IN, limiter
from matchmaker.web.link_sent import link_sent
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


@blueprint.route("/sign-in/<token>", methods=["GET", "POST"])
@allow(Role.PUBLIC)
@limiter.limit("60/hour", methods=["POST"])
def open_link(token: str) -> ResponseReturnValue:
    form = OpenLinkForm()
    try:
        if not form.validate_on_submit():
            link = sessions.read_sign_in_token(db(), token, now())
            confirms = draft_of_path(link.next) is not None
            return render_template("account/open_link.html", form=form, email=link.email, confirms=confirms)
        signed_in = operation.open_link(db(), token=token, language=language(), now=now())
    except LinkInvalid as error:
        return _link_over(token, error)
    session.clear()
    session[SESSION_KEY] = signed_in.token
    session.permanent = True
    flash(_("You are signed in as %(email)s.", email=signed_in.user.email), "success")
    return redirect(safe_path(signed_in.next) or url_for("account.home"))


def _link_over(token: str, error: LinkInvalid) -> ResponseReturnValue:
    """A link that worked once: what became of it, and a new one with one press. Raises the error for any other."""
    link = sessions.find_sign_in_link(db(), token)
    if link is None or error.reason not in ("used", "expired"):
        raise error
    user = viewer().user
    page = render_template(
        "account/link_over.html",
        token=token,
        used=error.reason == "used",
        confirmed=draft_of_path(link.next) is not None,
        kept=draft_of_path(_living(link.next)) is not None,
        hours=drafts.UNCONFIRMED_HOURS,
        on=safe_path(_living(link.next)) or url_for("account.home")
        if user is not None and user.email == link.email
        else None,
    )
    return page, 410


@blueprint.post("/sign-in/<token>/again")
@allow(Role.PUBLIC)
@limiter.limit(SIGN_IN)
def new_link(token: str) -> ResponseReturnValue:
    """Mail another link to the address of one that no longer works."""
    link = sessions.find_sign_in_link(db(), token)
    if link is None:
        raise LinkInvalid("unknown")
    target = _living(link.next)
    operation.request_link(db(), email=link.email, language=language(), next_path=target, now=now())
    return link_sent(link.email, target)


def _living(path: str) -> str:
    """A link's path; empty where it led to a draft that is gone."""
    draft_id = draft_of_path(path)
    return path if draft_id is None or drafts.find_draft(db(), draft_id) is not None else ""


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
    gone = redirect(url_for("public.home"))
    gone.headers["Clear-Site-Data"] = '"cache"'  # pages that answered a POST are in the browser's own cache
    return gone
