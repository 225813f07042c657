"""What anybody may open: the front page with its preview, the catalogue, and the pages about the service."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)

from matchmaker.web.public import catalogue, pages, preview  # noqa: E402, F401 -- they register their views
