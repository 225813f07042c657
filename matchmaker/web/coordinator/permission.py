"""The permission to be introduced: asked for by mail with one press, or written down when it was given in another way."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.i18n import N_
from matchmaker.model.company import ConsentChannel
from matchmaker.model.errors import NotAllowed
from matchmaker.model.introduction import PermissionRequest
from matchmaker.model.need import Need, NeedState
from matchmaker.model.user import Role
from matchmaker.operations.ask_permission import ask_permission as ask
from matchmaker.operations.ask_permission import may_introduce
from matchmaker.operations.ask_permission import record_permission as record
from matchmaker.operations.recipients import company_recipients
from matchmaker.store import needs, permissions
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.forms import moment_of
from matchmaker.web.coordinator.need_form import agreed_by_field, agreed_how_field, agreed_on_field
from matchmaker.web.database import db
from matchmaker.web.forms import Form
from matchmaker.web.locale import gettext as _

REFUSALS: Mapping[str, str] = {
    "closed": N_("The need is closed, so nothing more is decided about it."),
    "given": N_("The company has given its permission already."),
    "no-company-contact": N_("No mail reaches the company. Call it, and write down what it says."),
}


class PermissionForm(Form):
    """Who gave the permission, how and when."""

    agreed_by = agreed_by_field()
    agreed_how = agreed_how_field()
    agreed_on = agreed_on_field()


@dataclass(frozen=True, slots=True)
class Missing:
    """A permission that is not there: the newest request for it, and whether a mail can ask."""

    asked: PermissionRequest | None
    mailable: bool

    @property
    def waiting(self) -> bool:
        """Whether an answer is awaited and its day has not passed."""
        return self.asked is not None and self.asked.answered_at is None and now() < self.asked.due_at


def missing_permission(need: Need) -> Missing | None:
    """What a need's page says of the permission to be introduced while it is missing; None while it stands."""
    if need.state is NeedState.CLOSED or may_introduce(db(), need.id):
        return None
    return Missing(permissions.find_permission_request(db(), need.id), bool(company_recipients(db(), need)))


@blueprint.post("/needs/<need_id>/permission/ask")
@allow(Role.COORDINATOR)
def ask_permission(need_id: str) -> ResponseReturnValue:
    try:
        ask(db(), need_id=need_id, actor=viewer().actor(Role.COORDINATOR), now=now())
    except NotAllowed as refusal:
        flash(_(REFUSALS[refusal.reason]), "error")
    else:
        flash(_("The company is asked by mail. Its answer appears here."), "success")
    return redirect(url_for("coordinator.need", need_id=need_id, _anchor="permission"))


@blueprint.route("/needs/<need_id>/permission", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def record_permission(need_id: str) -> ResponseReturnValue:
    """Write down a permission that was given in a call, a visit or a mail."""
    need = needs.get_need(db(), need_id)
    form = PermissionForm()
    if not form.validate_on_submit():
        page = render_template("coordinator/permission.html", need=need, form=form)
        return page, 422 if form.is_submitted() else 200
    try:
        record(
            db(),
            need_id=need_id,
            agreed_by=form.agreed_by.data,
            channel=ConsentChannel(form.agreed_how.data),
            given_at=moment_of(form.agreed_on.data, now()),
            actor=viewer().actor(Role.COORDINATOR),
            now=now(),
        )
    except NotAllowed as refusal:
        flash(_(REFUSALS[refusal.reason]), "error")
    else:
        flash(_("The permission is written down."), "success")
    return redirect(url_for("coordinator.need", need_id=need_id, _anchor="permission"))
