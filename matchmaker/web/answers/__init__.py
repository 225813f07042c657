"""Answering what a mail asks by its one-tap link, without signing in; and the same questions for those who are signed in."""

from flask import Blueprint

blueprint = Blueprint("answers", __name__)

from matchmaker.web.answers import links, signed_in  # noqa: E402 -- they register their views

__all__ = ["blueprint", "links", "signed_in"]
