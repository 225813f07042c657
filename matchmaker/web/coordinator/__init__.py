"""The coordinator's pages: the desk, the queue of needs, review of matches, companies, corrections."""

from flask import Blueprint

blueprint = Blueprint("coordinator", __name__, url_prefix="/coordinator")

from matchmaker.web.coordinator import (  # noqa: E402 -- they register their views on the blueprint
    clarifying,
    closing,
    companies,
    correcting,
    corrections,
    desk,
    entering,
    filters,
    handling,
    matches,
    need,
    outcomes,
    permission,
    profiles,
    queue,
    rest,
    telling,
    told_drafts,
)

__all__ = [
    "blueprint",
    "clarifying",
    "closing",
    "companies",
    "correcting",
    "corrections",
    "desk",
    "entering",
    "filters",
    "handling",
    "matches",
    "need",
    "outcomes",
    "permission",
    "profiles",
    "queue",
    "rest",
    "telling",
    "told_drafts",
]
