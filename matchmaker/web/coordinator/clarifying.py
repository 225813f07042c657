"""Asking the company about its need: ready questions in the need's language, edited before they leave."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import DataRequired, Length

from matchmaker.i18n import N_, translator
from matchmaker.model.errors import AlreadyDecided, NotAllowed, StateTransitionError
from matchmaker.model.need import Need, NeedState
from matchmaker.model.user import Role
from matchmaker.operations import ask_clarification as asking
from matchmaker.operations.recipients import company_recipients
from matchmaker.store import follow_up, needs
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator import blueprint
from matchmaker.web.database import db
from matchmaker.web.forms import Form, TextField
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import lazy_gettext as _l

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


class ClarifyForm(Form):
    """The question as the company will read it."""

    question = TextField(
        _l("Your question"),
        [
            DataRequired(_l("Write the question first.")),
            Length(max=LONGEST, message=_l("This is longer than 2,000 characters.")),
        ],
    )


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


def _with_ready_questions(need: Need, typed: str) -> str:
    """What was typed, and after it the ticked questions that are not there yet."""
    ticked = request.values.getlist("use")
    new = [text for name, text in ready_questions(need).items() if name in ticked and text not in typed]
    return "\n".join([*([typed.rstrip()] if typed.strip() else []), *new])


def _page(need: Need, form: ClarifyForm) -> str:
    people = company_recipients(db(), need)
    return render_template(
        "coordinator/clarify.html",
        need=need,
        form=form,
        ready=ready_questions(need),
        recipient=people[0] if people else None,
        may_ask=need.state is not NeedState.CLOSED,
        asked=follow_up.list_clarifications(db(), need.id),
    )
