"""Messages about offerings from people without an account."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.user import Role
from matchmaker.operations.handle_correction import handle_correction
from matchmaker.store import notes, offerings
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator import blueprint
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _


@blueprint.get("/corrections")
@allow(Role.COORDINATOR)
def corrections() -> ResponseReturnValue:
    messages = notes.list_open_corrections(db())
    known = offerings.list_by_ids(db(), [message.offering_id for message in messages])
    return render_template("coordinator/corrections.html", messages=messages, known=known)


@blueprint.post("/corrections/<correction_id>/handled")
@allow(Role.COORDINATOR)
def handled(correction_id: str) -> ResponseReturnValue:
    handle_correction(db(), correction_id=correction_id, actor=viewer().actor(Role.COORDINATOR), now=now())
    flash(_("The message is marked as handled."), "success")
    return redirect(url_for("coordinator.corrections"))
