"""The administrator's pages: health, maintenance, users, mails that failed, wording of mails, deadlines, reasons, backups, audit
trail, configuration, institutions.

Coordinators open the pages of institutions too, under /coordinator/institutions, since they know the people there and
correct what the catalogue says of their offerings; and the thesaurus, since they hear how people say things.
"""

from flask import Blueprint

blueprint = Blueprint("admin", __name__)

from matchmaker.web.admin import (  # noqa: E402 -- they register views
    audit,
    backups,
    concept_editing,
    deadlines,
    home,
    institutions,
    mails,
    maintenance,
    offerings,
    people,
    reasons,
    thesaurus,
    wordings,
)

__all__ = [
    "audit",
    "backups",
    "blueprint",
    "concept_editing",
    "deadlines",
    "home",
    "institutions",
    "mails",
    "maintenance",
    "offerings",
    "people",
    "reasons",
    "thesaurus",
    "wordings",
]
