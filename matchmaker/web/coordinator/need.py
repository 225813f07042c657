"""A need as the coordinator works on it: who asks, what fits, notes, history."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.i18n import N_
from matchmaker.matching.engine import MODEL_VERSION
from matchmaker.matching.ranking import search
from matchmaker.model.cleaning import clean_line
from matchmaker.model.company import Consent, ConsentPurpose
from matchmaker.model.errors import AlreadyDecided, NotAllowed
from matchmaker.model.match import MatchState
from matchmaker.model.need import Audience, Need, NeedPart, NeedState
from matchmaker.model.user import Role
from matchmaker.operations import close_need, handle_need
from matchmaker.operations import word_summary as word_summaries
from matchmaker.operations.add_match import add_match as add_by_hand
from matchmaker.operations.days import day_in_finland
from matchmaker.operations.edit_need import EDITABLE
from matchmaker.store import (
    audit,
    companies,
    desk,
    follow_up,
    handed_on,
    handovers,
    introductions,
    matches,
    needs,
    notes,
    offerings,
    users,
)
from matchmaker.store.second_thoughts import list_reconsidered
from matchmaker.web import history
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.asking import Standing, standing_of
from matchmaker.web.coordinator.cards import ReviewCard, just_decided, next_undecided, review_cards
from matchmaker.web.coordinator.changes import changes
from matchmaker.web.coordinator.forms import AssignForm, NoteForm
from matchmaker.web.coordinator.gate import DespiteForm, gate
from matchmaker.web.coordinator.outcome_form import OutcomeForm
from matchmaker.web.coordinator.permission import missing_permission
from matchmaker.web.coordinator.queue import town_name
from matchmaker.web.coordinator.summary import WHY_NOT, SummaryForm, summary_of, warn_of_names
from matchmaker.web.database import db
from matchmaker.web.engine import index
from matchmaker.web.limits import SEARCH, limiter
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label, language, show_date
from matchmaker.web.unsaved import show_unsaved

BEFORE_TAKING_UP = (NeedState.SUBMITTED, NeedState.CLARIFICATION)
TAKEN_UP = (NeedState.ACCEPTED, NeedState.IN_DIALOGUE)
INTRODUCED = (MatchState.INTRODUCED, MatchState.MET, MatchState.OUTCOME)
FOUND = 12
WEAKEST = 0.25
CANNOT_ADD = {
    "decided": N_("This offering is among the need's matches already, and somebody has decided about it."),
    "closed": N_("The need is closed, so nothing more is decided about it."),
}


@blueprint.get("/needs/<need_id>")
@allow(Role.COORDINATOR)
def need(need_id: str) -> ResponseReturnValue:
    handle_need.see_handover(db(), need_id=need_id, actor=viewer().actor(Role.COORDINATOR), now=now())
    return need_page(needs.get_need(db(), need_id))


def need_page(
    shown: Need,
    note: NoteForm | None = None,
    outcome: OutcomeForm | None = None,
    despite: DespiteForm | None = None,
    summary: SummaryForm | None = None,
    assign: AssignForm | None = None,
) -> str:
    """The page of a need; a form that came back with errors is shown as it was typed."""
    company = companies.get_company(db(), shown.company_id)
    found = matches.list_matches(db(), shown.id)
    cards = review_cards(db(), found)
    done = just_decided(db(), request.args.get("decided", ""))
    people = {person.id: person.name or person.email for person in users.list_staff(db())}
    assign = assign or AssignForm(formdata=None, assignee=shown.assignee_id or "")
    assign.fill_choices(list(people.items()))
    standings = _standings(cards)
    names = {card.match.id: card.title for card in cards} | people | _handed_on(shown)
    return render_template(
        "coordinator/need.html",
        need=shown,
        company=company,
        town=town_name(company.profile.municipality),
        sender=users.find_user(db(), shown.created_by) if shown.created_by else None,
        members=[person for _membership, person in users.list_members(db(), company_id=company.id)],
        consents=_consents(shown),
        opened=_openness(shown),
        summary=summary_of(shown, summary),
        changed=changes(needs.list_versions(db(), shown.id)),
        notes=notes.list_notes(db(), shown.id),
        history=history.history(audit.list_for_need(db(), shown.id), names),
        note=note or NoteForm(formdata=None),
        closed=close_need.closed(db(), shown, now()),
        outcome=outcome or outcome_form(shown.id),
        events=follow_up.list_support_events(db(), shown.id),
        names=names,
        assign=assign,
        handed=_handed(shown),
        open=shown.state is not NeedState.CLOSED,
        editable=shown.state in EDITABLE,
        missing=missing_permission(shown),
        just_decided=done,
        landing=next_undecided(found, done.decision.match_id) if done else None,
        gate=gate(shown) if shown.state in BEFORE_TAKING_UP else None,
        despite=despite or DespiteForm(formdata=None),
        questions=follow_up.list_clarifications(db(), shown.id),
        unread=shown.state in TAKEN_UP and desk.has_unread_answer(db(), shown.id),
        standings=standings,
        nothing_left=_nothing_left(shown, cards, standings),
        **_by_step(shown, cards),
    )


def _by_step(need: Need, cards: list[ReviewCard]) -> dict[str, list[ReviewCard]]:
    """The matches by what there is to do with them; of a closed need nothing is left to ask."""
    groups: dict[str, list[ReviewCard]] = {"suggested": [], "held": [], "to_ask": [], "decided": []}
    steps = {MatchState.SUGGESTED: "suggested", MatchState.ON_HOLD: "held", MatchState.APPROVED: "to_ask"}
    for card in cards:
        step = steps.get(card.match.state, "decided")
        over = need.state is NeedState.CLOSED and step == "to_ask"
        groups["decided" if over else step].append(card)
    return groups


def _consents(need: Need) -> list[Consent]:
    given = companies.list_consents(db(), need.company_id, need.id)
    return sorted(given, key=lambda consent: list(ConsentPurpose).index(consent.purpose))


def _nothing_left(
    need: Need, cards: list[ReviewCard], standings: dict[str, Standing]
) -> tuple[str, str | None]:
    """Heading and next step where no suggestion waits for a review."""
    asked = [standing.introduction.due_at for standing in standings.values() if standing.open]
    if need.state is NeedState.CLOSED:
        return _("Nothing left to review"), None
    if asked:
        awaited = _(
            "Answers are awaited until %(day)s. Until then there is nothing to do.", day=show_date(min(asked))
        )
        return _("Waiting for the two sides"), awaited
    if need.state is NeedState.IN_DIALOGUE:
        return _("Both sides know each other"), _("When you hear how it went, record below what came of it.")
    if any(standing.again for standing in standings.values()):
        return _("A side said yes after all"), _("See above, and ask both sides again if it still suits.")
    if any(card.match.state is MatchState.APPROVED for card in cards):
        return _("Everything is reviewed"), _("Ask both sides of the match that you approved.")
    return _("Nothing left to review"), _("You can add a match by hand, or close the need.")


def _handed_on(shown: Need) -> dict[str, str]:
    """To whom institutions handed questions on, and why, by the mail that the trail names."""
    found = handed_on.list_all(db(), introductions.list_introductions_of_need(db(), shown.id))
    return {one.mail_id: f"{one.to} ({one.why})" if one.why else one.to for one in found}


def _handed(shown: Need) -> handovers.Handover | None:
    """How the need came to who has it, when somebody handed it to them."""
    handed = handovers.find_handover(db(), shown.id)
    return handed if handed is not None and handed.to_id == shown.assignee_id else None


def outcome_form(need_id: str, *, submitted: bool = False) -> OutcomeForm:
    """The form that records what came of a need, with the matches whose sides were introduced; the only one is chosen."""
    form = OutcomeForm() if submitted else OutcomeForm(formdata=None)
    cards = review_cards(db(), matches.list_matches(db(), need_id, states=INTRODUCED))
    form.fill_choices([(card.match.id, f"{card.title}, {card.offering.institution_name}") for card in cards])
    if not submitted:
        form.happened_on.data = day_in_finland(now()).isoformat()
    if not submitted and len(cards) == 1:
        form.match.data = cards[0].match.id
    return form


@blueprint.post("/needs/<need_id>/summary")
@allow(Role.COORDINATOR)
def word_summary(need_id: str) -> ResponseReturnValue:
    shown = needs.get_need(db(), need_id)
    form = SummaryForm()
    if not form.validate():
        return need_page(shown, summary=form), 422
    try:
        word_summaries.word_summary(
            db(),
            need_id=need_id,
            seen_version_id=form.seen.data or "",
            summary=form.summary.data,
            actor=viewer().actor(Role.COORDINATOR),
            now=now(),
        )
    except word_summaries.NamesSomebody as refusal:
        form.summary.errors = [
            _("This tells who the company is: %(found)s. Take it out.", found=", ".join(refusal.found))
        ]
        return need_page(shown, summary=form), 422
    except NotAllowed as refusal:
        flash(_(WHY_NOT[refusal.reason]), "error")
        show_unsaved()
        return need_page(shown), 409
    except AlreadyDecided:
        form.seen.data = shown.version_id  # saving once more replaces knowingly
        form.summary.errors = [
            _(
                "Somebody has changed the need meanwhile: read it again above. Saving once more keeps your summary."
            )
        ]
        return need_page(shown, summary=form), 409
    else:
        flash(_("The summary is saved."), "success")
        warn_of_names(form.summary.data, shown)
    return redirect(url_for("coordinator.need", need_id=need_id, _anchor="first-read"))


@blueprint.get("/needs/<need_id>/add")
@allow(Role.COORDINATOR)
@limiter.limit(SEARCH)
def find_offering(need_id: str) -> ResponseReturnValue:
    """Search the catalogue for an offering to add by hand; ended ones are found too, and marked."""
    shown = needs.get_need(db(), need_id)
    query = clean_line(request.args.get("q", ""))[:200]
    hits = _hits(query)
    known = offerings.list_by_ids(db(), hits)
    taken = {match.offering_id: match for match in matches.list_matches(db(), need_id)}
    return render_template(
        "coordinator/add_match.html",
        need=shown,
        query=query,
        found=[(known[hit], taken.get(hit)) for hit in hits if hit in known],
    )


def _hits(query: str) -> list[str]:
    """Ids of what the query finds, best first; far weaker hits than the best one are left out."""
    hits = search(index(), query, language=language().value, top=FOUND)
    return [hit.id for hit in hits if hit.score >= WEAKEST * hits[0].score]


@blueprint.post("/needs/<need_id>/add/<offering_id>")
@allow(Role.COORDINATOR)
def add_match(need_id: str, offering_id: str) -> ResponseReturnValue:
    try:
        match = add_by_hand(
            db(),
            index(),
            need_id=need_id,
            offering_id=offering_id,
            model_version=MODEL_VERSION,
            actor=viewer().actor(Role.COORDINATOR),
            now=now(),
        )
    except NotAllowed as refusal:
        flash(_(CANNOT_ADD[refusal.reason]), "error")
        return redirect(url_for("coordinator.need", need_id=need_id, _anchor="matches"))
    flash(_("The offering is now among this need's matches."), "success")
    return redirect(url_for("coordinator.match", match_id=match.id))


def _standings(cards: list[ReviewCard]) -> dict[str, Standing]:
    """How the asked matches among these stand, by match; two queries."""
    asked = introductions.list_introductions_by_match(db(), [card.match.id for card in cards])
    again = list_reconsidered(db(), asked.values())
    found = {
        card.match.id: standing_of(card.match, asked[card.match.id], again)
        for card in cards
        if card.match.id in asked
    }
    return {match_id: standing for match_id, standing in found.items() if standing is not None}


def _openness(shown: Need) -> list[tuple[str, str]]:
    """(audience, parts) pairs: who may see which parts."""
    named = {
        audience: [label(part) for part in NeedPart if shown.content.openness.get(part) is audience]
        for audience in Audience
    }
    if shown.content.summary:
        named[Audience.ASKED].insert(0, _("Summary"))
    return [(label(audience), ", ".join(parts)) for audience, parts in named.items() if parts]
