"""Companies that are asked by phone: what they said is written down, taken back, and what came of it told in a call."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.errors import AlreadyDecided, NotAllowed
from matchmaker.model.introduction import Answer
from matchmaker.model.user import Role
from matchmaker.operations import tell_answer as telling
from matchmaker.operations.word_summary import NamesSomebody
from matchmaker.store import matches
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.forms import ToldForm
from matchmaker.web.coordinator.matches import match_page, not_taken, refuse_line, refused, too_late
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _


@blueprint.post("/matches/<match_id>/told")
@allow(Role.COORDINATOR)
def tell_answer(match_id: str) -> ResponseReturnValue:
    """Write down what the company said on the phone."""
    shown = matches.get_match(db(), match_id)
    form = ToldForm()
    if not form.validate():
        return match_page(shown, told=form), 422
    try:
        telling.tell_answer(
            db(),
            match_id=match_id,
            told=form.told(now()),
            asked=form.asked(),
            actor=viewer().actor(Role.COORDINATOR),
            now=now(),
        )
    except NamesSomebody as refusal:
        refuse_line(form, refusal)
        return match_page(shown, told=form), 422
    except NotAllowed as refusal:
        return not_taken(match_id, refusal, told=form)
    except AlreadyDecided:
        return too_late(match_id)
    said_yes = form.answer.data == Answer.YES
    flash(
        _("The company's yes is written down.") if said_yes else _("The company's answer is written down."),
        "success",
    )
    return redirect(url_for("coordinator.match", match_id=match_id))


@blueprint.post("/matches/<match_id>/told/take-back")
@allow(Role.COORDINATOR)
def take_back_told_answer(match_id: str) -> ResponseReturnValue:
    try:
        telling.take_back_told_answer(
            db(), match_id=match_id, actor=viewer().actor(Role.COORDINATOR), now=now()
        )
    except NotAllowed as refusal:
        return refused(match_id, refusal)
    flash(_("The answer is taken back. Write down what the company says when you know it."), "success")
    return redirect(url_for("coordinator.match", match_id=match_id))


@blueprint.post("/matches/<match_id>/called")
@allow(Role.COORDINATOR)
def mark_called(match_id: str) -> ResponseReturnValue:
    """The company was called; back to the page that asked for it."""
    telling.mark_called(db(), match_id=match_id, actor=viewer().actor(Role.COORDINATOR), now=now())
    flash(_("Noted: the company was called. A slip can be taken back on the match's page."), "success")
    if request.form.get("from") == "need":
        return redirect(url_for("coordinator.need", need_id=matches.get_match(db(), match_id).need_id))
    return redirect(url_for("coordinator.match", match_id=match_id))


@blueprint.post("/matches/<match_id>/called/take-back")
@allow(Role.COORDINATOR)
def take_back_call(match_id: str) -> ResponseReturnValue:
    telling.take_back_call(db(), match_id=match_id, actor=viewer().actor(Role.COORDINATOR), now=now())
    return redirect(url_for("coordinator.match", match_id=match_id))
