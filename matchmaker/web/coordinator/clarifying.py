"""Asking the company about its need: ready questions in the need's language, edited before they leave."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField
from wtforms.validators import DataRequired, Length

from matchmaker.i18n import N_, translator
from matchmaker.model.errors import AlreadyDecided, NotAllowed, StateTransitionError
from matchmaker.model.introduction import Clarification
from matchmaker.model.need import Need, NeedState
from matchmaker.model.user import Role
from matchmaker.operations import answer_clarification as answering
from matchmaker.operations import ask_clarification as asking
from matchmaker.operations.recipients import company_recipients
from matchmaker.store import companies, follow_up, needs
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.forms import person_field
from matchmaker.web.database import db
from matchmaker.web.forms import Form, TextField
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import lazy_gettext as _l
from matchmaker.web.unsaved import show_unsaved

LONGEST = 2000
READY = {
    "trouble": N_("What exactly happens, and since when?"),
    "material": N_("Which material or product is it about?"),
    "size": N_("How large are the parts, and how many of them are there?"),
    "standard": N_("Is there a standard or a limit that has to be met?"),
    "tried": N_("What have you tried already, and what came of it?"),
    "goal": N_("What would be a good result for you?"),
    "when": N_("When do you need it?"),
    "visit": N_("Can somebody visit you, or can you send samples?"),
}


_FITS = Length(max=LONGEST, message=_l("This is longer than 2,000 characters."))


class ClarifyForm(Form):
    """The question as the company will read it."""

    question = TextField(
        _l("Your question"),
        [
            DataRequired(_l("Write the question first.")),
            _FITS,
        ],
    )


class ToldAnswerForm(Form):
    """What the company said on the phone; the question is asked for where none waits, else `asked` names it."""

    asked = HiddenField()
    question = TextField(_l("What was asked?"), [DataRequired(_l("Write the question first.")), _FITS])
    answer = TextField(_l("What did they say?"), [DataRequired(_l("Write what they said.")), _FITS])
    told_by = person_field(_l("Who said it?"), _l("Write the name of the person who said it."))


@blueprint.post("/needs/<need_id>/answers")
@allow(Role.COORDINATOR)
def write_down_answer(need_id: str) -> ResponseReturnValue:
    """What the company said on the phone, to the question that waits or to one asked in the call."""
    shown = needs.get_need(db(), need_id)
    form = ToldAnswerForm()
    if form.asked.data:
        del form.question
    if not form.validate():
        return _page(shown, ClarifyForm(formdata=None), form), 422
    try:
        answering.write_down_answer(
            db(),
            need_id=need_id,
            clarification_id=form.asked.data or None,
            question=form.question.data if "question" in form else "",
            answer=form.answer.data,
            told_by=form.told_by.data,
            actor=viewer().actor(Role.COORDINATOR),
            now=now(),
        )
    except (AlreadyDecided, NotAllowed):
        show_unsaved()
        flash(_("The question is answered already, or the need is closed."), "info")
        return _page(shown, ClarifyForm(formdata=None)), 409
    flash(_("The company's answer is written down."), "success")
    return redirect(url_for("coordinator.need", need_id=need_id))


@blueprint.route("/needs/<need_id>/clarify", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def clarify(need_id: str) -> ResponseReturnValue:
    """Put ready questions into the field, change them, send them."""
    shown = needs.get_need(db(), need_id)
    form = ClarifyForm()
    if request.method == "GET" or "add" in request.form:
        form.question.data = _with_ready_questions(shown, form.question.data or "")
        return _page(shown, form)
    if not form.validate():
        return _page(shown, form), 422
    try:
        asking.ask_clarification(
            db(),
            need_id=need_id,
            question=form.question.data,
            actor=viewer().actor(Role.COORDINATOR),
            now=now(),
        )
    except NotAllowed:
        flash(_("Nobody of the company has an e-mail address here. Call the company instead."), "error")
    except (StateTransitionError, AlreadyDecided):
        flash(_("The need has moved on, so no question was sent."), "info")
    else:
        flash(_("The question is on its way. The answer comes to the desk and onto this page."), "success")
    return redirect(url_for("coordinator.need", need_id=need_id))


def ready_questions(need: Need) -> dict[str, str]:
    """The ready questions in the language of the need, by name."""
    words = translator(need.content.language)
    return {name: str(words.gettext(text)) for name, text in READY.items()}


def _told_form(need: Need, waiting: Clarification | None) -> ToldAnswerForm:
    given = companies.list_consents(db(), need.company_id, need.id)
    form = ToldAnswerForm(
        formdata=None, asked=waiting.id if waiting else "", told_by=given[-1].agreed_by if given else ""
    )
    if waiting:
        del form.question
    for field in form:
        field.id = f"told-{field.id}"
    return form


def _with_ready_questions(need: Need, typed: str) -> str:
    """What was typed, and after it the ticked questions that are not there yet."""
    ticked = request.values.getlist("use")
    new = [text for name, text in ready_questions(need).items() if name in ticked and text not in typed]
    return "\n".join([*([typed.rstrip()] if typed.strip() else []), *new])


def _page(need: Need, form: ClarifyForm, told: ToldAnswerForm | None = None) -> str:
    people = company_recipients(db(), need)
    asked = follow_up.list_clarifications(db(), need.id)
    waiting = next((one for one in asked if one.answer is None), None)
    return render_template(
        "coordinator/clarify.html",
        need=need,
        form=form,
        ready=ready_questions(need),
        recipient=people[0] if people else None,
        may_ask=need.state is not NeedState.CLOSED,
        asked=asked,
        waiting=waiting,
        told=told or _told_form(need, waiting),
    )
