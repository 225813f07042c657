"""Backups: which there are, whether the last attempt succeeded, and asking for one now."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.user import Role
from matchmaker.operations import heartbeat
from matchmaker.operations.back_up import backup_standing, open_request, request_backup
from matchmaker.web.access import allow, viewer
from matchmaker.web.admin import blueprint
from matchmaker.web.clock import now
from matchmaker.web.database import db, settings
from matchmaker.web.locale import gettext as _


@blueprint.get("/admin/backups")
@allow(Role.ADMIN)
def backups() -> ResponseReturnValue:
    return render_template(
        "admin/backups.html",
        standing=backup_standing(db(), settings(), now=now()),
        folder=settings().backup_folder,
        asked=open_request(db()),
        worker_runs=heartbeat.is_alive(settings(), now=now()),
    )


@blueprint.post("/admin/backups")
@allow(Role.ADMIN)
def back_up() -> ResponseReturnValue:
    """The worker makes it, so that no page waits for a large database."""
    if not request_backup(db(), actor=viewer().actor(Role.ADMIN), now=now()):
        flash(_("A backup was asked for already."), "info")
    return redirect(url_for("admin.backups"))
