"""Reviewing one match: both texts side by side, why it was suggested, and the decision."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from matchmaker.matching.explanation import from_json
from matchmaker.model.errors import AlreadyDecided, NotAllowed
from matchmaker.model.match import TRANSITIONS, Decision, Match, MatchState, RejectReason
from matchmaker.model.user import Role
from matchmaker.operations import decide_match as deciding
from matchmaker.operations.ask_both_sides import ask_both_sides
from matchmaker.operations.documents import need_document, offering_document
from matchmaker.store import companies, matches, needs, offerings, users
from matchmaker.web import reasons
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.cards import criteria, review_cards
from matchmaker.web.coordinator.forms import RejectForm
from matchmaker.web.coordinator.queue import choice
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label

ACTIONS = {"approve": MatchState.APPROVED, "hold": MatchState.ON_HOLD, "back": MatchState.SUGGESTED}


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where 'previous', 'next' and 'next undecided' lead within one need; ids of matches or None."""

    previous: str | None
    following: str | None
    undecided: str | None
    position: int
    total: int


@blueprint.get("/matches/<match_id>")
@allow(Role.COORDINATOR)
def match(match_id: str) -> ResponseReturnValue:
    return _page(matches.get_match(db(), match_id), RejectForm(formdata=None))


def _page(shown: Match, reject: RejectForm) -> str:
    then_need = needs.get_need_at_version(db(), shown.need_version_id)
    then_offering = offerings.get_offering_at_version(db(), shown.offering_version_id)
    company = companies.get_company(db(), then_need.company_id)
    explanation = from_json(shown.reasons)
    numbers = reasons.line_numbers(explanation)
    need_text = need_document(then_need.content, company.profile, key="", version="")
    (card,) = review_cards(db(), [shown])
    decisions = matches.list_decisions(db(), shown.id)
    return render_template(
        "coordinator/match.html",
        card=card,
        match=shown,
        need=needs.get_need(db(), shown.need_id),
        then_need=then_need,
        then_offering=then_offering,
        need_marked=reasons.mark_passages(need_text, explanation.need_spans, numbers),
        offering_marked=reasons.mark_passages(
            offering_document(then_offering), explanation.offering_spans, numbers
        ),
        items=reasons.reason_items(explanation),
        criteria=criteria(shown),
        allowed=TRANSITIONS[shown.state],
        states=MatchState,
        reject=reject,
        decisions=decisions,
        last=decisions[-1] if decisions and decisions[-1].reverses is None else None,
        people={user.id: user.name or user.email for user in users.list_staff(db())},
        around=_neighbours(shown),
    )


def _neighbours(shown: Match) -> Neighbours:
    siblings = matches.list_matches(db(), shown.need_id)
    ids = [sibling.id for sibling in siblings]
    place = ids.index(shown.id) if shown.id in ids else 0
    open_ones = [s.id for s in siblings if s.state is MatchState.SUGGESTED and s.id != shown.id]
    after = [match_id for match_id in ids[place + 1 :] if match_id in open_ones]
    return Neighbours(
        previous=ids[place - 1] if place > 0 else None,
        following=ids[place + 1] if place + 1 < len(ids) else None,
        undecided=(after or open_ones or [None])[0],
        position=place + 1,
        total=len(ids),
    )


@blueprint.post("/matches/<match_id>/<any(approve, hold, back):action>")
@allow(Role.COORDINATOR)
def decide(match_id: str, action: str) -> ResponseReturnValue:
    return _decided(match_id, ACTIONS[action])


@blueprint.route("/matches/<match_id>/reject", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def reject(match_id: str) -> ResponseReturnValue:
    """Ask for the reason; the choice of reason and one press of Enter reject."""
    shown = matches.get_match(db(), match_id)
    form = RejectForm()
    if request.method == "GET" or not form.validate():
        page = render_template(
            "coordinator/reject.html", card=review_cards(db(), [shown])[0], form=form, match=shown
        )
        return page, 422 if form.errors else 200
    return _decided(match_id, MatchState.REJECTED, RejectReason(form.reason.data), form.note.data or "")


@blueprint.post("/matches/<match_id>/ask")
@allow(Role.COORDINATOR)
def ask(match_id: str) -> ResponseReturnValue:
    try:
        ask_both_sides(db(), match_id=match_id, actor=viewer().actor(Role.COORDINATOR), now=now())
    except NotAllowed as refusal:
        texts = {
            "no-consent": _(
                "The company has not agreed to be introduced. Ask it first: it can agree on its need's page."
            ),
            "closed": _("The need is closed."),
        }
        flash(texts[refusal.reason], "error")
    except AlreadyDecided:
        return _too_late(match_id)
    else:
        flash(
            _("The institution now sees what the company opened. Tell both sides: no mail is sent yet."),
            "success",
        )
    return redirect(url_for("coordinator.match", match_id=match_id))


@blueprint.post("/matches/<match_id>/undo/<decision_id>")
@allow(Role.COORDINATOR)
def undo(match_id: str, decision_id: str) -> ResponseReturnValue:
    try:
        deciding.undo_decision(
            db(),
            match_id=match_id,
            decision_id=decision_id,
            actor=viewer().actor(Role.COORDINATOR),
            now=now(),
        )
    except AlreadyDecided:
        return _too_late(match_id)
    flash(_("The decision is taken back."), "success")
    return redirect(url_for("coordinator.match", match_id=match_id))


def _decided(
    match_id: str, after: MatchState, reason: RejectReason | None = None, note: str = ""
) -> ResponseReturnValue:
    shown = matches.get_match(db(), match_id)
    seen = choice(MatchState, request.form.get("seen", "")) or shown.state
    try:
        decision = deciding.decide_match(
            db(),
            match_id=match_id,
            seen=seen,
            after=after,
            reason=reason,
            note=note,
            actor=viewer().actor(Role.COORDINATOR),
            now=now(),
        )
    except AlreadyDecided:
        return _too_late(match_id)
    (card,) = review_cards(db(), [shown])
    flash(_decided_text(card.title, decision), "success")
    following = _neighbours(shown).undecided
    if following and request.form.get("from") != "need":
        return redirect(url_for("coordinator.match", match_id=following))
    return redirect(url_for("coordinator.need", need_id=shown.need_id))


def _decided_text(title: str, decision: Decision) -> Markup:
    """What was done, with the way back beside it."""
    text = escape(_("%(title)s: %(state)s.", title=title, state=label(decision.after)))
    url = url_for("coordinator.match", match_id=decision.match_id)
    return text + Markup(' <a href="{}">{}</a>').format(url, _("Look again or undo"))


def _too_late(match_id: str) -> ResponseReturnValue:
    """Somebody else decided first: say who, what and when; nothing was overwritten."""
    shown = matches.get_match(db(), match_id)
    decisions = matches.list_decisions(db(), match_id)
    last = decisions[-1] if decisions else None
    who = users.find_user(db(), last.actor_id) if last and last.actor_id else None
    (card,) = review_cards(db(), [shown])
    return render_template("coordinator/too_late.html", card=card, match=shown, last=last, who=who), 409
