"""Domain errors, HTTP errors and form errors as pages in the reader's language."""

import logging

from flask import Flask, has_request_context, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from matchmaker.i18n import N_
from matchmaker.model.errors import (
    AlreadyDecided,
    Conflict,
    LinkInvalid,
    NotAllowed,
    NotFound,
    StateTransitionError,
)
from matchmaker.web.locale import gettext as _
from matchmaker.web.unsaved import show_unsaved

_PAGES: dict[int, tuple[str, str]] = {
    400: (
        N_("Something was missing"),
        N_(
            "The page had been open for long, or the form was incomplete. Go back, reload the page and send it again."
        ),
    ),
    403: (N_("Not allowed"), N_("You cannot open this page.")),
    404: (
        N_("Page not found"),
        N_("There is no such page, or it is not yours to see. Signing in with another address may help."),
    ),
    405: (N_("Page not found"), N_("This address works only from its own form.")),
    409: (
        N_("Somebody was faster"),
        N_(
            "Somebody else changed this in the meantime. Nothing was overwritten. Go back and reload the page."
        ),
    ),
    410: (
        N_("This link no longer works"),
        N_(
            "Perhaps a part of it is missing, or its time is long over. Copy the whole line from the mail, or sign in."
        ),
    ),
    413: (
        N_("Too much to send"),
        N_("This service does not take so much. Files cannot be attached; shorten the text."),
    ),
    429: (
        N_("A little too fast"),
        N_("Many requests came from your network in a short time. Wait a minute and try again."),
    ),
    500: (
        N_("Something went wrong"),
        N_("The fault is ours, and it has been written down. Try again in a while."),
    ),
}


def page(status: int) -> tuple[str, int]:
    """The error page of a status, with what was typed; a body that is too large was not read."""
    if status != 413:
        show_unsaved()
    title, text = _PAGES.get(status, _PAGES[400 if status < 500 else 500])
    return render_template("error.html", status=status, title=_(title), text=_(text)), status


class _NoKeys(logging.Filter):
    """Flask logs a failure with the path of its request; of a mailed link the path is a key, so the rule stands for it."""

    def filter(self, record: logging.LogRecord) -> bool:
        rule = request.url_rule if has_request_context() else None
        if rule is not None and "token" in rule.arguments and isinstance(record.msg, str):
            record.msg = record.msg.replace(request.path, rule.rule)
        return True


def init_app(app: Flask) -> None:
    app.logger.addFilter(_NoKeys())

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if status < 400:
            return error.get_response()
        body, _status = page(status)
        # The headers of the original answer stay: Retry-After of 429, Allow of 405.
        kept = {
            name: value
            for name, value in error.get_headers()
            if name not in ("Content-Type", "Content-Length")
        }
        return body, status, kept

    @app.errorhandler(CSRFError)
    def csrf(_error: CSRFError) -> ResponseReturnValue:
        return page(400)

    @app.errorhandler(NotFound)
    def not_found(_error: NotFound) -> ResponseReturnValue:
        return page(404)

    @app.errorhandler(AlreadyDecided)
    @app.errorhandler(StateTransitionError)
    @app.errorhandler(NotAllowed)
    @app.errorhandler(Conflict)
    def conflict(_error: Exception) -> ResponseReturnValue:
        return page(409)

    @app.errorhandler(LinkInvalid)
    def link(_error: LinkInvalid) -> ResponseReturnValue:
        return page(410)

    @app.errorhandler(500)
    def broken(_error: Exception) -> ResponseReturnValue:
        return page(500)
