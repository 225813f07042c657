"""All suggestions of a need that are left: rejected in one step with one reason, and that step taken back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.errors import AlreadyDecided, NotAllowed
from matchmaker.model.match import MatchState, RejectReason
from matchmaker.model.user import Role
from matchmaker.operations import reject_rest as rejecting
from matchmaker.store import matches, needs
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.cards import review_cards
from matchmaker.web.coordinator.forms import RejectForm
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import ngettext


@blueprint.route("/needs/<need_id>/reject-rest", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def reject_rest(need_id: str) -> ResponseReturnValue:
    """Show what would be rejected and ask for the reason; only what was shown is rejected."""
    shown = needs.get_need(db(), need_id)
    form = RejectForm()
    if request.method == "GET" or not form.validate():
        left = matches.list_matches(db(), need_id, states=[MatchState.SUGGESTED])
        page = render_template(
            "coordinator/reject_rest.html", need=shown, form=form, cards=review_cards(db(), left)
        )
        return page, 422 if form.errors else 200
    try:
        done = rejecting.reject_rest(
            db(),
            need_id=need_id,
            seen=frozenset(request.form.getlist("seen")),
            reason=RejectReason(form.reason.data),
            note=form.note.data or "",
            actor=viewer().actor(Role.COORDINATOR),
            now=now(),
        )
    except NotAllowed as refusal:
        flash(
            _("The need is closed, so nothing more is decided about it.")
            if refusal.reason == "closed"
            else _("Nothing was left to reject."),
            "info",
        )
        return redirect(url_for("coordinator.need", need_id=need_id))
    return redirect(url_for("coordinator.need", need_id=need_id, decided=done[-1].id, _anchor="matches"))


@blueprint.post("/needs/<need_id>/undo-rest/<batch>")
@allow(Role.COORDINATOR)
def undo_rest(need_id: str, batch: str) -> ResponseReturnValue:
    try:
        back = rejecting.undo_rest(
            db(), need_id=need_id, batch=batch, actor=viewer().actor(Role.COORDINATOR), now=now()
        )
    except AlreadyDecided:
        flash(_("These suggestions have moved on meanwhile. Nothing was changed."), "info")
    else:
        flash(ngettext("%(num)d suggestion is back.", "%(num)d suggestions are back.", len(back)), "success")
    return redirect(url_for("coordinator.need", need_id=need_id, _anchor="matches"))
