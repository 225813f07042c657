"""Reviewing one match: both texts side by side, why it was suggested, and how it moves."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.i18n import N_
from matchmaker.model.errors import AlreadyDecided, NotAllowed
from matchmaker.model.match import TRANSITIONS, Decision, Match, MatchState, RejectReason
from matchmaker.model.need import NeedState
from matchmaker.model.user import Role
from matchmaker.operations import decide_match as deciding
from matchmaker.operations.ask_both_sides import ask_both_sides, check_line
from matchmaker.operations.tell_answer import was_called
from matchmaker.operations.word_summary import NamesSomebody
from matchmaker.store import companies, matches, needs, offerings, users
from matchmaker.web import reasons
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.asking import HINDRANCES, asking, standing, told_form, with_own_ids
from matchmaker.web.coordinator.cards import criteria, just_decided, next_undecided, review_cards
from matchmaker.web.coordinator.forms import AskForm, RejectForm, ToldForm
from matchmaker.web.coordinator.queue import choice
from matchmaker.web.coordinator.texts import need_side, offering_side, stored_explanation
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.unsaved import show_unsaved

REFUSALS = {
    **HINDRANCES,
    "blocked": N_("Something stands in the way of taking the need up. Its page says what."),
    "called-off": N_(
        "The need is closed, or the company has taken its permission back: no answer counts any more."
    ),
    "lapsed": N_("The time for an answer is over. Ask both sides again."),
    "over": N_("The other side has said no already."),
    "nothing-told": N_("There is no answer by phone that could be taken back."),
    "is-undo": N_("This decision is itself an undo. Decide anew instead."),
    "mail-has-left": N_("A mail about this decision has left already, so it cannot be undone."),
    "answered": N_("A side has answered already, so the question cannot be undone."),
    "not-a-persons": N_(
        "The answers of the two sides, or their silence, brought this about. It cannot be undone."
    ),
}


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
    return match_page(matches.get_match(db(), match_id))


def match_page(shown: Match, told: ToldForm | None = None, ask: AskForm | None = None) -> str:
    """The page of a match; what was typed of a question or of the company's answer comes back with its errors."""
    then_need = needs.get_need_at_version(db(), shown.need_version_id)
    then_offering = offerings.get_offering_at_version(db(), shown.offering_version_id)
    need = needs.get_need(db(), shown.need_id)
    (card,) = review_cards(db(), [shown])
    decisions = matches.list_decisions(db(), shown.id)
    explanation = stored_explanation(shown)
    asked, stands = asking(shown, ask), standing(shown)
    telling = told_form(need, asked, stands)
    if (told and telling is None) or (ask and (asked is None or asked.refusal)):
        show_unsaved()
    return render_template(
        "coordinator/match.html",
        card=card,
        match=shown,
        need=need,
        then_need=then_need,
        then_offering=then_offering,
        need_side=need_side(then_need, companies.get_company(db(), then_need.company_id), explanation),
        offering_side=offering_side(then_offering, explanation),
        items=reasons.reason_items(explanation),
        criteria=criteria(shown),
        reject=RejectForm(formdata=None),
        allowed=frozenset() if need.state is NeedState.CLOSED else TRANSITIONS[shown.state],
        states=MatchState,
        closed=need.state is NeedState.CLOSED,
        decisions=decisions,
        last=decisions[-1] if decisions and _may_undo(decisions[-1]) else None,
        people={user.id: user.name or user.email for user in users.list_staff(db())},
        around=_neighbours(shown),
        asking=asked,
        standing=stands,
        called=stands is not None and not stands.call and was_called(db(), shown.id),
        told=with_own_ids(told, asked) if told else telling,
        just_decided=just_decided(db(), request.args.get("decided", "")),
    )


def _may_undo(decision: Decision) -> bool:
    return decision.reverses is None and decision.after not in deciding.NOT_A_COORDINATORS


def _neighbours(shown: Match) -> Neighbours:
    siblings = matches.list_matches(db(), shown.need_id)
    ids = [sibling.id for sibling in siblings]
    place = ids.index(shown.id) if shown.id in ids else 0
    return Neighbours(
        previous=ids[place - 1] if place > 0 else None,
        following=ids[place + 1] if place + 1 < len(ids) else None,
        undecided=next_undecided(siblings, shown.id),
        position=place + 1,
        total=len(ids),
    )


@blueprint.post("/matches/<match_id>/approve")
@allow(Role.COORDINATOR)
def approve(match_id: str) -> ResponseReturnValue:
    return _decide(match_id, MatchState.APPROVED)


@blueprint.post("/matches/<match_id>/hold")
@allow(Role.COORDINATOR)
def hold(match_id: str) -> ResponseReturnValue:
    return _decide(match_id, MatchState.ON_HOLD)


@blueprint.post("/matches/<match_id>/reopen")
@allow(Role.COORDINATOR)
def reopen(match_id: str) -> ResponseReturnValue:
    """Back to suggested, from on hold or rejected."""
    return _decide(match_id, MatchState.SUGGESTED)


@blueprint.route("/matches/<match_id>/reject", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def reject(match_id: str) -> ResponseReturnValue:
    """Ask for the reason; every reason is a button of its own, so that one more press is enough."""
    shown = matches.get_match(db(), match_id)
    form = RejectForm()
    if request.method == "GET" or not form.validate():
        (card,) = review_cards(db(), [shown])
        page = render_template(
            "coordinator/reject.html", card=card, form=form, match=shown, back=request.values.get("from")
        )
        return page, 422 if form.errors else 200
    return _decide(match_id, MatchState.REJECTED, RejectReason(form.reason.data), form.note.data or "")


@blueprint.post("/matches/<match_id>/ask")
@allow(Role.COORDINATOR)
def ask(match_id: str) -> ResponseReturnValue:
    """Ask both sides, or show what the institution would read."""
    form, shown = AskForm(), matches.get_match(db(), match_id)
    valid = form.validate() and _may_be_read(form, shown)
    if not valid or "preview" in request.form:
        return match_page(shown, ask=form), 200 if valid else 422
    try:
        decision = ask_both_sides(
            db(),
            match_id=match_id,
            institution_email=form.institution_email.data or None,
            other_email=form.other_email.data or "",
            despite_ties=form.despite_ties.data,
            line=form.line.data or "",
            actor=viewer().actor(Role.COORDINATOR),
            now=now(),
        )
    except NotAllowed as refusal:
        return not_taken(match_id, refusal, ask=form)
    except AlreadyDecided:
        return too_late(match_id)
    return redirect(url_for("coordinator.match", match_id=match_id, decided=decision.id))


def _may_be_read(form: AskForm, shown: Match) -> bool:
    """Whether the coordinator's line keeps to itself who the company is; what it tells is said at the field."""
    try:
        check_line(db(), needs.get_need(db(), shown.need_id), form.line.data or "")
    except NamesSomebody as refusal:
        refuse_line(form, refusal)
        return False
    return True


def refuse_line(form: AskForm, refusal: NamesSomebody) -> None:
    """Say at the field which words of the coordinator's line name somebody."""
    form.line.errors = [
        _("This tells who the company is: %(found)s. Take it out.", found=", ".join(refusal.found))
    ]


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
    except NotAllowed as refusal:
        return refused(match_id, refusal)
    except AlreadyDecided:
        return too_late(match_id)
    flash(_("The decision is taken back."), "success")
    if request.form.get("from") == "need":
        shown = matches.get_match(db(), match_id)
        return redirect(url_for("coordinator.need", need_id=shown.need_id, _anchor=f"match-{match_id}"))
    return redirect(url_for("coordinator.match", match_id=match_id))


def _decide(
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
    except NotAllowed as refusal:
        return refused(match_id, refusal)
    except AlreadyDecided:
        repeated = _own_repeated(match_id, seen, after)
        if repeated is None:
            return too_late(match_id)
        decision = repeated
    return _onward(shown, decision)


def _own_repeated(match_id: str, seen: MatchState, after: MatchState) -> Decision | None:
    """The viewer's own decision, when the same press came twice."""
    last = matches.list_decisions(db(), match_id)[-1:]
    me = viewer().actor(Role.COORDINATOR).user_id
    same = [d for d in last if (d.actor_id, d.before, d.after, d.reverses) == (me, seen, after, None)]
    return same[0] if same else None


def _onward(decided: Match, decision: Decision) -> ResponseReturnValue:
    """To the next undecided match of the need, or back to the need, where the cards are or where nothing is left.

    A match approved again stays before the coordinator, who is to ask both sides.
    """
    if request.form.get("from") == "again":
        return redirect(url_for("coordinator.match", match_id=decided.id, decided=decision.id))
    following = _neighbours(decided).undecided
    if following and request.form.get("from") != "need":
        return redirect(url_for("coordinator.match", match_id=following, decided=decision.id))
    place = f"match-{following}" if following else "matches"
    return redirect(url_for("coordinator.need", need_id=decided.need_id, decided=decision.id, _anchor=place))


def refused(match_id: str, refusal: NotAllowed) -> ResponseReturnValue:
    """Back to the match, with why it was not done."""
    flash(_(REFUSALS[refusal.reason]), "error")
    return redirect(url_for("coordinator.match", match_id=match_id))


def not_taken(
    match_id: str, refusal: NotAllowed, *, told: ToldForm | None = None, ask: AskForm | None = None
) -> ResponseReturnValue:
    """The page of the match with why a question or an answer was not taken, and what was typed."""
    flash(_(REFUSALS[refusal.reason]), "error")
    return match_page(matches.get_match(db(), match_id), told=told, ask=ask), 409


def too_late(match_id: str) -> ResponseReturnValue:
    """Somebody else decided first: say who, what and when; nothing was overwritten."""
    show_unsaved()
    shown = matches.get_match(db(), match_id)
    decisions = matches.list_decisions(db(), match_id)
    last = decisions[-1] if decisions else None
    who = users.find_user(db(), last.actor_id) if last and last.actor_id else None
    (card,) = review_cards(db(), [shown])
    return render_template("coordinator/too_late.html", card=card, match=shown, last=last, who=who), 409
