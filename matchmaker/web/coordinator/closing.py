"""Closing a need with what its company will read of it, taking that back, and opening a closed one again."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.i18n import N_
from matchmaker.model.errors import AlreadyDecided, NotAllowed, StateTransitionError
from matchmaker.model.match import MatchState
from matchmaker.model.need import ClosingResult, Need, NeedState
from matchmaker.model.user import Role
from matchmaker.operations import close_need as closing
from matchmaker.operations.preview_mails import preview_closing
from matchmaker.store import matches, needs
from matchmaker.store import settings as numbers
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.forms import CloseForm
from matchmaker.web.coordinator.handling import say_who_was_faster
from matchmaker.web.coordinator.queue import choice
from matchmaker.web.database import db, settings
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import show_datetime

UNDECIDED = (MatchState.SUGGESTED, MatchState.ON_HOLD, MatchState.APPROVED)
CANNOT_REOPEN: Mapping[str, str] = {
    "no-consent": N_(
        "The company has taken its permission back, so the need stays closed. It can send a new one."
    ),
}


@blueprint.route("/needs/<need_id>/close", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def close(need_id: str) -> ResponseReturnValue:
    """Ask how it ended, and show what each answer would tell the company."""
    shown = needs.get_need(db(), need_id)
    form = CloseForm()
    if request.method == "GET" or not form.validate():
        return _page(shown, form), 422 if form.errors else 200
    try:
        closing.close_need(
            db(),
            need_id=need_id,
            seen=choice(NeedState, request.form.get("seen", "")) or shown.state,
            result=ClosingResult(form.result.data),
            actor=viewer().actor(Role.COORDINATOR),
            now=now(),
        )
    except (AlreadyDecided, StateTransitionError):
        say_who_was_faster(needs.get_need(db(), need_id))
    return redirect(url_for("coordinator.need", need_id=need_id))


def _page(shown: Need, form: CloseForm) -> str:
    actor = viewer().actor(Role.COORDINATOR)
    found = matches.list_matches(db(), shown.id)
    return render_template(
        "coordinator/close.html",
        need=shown,
        form=form,
        open=shown.state is not NeedState.CLOSED,
        undecided=sum(match.state in UNDECIDED for match in found),
        asked=sum(match.state is MatchState.ASKED for match in found),
        previews=preview_closing(db(), settings(), shown, actor=actor, now=now()),
        undo_minutes=numbers.get_number(db(), "undo_minutes"),
    )


@blueprint.post("/needs/<need_id>/reopen")
@allow(Role.COORDINATOR)
def reopen_need(need_id: str) -> ResponseReturnValue:
    """Take the closing back while nobody has heard of it, or open the need again."""
    try:
        undone = closing.reopen_need(db(), need_id=need_id, actor=viewer().actor(Role.COORDINATOR), now=now())
    except NotAllowed as refusal:
        flash(_(CANNOT_REOPEN[refusal.reason]), "error")
    except AlreadyDecided:
        flash(_("The need is open already."), "info")
    else:
        flash(_("The closing is taken back.") if undone else _("The need is open again."), "success")
        told = closing.opening_told(db(), need_id)
        if told:
            flash(
                _("%(address)s is told by mail at %(time)s.", address=told[0], time=show_datetime(told[1])),
                "info",
            )
    return redirect(url_for("coordinator.need", need_id=need_id))
