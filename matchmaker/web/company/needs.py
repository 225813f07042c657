"""My needs, a need's page, its consents, and taking it back."""

from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.company import ConsentPurpose
from matchmaker.model.errors import NotFound
from matchmaker.model.introduction import Side
from matchmaker.model.match import Match
from matchmaker.model.need import Need, NeedState
from matchmaker.model.offering import LISTED
from matchmaker.model.user import MembershipState, Role
from matchmaker.operations.change_consent import give_consent as give
from matchmaker.operations.change_consent import standing, withdraw_consent
from matchmaker.operations.edit_need import EDITABLE
from matchmaker.operations.withdraw_need import withdraw_need
from matchmaker.store import audit, companies, drafts, introductions, matches, needs, offerings, users
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.company import blueprint
from matchmaker.web.company.people import own_company_id, own_user, waiting_request
from matchmaker.web.company.progress import VISIBLE, need_line, openness, timeline
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.questions import question_link
from matchmaker.web.reasons import MatchCard, shared_words


@blueprint.get("/needs", endpoint="needs")
@allow(Role.SIGNED_IN)
def list_needs() -> ResponseReturnValue:
    company_id = viewer().company_id
    sent = needs.list_needs_of_company(db(), company_id) if company_id else []
    counts = matches.count_matches_by_need(db(), [need.id for need in sent])
    awaited = awaiting_us(company_id) if company_id else frozenset()
    people = users.list_members(db(), company_id=company_id) if company_id else []
    return render_template(
        "company/needs.html",
        lines=[need_line(need, counts[need.id], awaited=need.id in awaited) for need in sent],
        drafts=drafts.list_drafts(db(), own_user().id),
        waiting=waiting_request(),
        asking=sum(membership.state is MembershipState.REQUESTED for membership, _person in people),
        registered=company_id is not None,
    )


@blueprint.get("/needs/<need_id>")
@allow(Role.COMPANY)
def need(need_id: str) -> ResponseReturnValue:
    shown = own_need(need_id)
    found = matches.list_matches(db(), need_id, states=VISIBLE)
    known = offerings.list_by_ids(db(), [match.offering_id for match in found])
    asked = introductions.list_introductions_by_match(db(), [match.id for match in found])
    given = {
        consent.purpose: consent
        for consent in standing(companies.list_consents(db(), own_company_id(), need_id))
    }
    return render_template(
        "company/need.html",
        need=shown,
        line=need_line(
            shown,
            matches.count_matches_by_need(db(), [need_id])[need_id],
            awaited=need_id in awaiting_us(own_company_id()),
        ),
        opened=openness(shown),
        timeline=timeline(
            shown,
            entries=audit.list_for_need(db(), need_id),
            decisions=matches.list_decisions_of_need(db(), need_id),
            offering_of={match.id: known[match.offering_id] for match in found},
        ),
        found=list(zip(found, match_cards(found), strict=True)),
        questions={match.id: question_link(match, asked.get(match.id), Side.COMPANY) for match in found},
        listed=LISTED,
        consents=[given[purpose] for purpose in ConsentPurpose if purpose in given],
        missing=[purpose for purpose in ConsentPurpose if purpose not in given],
        open=shown.state is not NeedState.CLOSED,
        editable=shown.state in EDITABLE,
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


def awaiting_us(company_id: str) -> frozenset[str]:
    """The ids of needs about which a question waits for the company's answer."""
    asked = introductions.list_open_introductions(db(), company_id=company_id)
    return frozenset(
        question.need_id for question in asked if Side.COMPANY in question.silent and question.is_open(now())
    )


def own_need(need_id: str) -> Need:
    """A need of the viewer's company. Raises NotFound for anybody else's."""
    found = needs.get_need(db(), need_id)
    if found.company_id != own_company_id():
        raise NotFound("need", need_id)
    return found


def match_cards(found: Iterable[Match]) -> list[MatchCard]:
    """The offerings of matches with the words that led to them; one query."""
    found = list(found)
    known = offerings.list_by_ids(db(), [match.offering_id for match in found])
    return [MatchCard(known[match.offering_id], match.band, shared_words(match.reasons)) for match in found]
