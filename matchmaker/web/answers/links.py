"""The page behind a mail's link. Opening it changes nothing, for mail scanners open everything; pressing a button answers.

The token is the key: it was made for one address and one thing, and no signing in is needed.
"""

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.errors import LinkInvalid, StateTransitionError
from matchmaker.model.introduction import Answer, DeclineReason, KnownLink, LinkAction, Progress
from matchmaker.model.offering import LISTED
from matchmaker.model.user import Role
from matchmaker.operations.after_a_no import explain_by_link, reconsider_by_link
from matchmaker.operations.answer_introduction import answer_by_link
from matchmaker.operations.confirm_offering import confirm_by_link
from matchmaker.operations.hand_on_introduction import hand_on_by_link, take_back_by_link
from matchmaker.operations.introduction_mails import SIDES
from matchmaker.operations.link_holders import answers_for_offering
from matchmaker.operations.read_introduction import Question, QuestionState, read_linked_question
from matchmaker.operations.tell_progress import tell_progress_by_link
from matchmaker.store import action_links, offerings
from matchmaker.web.access import allow
from matchmaker.web.answers import blueprint, steps
from matchmaker.web.answers.clarification import clarification_page
from matchmaker.web.answers.forms import ConfirmForm
from matchmaker.web.answers.permission import permission_page
from matchmaker.web.answers.reader import Urls
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.limits import MESSAGE, limiter
from matchmaker.web.locale import foreign, language


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
        return steps.answer(LinkHolder(token))
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
    return steps.hand_on(LinkHolder(token))


@blueprint.post("/answer/<token>/take-back")
@allow(Role.PUBLIC)
@limiter.limit(MESSAGE)
def take_back(token: str) -> ResponseReturnValue:
    return steps.take_back(LinkHolder(token))


@blueprint.post("/answer/<token>/progress")
@allow(Role.PUBLIC)
@limiter.limit(MESSAGE)
def progress(token: str) -> ResponseReturnValue:
    return steps.tell_progress(LinkHolder(token))


@blueprint.post("/answer/<token>/reason")
@allow(Role.PUBLIC)
@limiter.limit(MESSAGE)
def reason(token: str) -> ResponseReturnValue:
    return steps.explain(LinkHolder(token))


@blueprint.post("/answer/<token>/reconsider")
@allow(Role.PUBLIC)
@limiter.limit(MESSAGE)
def reconsider(token: str) -> ResponseReturnValue:
    return steps.reconsider(LinkHolder(token))


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """A reader whose key is the token of a mail."""

    token: str
    back: None = None

    @property
    def urls(self) -> Urls:
        return Urls(
            answer=url_for("answers.link", token=self.token),
            hand_on=url_for("answers.hand_on", token=self.token),
            take_back=url_for("answers.take_back", token=self.token),
            reason=url_for("answers.reason", token=self.token),
            reconsider=url_for("answers.reconsider", token=self.token),
            progress=url_for("answers.progress", token=self.token),
        )

    @property
    def email(self) -> str:
        return _known(self.token).link.email

    def question(self) -> Question:
        known = _known(self.token)
        question = read_linked_question(db(), known, now())
        if known.expired and question.state is QuestionState.OPEN:
            raise LinkInvalid("expired")
        return question

    def answer(self, answer: Answer, reason: DeclineReason | None, note: str) -> None:
        answer_by_link(db(), token=self.token, answer=answer, reason=reason, note=note, now=now())

    def explain(self, reason: DeclineReason | None, note: str) -> None:
        explain_by_link(db(), token=self.token, reason=reason, note=note, now=now())

    def reconsider(self) -> None:
        reconsider_by_link(db(), token=self.token, now=now())

    def hand_on(self, email: str, why: str) -> None:
        hand_on_by_link(db(), token=self.token, email=email, why=why, now=now())

    def take_back(self) -> None:
        take_back_by_link(db(), token=self.token, now=now())

    def tell_progress(self, progress: Progress) -> None:
        tell_progress_by_link(db(), token=self.token, progress=progress, now=now())


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
