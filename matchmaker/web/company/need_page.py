"""A need's page: where it stands, its story, what a coordinator asks, what was found, what was sent and to whom it is open."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.company import ConsentPurpose
from matchmaker.model.errors import NotFound
from matchmaker.model.introduction import Clarification, Side
from matchmaker.model.match import MatchState
from matchmaker.model.need import Audience, Need, NeedPart, NeedState
from matchmaker.model.offering import LISTED, Offering
from matchmaker.model.user import Role
from matchmaker.operations.answer_clarification import answer_clarification
from matchmaker.operations.answer_clarification import open_answer as open_answer_to
from matchmaker.operations.answered_questions import answered_in_words
from matchmaker.operations.change_consent import standing
from matchmaker.operations.company_identity import identity_of
from matchmaker.operations.edit_need import EDITABLE
from matchmaker.operations.propose_summary import nameless
from matchmaker.store import audit, companies, follow_up, introductions, matches, offerings, settings
from matchmaker.store.second_thoughts import list_reconsidered
from matchmaker.web.access import allow, viewer
from matchmaker.web.clarification_form import AudienceForm, ClarificationForm
from matchmaker.web.clock import now
from matchmaker.web.company import blueprint
from matchmaker.web.company.needs import own_need
from matchmaker.web.company.people import own_company_id
from matchmaker.web.company.progress import VISIBLE, awaited, need_line, openness
from matchmaker.web.company.timeline import Step, Story, timeline
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.match_cards import match_cards
from matchmaker.web.questions import as_known, outcome, question_link, settled


@blueprint.get("/needs/<need_id>")
@allow(Role.COMPANY)
def need(need_id: str) -> ResponseReturnValue:
    return _page(own_need(need_id))


@blueprint.post("/needs/<need_id>/questions/<clarification_id>")
@allow(Role.COMPANY)
def answer_question(need_id: str, clarification_id: str) -> ResponseReturnValue:
    """Answer what a coordinator has asked about the need."""
    shown = own_need(need_id)
    asked = follow_up.get_clarification(db(), clarification_id)
    if asked.need_id != need_id:
        raise NotFound("clarification", clarification_id)
    form = ClarificationForm()
    if not form.validate():
        return _page(shown, {clarification_id: form}), 422
    answer_clarification(
        db(),
        clarification_id=clarification_id,
        company_id=own_company_id(),
        answer=form.answer.data,
        audience=form.seen_by,
        actor=viewer().actor(Role.COMPANY),
        now=now(),
    )
    flash(_("Thank you. Your answer is with the coordinator, who goes on with your need."), "success")
    return redirect(url_for("company.need", need_id=need_id))


@blueprint.post("/needs/<need_id>/questions/<clarification_id>/audience")
@allow(Role.COMPANY)
def open_answer(need_id: str, clarification_id: str) -> ResponseReturnValue:
    """Change who may see an answer that was given."""
    form = AudienceForm()
    if follow_up.get_clarification(db(), clarification_id).need_id != need_id or not form.validate():
        raise NotFound("clarification", clarification_id)
    open_answer_to(
        db(),
        clarification_id=clarification_id,
        company_id=own_company_id(),
        audience=Audience(form.audience.data),
        actor=viewer().actor(Role.COMPANY),
        now=now(),
    )
    flash(_("Saved."), "success")
    return redirect(url_for("company.need", need_id=need_id))


def _page(shown: Need, typed: dict[str, ClarificationForm] | None = None) -> str:
    """`typed` holds the form of the question that was answered, when its answer cannot be taken."""
    found = matches.list_matches(db(), shown.id, states=VISIBLE)
    known = offerings.list_by_ids(db(), [match.offering_id for match in found])
    asked = introductions.list_introductions_by_match(db(), [match.id for match in found])
    found = as_known(found, asked, Side.COMPANY)
    again = list_reconsidered(db(), asked.values())
    questions = follow_up.list_clarifications(db(), shown.id)
    given = {
        consent.purpose: consent
        for consent in standing(companies.list_consents(db(), own_company_id(), shown.id))
    }
    counts = matches.count_matches_by_need(db(), [shown.id])[shown.id]
    return render_template(
        "company/need.html",
        need=shown,
        line=need_line(shown, counts, awaited(own_company_id())),
        opened=openness(shown),
        title_seen=_title_seen(shown),
        timeline=_timeline(shown, questions, {match.id: known[match.offering_id] for match in found}),
        asked=_open_questions(shown, questions, typed or {}),
        answered=_answered(questions),
        form=next(iter(typed.values())) if typed else ClarificationForm(formdata=None),
        found=list(zip(found, match_cards(db(), found), strict=True)),
        outcomes={
            match.id: outcome(match, one := asked.get(match.id), again=one is not None and one.id in again)
            for match in found
        },
        asked_about=asked,
        again=again,
        questions={match.id: question_link(match, asked.get(match.id), Side.COMPANY) for match in found},
        listed=LISTED,
        consents=[given[purpose] for purpose in ConsentPurpose if purpose in given],
        missing=[purpose for purpose in ConsentPurpose if purpose not in given],
        open=shown.state is not NeedState.CLOSED,
        editable=shown.state in EDITABLE,
    )


def _title_seen(shown: Need) -> str:
    """The title as an institution reads it before both have said yes; '' when it reads none, or the title as it is."""
    if shown.content.openness.get(NeedPart.TITLE) is not Audience.ASKED:
        return ""
    seen = nameless(shown.content.title, shown.content.language, identity_of(db(), shown.company_id))
    return "" if seen == shown.content.title else seen


def _answered(questions: list[Clarification]) -> list[tuple[Clarification, AudienceForm]]:
    """What was answered, each with the form that changes who sees it."""
    found = [
        (question, AudienceForm(formdata=None, audience=question.audience.value))
        for question in answered_in_words(questions)
    ]
    for number, (_question, form) in enumerate(found):
        form.audience.id = f"audience-{number}"
    return found


def _timeline(shown: Need, questions: list[Clarification], offering_of: dict[str, Offering]) -> list[Step]:
    limit = settled()
    asked = introductions.list_introductions_of_need(db(), shown.id)
    unsent = {one.match_id for one in asked if one.ended_at is None and one.asked_at > limit}
    again = list_reconsidered(db(), asked)
    unheard = {
        (one.match_id, one.ended_at) for one in asked if one.untold(Side.COMPANY, limit) or one.id in again
    }
    return timeline(
        Story(
            need=shown,
            entries=audit.list_for_need(db(), shown.id),
            decisions=[
                decision
                for decision in matches.list_decisions_of_need(db(), shown.id)
                if (decision.after is not MatchState.ASKED or decision.match_id not in unsent)
                and (decision.match_id, decision.decided_at) not in unheard
            ],
            questions=questions,
            introductions=[one for one in asked if one.match_id not in unsent or one.ended_at],
            offering_of=offering_of,
            days=settings.list_numbers(db()),
            now=now(),
        )
    )


def _open_questions(
    shown: Need, questions: list[Clarification], typed: dict[str, ClarificationForm]
) -> list[tuple[Clarification, ClarificationForm]]:
    """The questions that wait, each with its form; ids differ, since several forms may stand on the page."""
    if shown.state is NeedState.CLOSED:
        return []
    waiting = [question for question in questions if question.answer is None]
    forms = [(question, typed.get(question.id) or ClarificationForm(formdata=None)) for question in waiting]
    for number, (_question, form) in enumerate(forms):
        form.answer.id = f"answer-{number}" if number else "answer"
        form.audience.id = f"seen-by-{number}"
    return forms
