"""Entering a need that was told by phone or during a visit: first the company, then what it told and what it agreed to."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.matching.engine import MODEL_VERSION
from matchmaker.model import places
from matchmaker.model.cleaning import clean_line
from matchmaker.model.company import Company
from matchmaker.model.errors import Conflict
from matchmaker.model.need import Need, NeedChannel
from matchmaker.model.user import MembershipState, Role
from matchmaker.operations.enter_need import Contact
from matchmaker.operations.enter_need import enter_need as enter
from matchmaker.operations.guess_language import guess_language
from matchmaker.operations.likely_same import Told, Twin, likely_same
from matchmaker.operations.save_draft import submission_key
from matchmaker.operations.save_profile import save_profile
from matchmaker.operations.submit_need import living_entry
from matchmaker.store import companies, needs, users
from matchmaker.store.drafts import TOLD_DAYS
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.company_facts import leave_known_facts_out, told_profile
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.need_form import EnterNeedForm, email_or_phone
from matchmaker.web.coordinator.queue import town_name
from matchmaker.web.coordinator.told_drafts import (
    NEW,
    draft_behind,
    draft_lines,
    form_of_draft,
    keep,
    keep_quietly,
    told_while_signed_out,
    too_many_drafts,
)
from matchmaker.web.coordinator.twins import TwinLine, open_twins
from matchmaker.web.database import db
from matchmaker.web.engine import index
from matchmaker.web.locale import gettext as _

PROPOSED = 20
REACHED = (MembershipState.ACTIVE, MembershipState.INVITED)


@blueprint.route("/needs/new", methods=["GET", "POST"])
@allow(Role.COORDINATOR, signed_out=told_while_signed_out)
def enter_need() -> ResponseReturnValue:
    chosen = request.args.get("company", "")
    if not chosen:
        return _choose_company()
    company = None if chosen == NEW else _company(chosen)
    if request.method == "GET":
        return _page(_shown(company), company)
    if company is None and request.form.get("same"):
        company = _company(request.form["same"])
    form = _fitted(EnterNeedForm(), company)
    if request.form.get("action") == "draft":
        return _keep(form, company)
    return _check_and_enter(form, company)


def _shown(company: Company | None) -> EnterNeedForm:
    """The form as it begins, or as its draft holds it."""
    form = form_of_draft() or EnterNeedForm(company_name=clean_line(request.args.get("q", ""))[:200])
    return _fitted(form, company)


def _fitted(form: EnterNeedForm, company: Company | None) -> EnterNeedForm:
    form.key()
    if company is not None:
        leave_known_facts_out(form, company.profile)
    return form


def _keep(form: EnterNeedForm, company: Company | None) -> ResponseReturnValue:
    if not keep(form):
        flash(too_many_drafts(), "error")
        return _page(form, company), 409
    flash(_("The draft is saved. You can go on with it here whenever you like."), "success")
    return redirect(url_for("coordinator.enter_need"))


def _check_and_enter(form: EnterNeedForm, company: Company | None) -> ResponseReturnValue:
    told_apart = form.told_apart()
    keep_quietly(form)
    if "municipality" in form and form.municipality.put_right:
        flash(_("Put right: %(town)s. Nothing is stored yet.", town=form.municipality.data), "info")
        return _page(form, company)
    if not form.validate({"phone": [] if company and _has_people(company) else [email_or_phone]}):
        return _page(form, company), 422
    twins = [] if company or _is_entered(form) else open_twins(_likely_same(form), told_apart)
    if twins:
        return _page(form, company, twins), 409
    try:
        need = _enter(form, company)
    except Conflict as conflict:
        _explain(form, conflict)
        return _page(form, company), 422
    flash(_("The need is stored and ranked. Read what institutions read first, and correct it."), "success")
    return redirect(url_for("coordinator.need", need_id=need.id))


def _choose_company() -> str:
    query = clean_line(request.args.get("q", ""))[:200]
    found = companies.list_companies(db(), search=query, limit=PROPOSED) if query else []
    named = likely_same(db(), Told(name=query)) if query else []
    found += [twin.company for twin in named if twin.company not in found]
    towns = {company.id: town_name(company.profile.municipality) for company in found}
    return render_template(
        "coordinator/choose_company.html",
        query=query,
        companies=found,
        towns=towns,
        new=NEW,
        drafts=draft_lines(),
        days=TOLD_DAYS,
    )


def _company(company_id: str) -> Company:
    """The company; a draft may be for an entry that was merged since."""
    return companies.get_company(db(), living_entry(db(), company_id))


def _has_people(company: Company) -> bool:
    """Whether mail reaches somebody of the company already."""
    members = users.list_members(db(), company_id=company.id)
    return any(membership.state in REACHED for membership, _person in members)


def _is_entered(form: EnterNeedForm) -> bool:
    """Whether this is the second press: the company that the first one made is not another one."""
    return needs.find_need_by_submission(db(), _key(form)) is not None


def _key(form: EnterNeedForm) -> str:
    return submission_key(str(viewer().actor(Role.COORDINATOR).user_id), form.key())


def _likely_same(form: EnterNeedForm) -> list[Twin]:
    told = form.profile()
    return likely_same(
        db(),
        Told(told.name, told.business_id, phone=form.phone.data or "", email=form.email.data or ""),
    )


def _page(form: EnterNeedForm, company: Company | None, twins: Sequence[TwinLine] = ()) -> str:
    return render_template(
        "coordinator/enter_need.html",
        form=form,
        company=company,
        chosen=company.id if company else NEW,
        twins=twins,
        draft_id=request.args.get("draft"),
        days=TOLD_DAYS,
        municipalities=places.municipalities(),
    )


def _enter(form: EnterNeedForm, company: Company | None) -> Need:
    content = form.content(guess_language(index(), text=f"{form.title.data}\n{form.description.data}"))
    email = form.email.data
    draft = draft_behind(form)
    actor = viewer().actor(Role.COORDINATOR)
    if company is not None:
        told = told_profile(form, company.profile)
        save_profile(db(), company_id=company.id, profile=told, actor=actor, now=now())
    return enter(
        db(),
        index(),
        company=company.id if company else form.profile(),
        content=content,
        consent=form.consent(now()),
        channel=NeedChannel(form.channel.data),
        contact=Contact(form.agreed_by.data, email, content.language) if email else None,
        submission_key=_key(form),
        model_version=MODEL_VERSION,
        actor=actor,
        now=now(),
        draft_id=draft.id if draft else None,
        told_apart=form.told_apart(),
    )


def _explain(form: EnterNeedForm, conflict: Conflict) -> None:
    """Put what stands in the way beside its field."""
    if conflict.field == "email":
        form.email.errors = [
            _("This person belongs to another company. Choose that company, or leave the address out.")
        ]
        return
    known = (
        companies.get_company(db(), conflict.value)
        if conflict.field == "name"
        else companies.find_company_by_business_id(db(), conflict.value)
    )
    field = form.company_name if conflict.field == "name" else form.business_id
    field.errors = [
        _(
            "%(name)s is here already. Go back and choose it from the list.",
            name=known.profile.name if known else "",
        )
    ]
