"""The administrator's pages: health, users, mails that failed, wording of mails, audit trail, configuration, institutions.

Coordinators open the pages of institutions too, under /coordinator/institutions, since they know the people there and
correct what the catalogue says of their offerings.
"""

from flask import Blueprint

blueprint = Blueprint("admin", __name__)

from matchmaker.web.admin import (  # noqa: E402 -- they register views
    audit,
    home,
    institutions,
    mails,
    offerings,
    people,
    wordings,
)

__all__ = ["audit", "blueprint", "home", "institutions", "mails", "offerings", "people", "wordings"]
