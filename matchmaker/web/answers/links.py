"""The page behind a mail's link. Opening it changes nothing, for mail scanners open everything; pressing a button answers.

The token is the key: it was made for one address and one thing, and no signing in is needed.
"""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.errors import AlreadyDecided, LinkInvalid, NotAllowed, StateTransitionError
from matchmaker.model.introduction import KnownLink, LinkAction
from matchmaker.model.offering import LISTED
from matchmaker.model.user import Role
from matchmaker.operations.after_a_no import explain_by_link, reconsider_by_link
from matchmaker.operations.answer_introduction import answer_by_link
from matchmaker.operations.confirm_offering import confirm_by_link
from matchmaker.operations.hand_on_introduction import hand_on_by_link
from matchmaker.operations.introduction_mails import SIDES
from matchmaker.operations.link_holders import answers_for_offering
from matchmaker.operations.read_introduction import QuestionState, read_linked_question
from matchmaker.operations.tell_progress import tell_progress_by_link
from matchmaker.store import action_links, offerings
from matchmaker.web.access import allow
from matchmaker.web.answers import blueprint
from matchmaker.web.answers.clarification import clarification_page
from matchmaker.web.answers.forms import ConfirmForm
from matchmaker.web.answers.page import (
    EXPLAINED,
    Forms,
    Urls,
    chosen_progress,
    forms,
    not_handed_on,
    question_page,
    thanks,
)
from matchmaker.web.answers.permission import permission_page
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.limits import MESSAGE, limiter
from matchmaker.web.locale import foreign, language
from matchmaker.web.locale import gettext as _
from matchmaker.web.unsaved import show_unsaved


@blueprint.errorhandler(LinkInvalid)
def invalid(error: LinkInvalid) -> ResponseReturnValue:
    """A token that was never made, or whose time is over: say so kindly, and what to do."""
    return render_template("answers/invalid.html", reason=error.reason), 410


@blueprint.route("/answer/<token>", methods=["GET", "POST"])
@allow(Role.PUBLIC)
@limiter.limit("60/hour", methods=["POST"])
def link(token: str) -> ResponseReturnValue:
    known = _known(token)
    if known.link.action in SIDES:
        return _question(token, known)
    if known.link.action is LinkAction.CONFIRM_OFFERING:
        return _offering(token, known)
    if known.link.action is LinkAction.ANSWER_CLARIFICATION:
        return clarification_page(token, known)
    if known.link.action is LinkAction.ANSWER_PERMISSION:
        return permission_page(token, known)
    raise LinkInvalid("unknown")


@blueprint.post("/answer/<token>/hand-on")
@allow(Role.PUBLIC)
@limiter.limit(MESSAGE)
def hand_on(token: str) -> ResponseReturnValue:
    known = _known(token)
    question = read_linked_question(db(), known, now())
    shown = forms(question.side, "hand_on")
    if shown.hand_on is None:
        raise LinkInvalid("unknown")
    if not shown.hand_on.validate():
        return _page(token, known, shown), 422
    try:
        hand_on_by_link(db(), token=token, email=shown.hand_on.email.data, now=now())
    except NotAllowed as refusal:
        told = not_handed_on(refusal.reason)
        if not told:
            return _page(token, known, forms(question.side)), 409
        shown.hand_on.email.errors = [told]
        return _page(token, known, shown), 422
    except (AlreadyDecided, LinkInvalid):
        return _page(token, _known(token), forms(question.side)), 409
    return redirect(url_for("answers.link", token=token))


@blueprint.post("/answer/<token>/progress")
@allow(Role.PUBLIC)
@limiter.limit(MESSAGE)
def progress(token: str) -> ResponseReturnValue:
    """How it went, told some weeks after the introduction."""
    chosen = chosen_progress()
    tell_progress_by_link(db(), token=token, progress=chosen, now=now())
    flash(thanks(chosen), "success")
    return redirect(url_for("answers.link", token=token))


@blueprint.post("/answer/<token>/reason")
@allow(Role.PUBLIC)
@limiter.limit(MESSAGE)
def reason(token: str) -> ResponseReturnValue:
    """Why it was a no, given afterwards."""
    known = _known(token)
    side = read_linked_question(db(), known, now()).side
    shown = forms(side, "reason")
    if not shown.reason.validate():
        return _page(token, known, shown), 422
    try:
        explain_by_link(
            db(), token=token, reason=shown.reason.why, note=shown.reason.note.data or "", now=now()
        )
    except NotAllowed:
        show_unsaved()
        return _page(token, known, forms(side)), 409
    flash(_(EXPLAINED), "success")
    return redirect(url_for("answers.link", token=token))


@blueprint.post("/answer/<token>/reconsider")
@allow(Role.PUBLIC)
@limiter.limit(MESSAGE)
def reconsider(token: str) -> ResponseReturnValue:
    """A no, or no answer, that would be a yes after all."""
    known = _known(token)
    try:
        reconsider_by_link(db(), token=token, now=now())
    except NotAllowed:
        return _page(token, known, forms(read_linked_question(db(), known, now()).side)), 409
    return redirect(url_for("answers.link", token=token))


def _question(token: str, known: KnownLink) -> ResponseReturnValue:
    question = read_linked_question(db(), known, now())
    shown = forms(question.side, "answer")
    if not shown.answer.is_submitted():
        return _page(token, known, shown)
    if not shown.answer.validate():
        return _page(token, known, shown), 422
    if shown.answer.accepts_unread(question.their_condition):
        return _page(token, known, shown), 409
    try:
        answer_by_link(
            db(),
            token=token,
            answer=shown.answer.chosen,
            reason=shown.answer.why,
            note=shown.answer.words,
            now=now(),
        )
    except (AlreadyDecided, NotAllowed, LinkInvalid):
        # Answered already, or too late: the page says which, and nothing was overwritten.
        show_unsaved()
        return _page(token, _known(token), forms(question.side)), 409
    return redirect(url_for("answers.link", token=token))


def _page(token: str, known: KnownLink, shown: Forms) -> str:
    question = read_linked_question(db(), known, now())
    if known.expired and question.state is QuestionState.OPEN:
        raise LinkInvalid("expired")
    return question_page(
        question,
        shown,
        urls=Urls(
            answer=url_for("answers.link", token=token),
            hand_on=url_for("answers.hand_on", token=token),
            reason=url_for("answers.reason", token=token),
            reconsider=url_for("answers.reconsider", token=token),
            progress=url_for("answers.progress", token=token),
        ),
    )


def _offering(token: str, known: KnownLink) -> ResponseReturnValue:
    offering = offerings.get_offering(db(), known.link.object_id)
    if not answers_for_offering(db(), offering, known.link.email):
        raise LinkInvalid("handed-on")
    form = ConfirmForm()
    status = 200
    if form.validate_on_submit():
        try:
            confirm_by_link(db(), token=token, now=now())
        except (LinkInvalid, StateTransitionError):
            status = 409
        else:
            return redirect(url_for("answers.link", token=token))
    page = render_template(
        "answers/offering.html",
        offering=offering,
        text=offering.content.text(language()),
        title_lang=foreign(offering.content.text_language(language())),
        text_lang=foreign(offering.content.description_language(language())),
        form=form,
        confirmed=known.used,
        listed=offering.state in LISTED,
    )
    return page, status


def _known(token: str) -> KnownLink:
    """The link of a token, used or not. Raises LinkInvalid for one that was never made and for an unused one that is over."""
    known = action_links.find_action_link(db(), token, now())
    if known is None:
        raise LinkInvalid("unknown")
    if known.expired and not known.used:
        raise LinkInvalid("expired")
    return known
