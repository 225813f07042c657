"""Pages about the service, and the answer to whoever watches that it is up."""

from flask import render_template
from flask.typing import ResponseReturnValue

from matchmaker.model.user import Role
from matchmaker.web.access import allow
from matchmaker.web.database import db, settings
from matchmaker.web.public import blueprint


@blueprint.get("/privacy")
@allow(Role.PUBLIC)
def privacy() -> ResponseReturnValue:
    return render_template("public/privacy.html", contact=settings().contact_email)


@blueprint.get("/accessibility")
@allow(Role.PUBLIC)
def accessibility() -> ResponseReturnValue:
    return render_template("public/accessibility.html", contact=settings().contact_email)


@blueprint.get("/about")
@allow(Role.PUBLIC)
def about() -> ResponseReturnValue:
    return render_template("public/about.html", contact=settings().contact_email)


@blueprint.get("/healthz")
@allow(Role.PUBLIC)
def healthz() -> ResponseReturnValue:
    """`ok` when the database answers."""
    db().execute("SELECT 1")
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}
