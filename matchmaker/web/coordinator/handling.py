"""What a coordinator does with a need as a whole: take it up, hand it over, note something."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.errors import AlreadyDecided, NotAllowed
from matchmaker.model.need import Need
from matchmaker.model.user import Role
from matchmaker.operations import handle_need
from matchmaker.store import needs, users
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.forms import AssignForm, NoteForm
from matchmaker.web.coordinator.gate import DespiteForm
from matchmaker.web.coordinator.need import need_page
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label


@blueprint.post("/needs/<need_id>/accept")
@allow(Role.COORDINATOR)
def accept(need_id: str) -> ResponseReturnValue:
    """Take the need up; past a blocker of the quality gate only with a reason."""
    form = DespiteForm()
    try:
        handle_need.accept_need(
            db(),
            need_id=need_id,
            despite=form.despite.data or "",
            actor=viewer().actor(Role.COORDINATOR),
            now=now(),
        )
    except NotAllowed:
        form.validate()
        return need_page(needs.get_need(db(), need_id), despite=form), 422
    except AlreadyDecided:
        say_who_was_faster(needs.get_need(db(), need_id))
    else:
        flash(_("You have taken this need up."), "success")
    return redirect(url_for("coordinator.need", need_id=need_id))


def say_who_was_faster(need: Need) -> None:
    """Somebody else has the need: no harm was done, so the need's page with a word about it is enough."""
    holder = users.find_user(db(), need.assignee_id) if need.assignee_id else None
    me = viewer().user
    if holder is None:
        flash(
            _("This need has moved on meanwhile: “%(state)s”. Nothing was changed.", state=label(need.state)),
            "info",
        )
    elif me is not None and holder.id == me.id:
        flash(_("You have this need already."), "info")
    else:
        flash(
            _(
                "%(who)s was faster and has taken this need up. Nothing was changed.",
                who=holder.name or holder.email,
            ),
            "info",
        )


@blueprint.post("/needs/<need_id>/assign")
@allow(Role.COORDINATOR)
def assign(need_id: str) -> ResponseReturnValue:
    form = AssignForm()
    if not form.validate():
        return need_page(needs.get_need(db(), need_id), assign=form), 422
    handle_need.assign_need(
        db(),
        need_id=need_id,
        assignee_id=form.assignee.data or None,
        message=form.message.data or "",
        actor=viewer().actor(Role.COORDINATOR),
        now=now(),
    )
    flash(_("The need is handed over."), "success")
    return redirect(url_for("coordinator.need", need_id=need_id))


@blueprint.post("/needs/<need_id>/answers/read")
@allow(Role.COORDINATOR)
def read_answer(need_id: str) -> ResponseReturnValue:
    """Take an answer about a need that is taken up off the desk."""
    handle_need.read_answer(db(), need_id=need_id, actor=viewer().actor(Role.COORDINATOR), now=now())
    return redirect(url_for("coordinator.need", need_id=need_id))


@blueprint.post("/needs/<need_id>/notes")
@allow(Role.COORDINATOR)
def add_note(need_id: str) -> ResponseReturnValue:
    shown = needs.get_need(db(), need_id)
    form = NoteForm()
    if not form.validate():
        return need_page(shown, note=form), 422
    handle_need.add_note(
        db(), need_id=need_id, body=form.body.data, actor=viewer().actor(Role.COORDINATOR), now=now()
    )
    return redirect(url_for("coordinator.need", need_id=need_id, _anchor="notes"))
