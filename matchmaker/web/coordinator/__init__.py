"""The coordinator's pages: queue of needs, review of matches, companies, corrections."""

from flask import Blueprint

blueprint = Blueprint("coordinator", __name__, url_prefix="/coordinator")

from matchmaker.web.coordinator import (  # noqa: E402 -- they register their views on the blueprint
    companies,
    corrections,
    entering,
    matches,
    need,
    outcomes,
    queue,
)

__all__ = ["blueprint", "companies", "corrections", "entering", "matches", "need", "outcomes", "queue"]
