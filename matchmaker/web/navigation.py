"""What every page shows around its content: menu, footer, names."""

from collections.abc import Mapping

from flask import g, request, url_for

from matchmaker.i18n import N_
from matchmaker.model.user import Role
from matchmaker.store import introductions
from matchmaker.web.access import viewer
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.questions import settled

PRODUCT_NAME = N_("Research Match")

# role, text, endpoint; shown to those who may act in the role.
_MENU: tuple[tuple[Role, str, str], ...] = (
    (Role.PUBLIC, N_("Services and projects"), "public.catalogue"),
    (Role.COMPANY, N_("My needs"), "company.needs"),
    (Role.COORDINATOR, N_("Today"), "coordinator.desk"),
    (Role.COORDINATOR, N_("Needs"), "coordinator.queue"),
    (Role.COORDINATOR, N_("Companies"), "coordinator.companies"),
    (Role.INSTITUTION, N_("Our offerings"), "institution.offerings"),
    (Role.INSTITUTION, N_("Asked of us"), "institution.asked"),
    (Role.INSTITUTION, N_("What companies ask for"), "institution.demand"),
    (Role.COORDINATOR, N_("Corrections"), "coordinator.corrections"),
    (Role.COORDINATOR, N_("Institutions"), "admin.institutions"),
    (Role.COORDINATOR, N_("Thesaurus"), "admin.thesaurus"),
    (Role.ADMIN, N_("Administration"), "admin.home"),
)


def menu() -> list[tuple[str, str, bool]]:
    """(text, url, active) of the reader's menu."""
    return [
        (_(text) + _waiting(endpoint), url_for(endpoint), request.endpoint == endpoint)
        for role, text, endpoint in _MENU
        if viewer().may_act_as(role) or (role is Role.COMPANY and _newcomer())
    ]


def awaited() -> int:
    """How many questions wait for the answer of the viewer's institution."""
    institution_id = viewer().institution_id
    if not institution_id:
        return 0
    if "awaited" not in g:
        g.awaited = introductions.count_awaited(db(), institution_id, asked_by=settled(), now=now())
    found: int = g.awaited
    return found


def _waiting(endpoint: str) -> str:
    """The number behind a menu's entry, where something waits."""
    number = awaited() if endpoint == "institution.asked" else 0
    return f" ({number})" if number else ""


def _newcomer() -> bool:
    """Signed in without any role yet: on the way to becoming a company, perhaps with a draft already."""
    return viewer().signed_in and not viewer().roles


def footer() -> list[tuple[str, str]]:
    return [
        (_("Privacy"), url_for("public.privacy")),
        (_("Accessibility"), url_for("public.accessibility")),
        (_("About the service"), url_for("public.about")),
        *([(_("Mails to me"), url_for("account.mail_choices"))] if viewer().signed_in else []),
    ]


def context() -> Mapping[str, object]:
    """Values that the frame of every page reads."""
    return {
        "nav": menu(),
        "awaited_count": awaited(),
        "footer_links": footer(),
        "product_name": _(PRODUCT_NAME),
        "home_url": url_for("public.home"),
        "sign_in_url": url_for("account.sign_in"),
        "sign_out_url": url_for("account.sign_out"),
        "viewer": viewer().user,
    }
