"""A company's pages: its profile and members, the questionnaire, its needs and what became of them."""

from flask import Blueprint

blueprint = Blueprint("company", __name__, url_prefix="/company")

from matchmaker.web.company import (  # noqa: E402, F401 -- they register their views
    checking,
    drafts,
    edit,
    need_page,
    needs,
    profile,
    questionnaire,
)
