"""Signing in by a one-time link, signing out, and which mails one wants."""

from flask import Blueprint

blueprint = Blueprint("account", __name__)

from matchmaker.web.account import mail, views  # noqa: E402, F401 -- the views register themselves on the blueprint
