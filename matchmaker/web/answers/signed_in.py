"""The same questions for members of the company or the institution who are signed in."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.errors import AlreadyDecided, NotAllowed, NotFound
from matchmaker.model.introduction import Introduction, Side
from matchmaker.model.user import Role
from matchmaker.operations.after_a_no import explain_answer, reconsider_answer
from matchmaker.operations.answer_introduction import ROLES, answer_introduction
from matchmaker.operations.hand_on_introduction import hand_on_introduction
from matchmaker.operations.read_introduction import read_question
from matchmaker.operations.tell_progress import tell_progress
from matchmaker.store import introductions
from matchmaker.web.access import allow, viewer
from matchmaker.web.answers import blueprint
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
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.limits import MESSAGE, limiter
from matchmaker.web.locale import gettext as _
from matchmaker.web.questions import settled
from matchmaker.web.unsaved import show_unsaved


@blueprint.route("/introductions/<introduction_id>", methods=["GET", "POST"])
@allow(Role.SIGNED_IN)
def introduction(introduction_id: str) -> ResponseReturnValue:
    """What the viewer's company or institution is asked, and its answer."""
    asked, side = _own(introduction_id)
    shown = forms(side, "answer")
    if not shown.answer.is_submitted():
        return _page(asked, side, shown)
    if not shown.answer.validate():
        return _page(asked, side, shown), 422
    if shown.answer.accepts_unread(asked.condition(side.other)):
        return _page(asked, side, shown), 409
    try:
        answer_introduction(
            db(),
            introduction_id=introduction_id,
            side=side,
            answer=shown.answer.chosen,
            reason=shown.answer.why,
            note=shown.answer.words,
            actor=viewer().actor(ROLES[side]),
            now=now(),
        )
    except (AlreadyDecided, NotAllowed):
        show_unsaved()
        return _page(introductions.get_introduction(db(), introduction_id), side, forms(side)), 409
    return redirect(url_for("answers.introduction", introduction_id=introduction_id))


@blueprint.post("/introductions/<introduction_id>/hand-on")
@allow(Role.SIGNED_IN)
@limiter.limit(MESSAGE)
def hand_on_signed_in(introduction_id: str) -> ResponseReturnValue:
    asked, side = _own(introduction_id)
    shown = forms(side, "hand_on")
    if shown.hand_on is None:
        raise NotFound("introduction", introduction_id)
    if not shown.hand_on.validate():
        return _page(asked, side, shown), 422
    try:
        hand_on_introduction(
            db(),
            introduction_id=introduction_id,
            email=shown.hand_on.email.data,
            actor=viewer().actor(ROLES[side]),
            now=now(),
        )
    except NotAllowed as refusal:
        told = not_handed_on(refusal.reason)
        if not told:
            return _page(asked, side, forms(side)), 409
        shown.hand_on.email.errors = [told]
        return _page(asked, side, shown), 422
    except AlreadyDecided:
        return _page(asked, side, forms(side)), 409
    flash(_("The question goes to %(email)s.", email=shown.hand_on.email.data), "success")
    return redirect(url_for("answers.introduction", introduction_id=introduction_id))


@blueprint.post("/introductions/<introduction_id>/reason")
@allow(Role.SIGNED_IN)
@limiter.limit(MESSAGE)
def reason_signed_in(introduction_id: str) -> ResponseReturnValue:
    """Why it was a no, given afterwards."""
    asked, side = _own(introduction_id)
    shown = forms(side, "reason")
    if not shown.reason.validate():
        return _page(asked, side, shown), 422
    try:
        explain_answer(
            db(),
            introduction_id=introduction_id,
            side=side,
            reason=shown.reason.why,
            note=shown.reason.note.data or "",
            actor=viewer().actor(ROLES[side]),
            now=now(),
        )
    except NotAllowed:
        show_unsaved()
        return _page(asked, side, forms(side)), 409
    flash(_(EXPLAINED), "success")
    return redirect(url_for("answers.introduction", introduction_id=introduction_id))


@blueprint.post("/introductions/<introduction_id>/reconsider")
@allow(Role.SIGNED_IN)
@limiter.limit(MESSAGE)
def reconsider_signed_in(introduction_id: str) -> ResponseReturnValue:
    """A no, or no answer, that would be a yes after all."""
    asked, side = _own(introduction_id)
    try:
        reconsider_answer(
            db(),
            introduction_id=introduction_id,
            side=side,
            actor=viewer().actor(ROLES[side]),
            now=now(),
        )
    except NotAllowed:
        return _page(asked, side, forms(side)), 409
    return redirect(url_for("answers.introduction", introduction_id=introduction_id))


@blueprint.post("/introductions/<introduction_id>/progress")
@allow(Role.COMPANY)
@limiter.limit(MESSAGE)
def progress_signed_in(introduction_id: str) -> ResponseReturnValue:
    """How it went, told by the company."""
    _asked, side = _own(introduction_id)
    if side is not Side.COMPANY:
        raise NotFound("introduction", introduction_id)
    chosen = chosen_progress()
    tell_progress(
        db(),
        introduction_id=introduction_id,
        progress=chosen,
        actor=viewer().actor(Role.COMPANY),
        now=now(),
    )
    flash(thanks(chosen), "success")
    return redirect(url_for("answers.introduction", introduction_id=introduction_id))


def _own(introduction_id: str) -> tuple[Introduction, Side]:
    """An introduction of the viewer's company or institution, and on which side the viewer is.

    Raises NotFound for others', and while the question can still be taken back.
    """
    found = introductions.get_introduction(db(), introduction_id)
    if found.ended_at is None and found.asked_at > settled():
        raise NotFound("introduction", introduction_id)
    if viewer().company_id == found.company_id:
        return found, Side.COMPANY
    if viewer().institution_id == found.institution_id and found.institution_asked:
        return found, Side.INSTITUTION
    raise NotFound("introduction", introduction_id)


def _page(asked: Introduction, side: Side, shown: Forms) -> str:
    back = (
        url_for("company.need", need_id=asked.need_id)
        if side is Side.COMPANY
        else url_for("institution.asked")
    )
    return question_page(
        read_question(db(), asked, side, now()),
        shown,
        urls=Urls(
            answer=url_for("answers.introduction", introduction_id=asked.id),
            hand_on=url_for("answers.hand_on_signed_in", introduction_id=asked.id),
            reason=url_for("answers.reason_signed_in", introduction_id=asked.id),
            reconsider=url_for("answers.reconsider_signed_in", introduction_id=asked.id),
            progress=url_for("answers.progress_signed_in", introduction_id=asked.id),
        ),
        back=back,
    )
