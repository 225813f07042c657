"""Offerings of any institution, for coordinators: look at drafts, correct what a message says is wrong.

A coordinator never confirms: that is the institution's own word.
"""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.offering import Offering
from matchmaker.model.user import Role
from matchmaker.operations import publish_offering as steps
from matchmaker.store import offerings
from matchmaker.web.access import allow
from matchmaker.web.admin import blueprint
from matchmaker.web.admin.institutions import coordinating
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.offering_editing import OfferingUrls, archive_page, edit_page, show_page


@blueprint.get("/coordinator/offerings/<offering_id>")
@allow(Role.COORDINATOR)
def offering(offering_id: str) -> ResponseReturnValue:
    shown = offerings.get_offering(db(), offering_id)
    return show_page(shown, _urls(shown))


@blueprint.route("/coordinator/offerings/<offering_id>/edit", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def edit_offering(offering_id: str) -> ResponseReturnValue:
    shown = offerings.get_offering(db(), offering_id)
    return edit_page(shown, _urls(shown), coordinating())


@blueprint.post("/coordinator/offerings/<offering_id>/publish")
@allow(Role.COORDINATOR)
def publish_offering(offering_id: str) -> ResponseReturnValue:
    return _take(
        steps.publish_offering,
        offering_id,
        _("Published. Companies find it in the catalogue, and it is suggested."),
    )


@blueprint.route("/coordinator/offerings/<offering_id>/archive", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def archive_offering(offering_id: str) -> ResponseReturnValue:
    """What is open about it first; the button archives."""
    if request.method == "GET":
        shown = offerings.get_offering(db(), offering_id)
        return archive_page(shown, _urls(shown))
    return _take(
        steps.archive_offering,
        offering_id,
        _("Archived. It is out of the catalogue; you can undo this or publish it again whenever you like."),
    )


@blueprint.post("/coordinator/offerings/<offering_id>/restore")
@allow(Role.COORDINATOR)
def restore_offering(offering_id: str) -> ResponseReturnValue:
    return _take(steps.restore_offering, offering_id, _("It is again what it was before it was archived."))


def _take(step: Callable[..., Offering], offering_id: str, message: str) -> ResponseReturnValue:
    shown = offerings.get_offering(db(), offering_id)
    step(
        db(),
        offering_id=offering_id,
        institution_id=shown.institution_id,
        actor=coordinating(),
        now=now(),
    )
    flash(message, "success")
    return redirect(url_for("admin.offering", offering_id=offering_id))


def _urls(shown: Offering) -> OfferingUrls:
    def to(name: str) -> str:
        return url_for(f"admin.{name}", offering_id=shown.id)

    return OfferingUrls(
        back=url_for("admin.institution", institution_id=shown.institution_id),
        back_label=shown.institution_name,
        show=to("offering"),
        edit=to("edit_offering"),
        publish=to("publish_offering"),
        archive=to("archive_offering"),
        restore=to("restore_offering"),
    )
