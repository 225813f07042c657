"""The questionnaire: one page that keeps what was typed, makes a draft or sends the need; and the receipt.

Before a need is sent, its person has seen what the text lacks and what institutions would read. Where the text was known
when the page was opened, or a script kept it up to date, that is so at once; otherwise the first Send brings the page back.
"""

from collections.abc import Mapping
from contextlib import suppress

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.matching.engine import MODEL_VERSION
from matchmaker.model import places
from matchmaker.model.company import CONSENT_TEXT_VERSION, CompanyProfile, ConsentChannel
from matchmaker.model.errors import Conflict, NotAllowed
from matchmaker.model.match import MatchState
from matchmaker.model.need import Need, NeedState
from matchmaker.model.user import MembershipState, Role
from matchmaker.operations.documents import need_document
from matchmaker.operations.guess_language import guess_language
from matchmaker.operations.join_company import register_company
from matchmaker.operations.need_from_text import proposed_title
from matchmaker.operations.save_draft import autosave_draft, save_draft, submission_key
from matchmaker.operations.save_profile import save_name, save_profile
from matchmaker.operations.submit_need import ConsentGiven, submit_need
from matchmaker.store import drafts, matches, users
from matchmaker.store.settings import get_number
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.company import blueprint
from matchmaker.web.company.checking import check, identify, own_profile, propose, take_out
from matchmaker.web.company.drafts import draft_behind, typed_while_signed_out
from matchmaker.web.company.forms import TAKEN_BUSINESS_ID, NeedForm
from matchmaker.web.company.needs import own_need
from matchmaker.web.company.people import own_user, waiting_request
from matchmaker.web.company_facts import told_profile
from matchmaker.web.database import db, settings
from matchmaker.web.engine import index
from matchmaker.web.kept_drafts import too_many_drafts
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import keep_typed
from matchmaker.web.match_cards import SHOWN, match_cards, unmet_parts


@blueprint.route("/needs/new", methods=["GET", "POST"])
@allow(Role.SIGNED_IN, signed_out=typed_while_signed_out)
def new_need() -> ResponseReturnValue:
    company = own_profile()
    form = NeedForm(data=_from_draft() if request.method == "GET" else None)
    form.leave_known_out(company, own_user().name)
    form.key()
    identify(form)
    if request.method == "GET":
        _show_all(form)
        return _page(form)
    if take_out(form):
        _keep_quietly(form)
        _show_all(form)
        return _page(form)
    if request.form.get("action") == "draft":
        return _keep(form, _("The draft is saved. You can go on with it here whenever you like."))
    if waiting_request() is not None:
        return _keep(
            form,
            _("The draft is saved. You can send it once you have been accepted as a member of the company."),
        )
    return _check_and_send(form, company)


def _check_and_send(form: NeedForm, company: CompanyProfile | None) -> ResponseReturnValue:
    """Send what is valid and has been seen whole; otherwise bring the page back with what is to be looked at."""
    _keep_quietly(form)
    shown, summarised = form.checked.data or "", bool(form.summary.data)
    _show_all(form)
    if (shown and not summarised) or (form.description.data and not form.summary.data):
        form.validate()
        form.summary.errors = [_("Write in a sentence or two what institutions may know of your need.")]
        return _page(form), 422
    if not form.validate():
        return _page(form), 422
    found = check(form)
    # Words that look like names are pointed out once, also in a summary that was typed by hand.
    pointed_out = all(word in shown for word in found.doubts)
    if pointed_out and (shown or (summarised and not found.hints)):
        return _send(form, company)
    keep_typed()
    return _page(form, look=True)


def _show_all(form: NeedForm) -> None:
    """Fill in the proposed summary; the page that is now shown has all that is to be seen, if there is a text at all."""
    propose(form)
    form.checked.data = check(form).mark if form.summary.data else ""


@blueprint.get("/needs/<need_id>/received")
@allow(Role.COMPANY)
def received(need_id: str) -> ResponseReturnValue:
    need = own_need(need_id)
    unread = need.state is NeedState.SUBMITTED
    suggested = matches.list_matches(db(), need_id, states=[MatchState.SUGGESTED]) if unread else []
    shown = [match for match in suggested if not match.uncertain][:SHOWN]
    return render_template(
        "company/received.html",
        need=need,
        cards=match_cards(db(), shown),
        unmet=unmet_parts(need_document(need.content, None, key=need.id, version=need.version_id), shown),
        unread=unread,
        days=get_number(db(), "read_need_days"),
        contact=settings().contact_email,
    )


def _page(form: NeedForm, *, look: bool = False) -> str:
    """The questionnaire; `look`: it is complete, and what institutions may see is to be looked at before it is sent."""
    return render_template(
        "company/new_need.html",
        form=form,
        check=check(form, preview=look),
        look=look,
        draft_id=request.args.get("draft"),
        municipalities=places.municipalities(),
        waiting=waiting_request(),
        contact=settings().contact_email,
    )


def _from_draft() -> Mapping[str, object]:
    """What the asked draft holds. A text from the front page has no title: its first sentence is proposed."""
    draft_id = request.args.get("draft")
    if not draft_id:
        return {}
    typed = dict(drafts.get_draft(db(), draft_id, own_user().id).form)
    if not typed.get("title") and typed.get("description"):
        typed["title"] = proposed_title(str(typed["description"]))
    return typed


def _keep(form: NeedForm, message: str, to: str = "company.needs") -> ResponseReturnValue:
    draft = draft_behind(form)
    typed = {**form.typed(), "checked": ""}
    try:
        save_draft(db(), user_id=own_user().id, form=typed, draft_id=draft.id if draft else None, now=now())
    except NotAllowed:
        flash(too_many_drafts(), "error")
        keep_typed()
        return _page(form), 409
    flash(message, "success")
    return redirect(url_for(to))


def _keep_quietly(form: NeedForm) -> None:
    """Keep what came in before it is looked at: a page that comes back may be closed and never sent again."""
    if not (form.title.data or form.description.data):
        return
    draft = draft_behind(form)
    with suppress(NotAllowed):  # too many drafts, or sent already: the page itself still holds all of it
        autosave_draft(
            db(),
            user_id=own_user().id,
            form={**form.typed(), "checked": ""},
            draft_id=draft.id if draft else None,
            now=now(),
        )


def _send(form: NeedForm, company: CompanyProfile | None) -> ResponseReturnValue:
    try:
        company_id = _company_of(form, company)
    except Conflict:
        form.business_id.errors = [_(TAKEN_BUSINESS_ID)]
        return _page(form), 422
    if "person_name" in form and form.person_name.data:
        save_name(db(), user_id=own_user().id, name=form.person_name.data)
    if company_id is None:
        message = _(
            "Your text is kept as a draft until a member of the company or a coordinator has accepted you."
        )
        return _keep(form, message, to="company.profile")
    need = _submit(form, company_id)
    if form.description.data != need.content.description:
        flash(
            _("This form was sent before, and the need stands as it was then. Change it on its own page."),
            "info",
        )
    return redirect(url_for("company.received", need_id=need.id))


def _company_of(form: NeedForm, company: CompanyProfile | None) -> str | None:
    """The company the need is for, made or completed from the form; None when the person first has to be accepted."""
    company_id = viewer().company_id
    if company is None or company_id is None:
        profile = told_profile(form, CompanyProfile(form.company_name.data))
        membership = register_company(db(), profile=profile, user=own_user(), now=now())
        return membership.company_id if membership.state is MembershipState.ACTIVE else None
    profile = told_profile(form, company)
    save_profile(db(), company_id=company_id, profile=profile, actor=viewer().actor(Role.COMPANY), now=now())
    return company_id


def _submit(form: NeedForm, company_id: str) -> Need:
    draft = draft_behind(form)
    user = users.get_user(db(), own_user().id)  # the name may just have been given
    text = f"{form.title.data}\n{form.description.data}"
    return submit_need(
        db(),
        index(),
        company_id=company_id,
        content=form.content(guess_language(index(), text=text)),
        consent=ConsentGiven(
            purposes=form.consents(),
            text_version=CONSENT_TEXT_VERSION,
            agreed_by=user.name or user.email,
            channel=ConsentChannel.FORM,
            given_at=now(),
        ),
        submission_key=submission_key(user.id, form.key()),
        model_version=MODEL_VERSION,
        actor=viewer().actor(Role.COMPANY),
        now=now(),
        draft_id=draft.id if draft else None,
    )
