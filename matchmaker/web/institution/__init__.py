"""An institution's pages: its offerings, the needs it is asked about, and the organisation's own details."""

from flask import Blueprint

blueprint = Blueprint("institution", __name__, url_prefix="/institution")

from matchmaker.web.institution import asked, demand, details, offerings  # noqa: E402 -- they register their views

__all__ = ["asked", "blueprint", "demand", "details", "offerings"]
