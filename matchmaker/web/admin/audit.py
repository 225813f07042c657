"""The audit trail: who did what, newest first, for everything or by person, action, object and period."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.i18n import N_
from matchmaker.model.ids import is_id
from matchmaker.model.user import Role
from matchmaker.store import audit as trail
from matchmaker.store import users
from matchmaker.store.audit import AuditEntry, TrailFilter
from matchmaker.text.thesaurus import is_concept_id
from matchmaker.web.access import allow
from matchmaker.web.admin import blueprint
from matchmaker.web.admin.forms import AuditFilterForm
from matchmaker.web.clock import HELSINKI
from matchmaker.web.database import db
from matchmaker.web.history import SENTENCES, HistoryLine, history
from matchmaker.web.locale import gettext as _

PAGE_SIZE = 50
_KEY = re.compile(r"[A-Za-z0-9_:.-]{1,80}")
TYPES = {
    "backup": N_("Backup"),
    "catalogue": N_("Catalogue"),
    "company": N_("Company"),
    "concept": N_("Concept"),
    "correction": N_("Correction"),
    "demo": N_("Demo"),
    "institution": N_("Institution"),
    "mail": N_("Mail"),
    "match": N_("Match"),
    "need": N_("Need"),
    "offering": N_("Offering"),
    "reason": N_("Reason"),
    "setting": N_("Deadline or limit"),
    "user": N_("User"),
}
_PAGES = {
    "company": ("coordinator.company", "company_id"),
    "concept": ("admin.concept", "concept_id"),
    "institution": ("admin.institution", "institution_id"),
    "match": ("coordinator.match", "match_id"),
    "need": ("coordinator.need", "need_id"),
    "offering": ("admin.offering", "offering_id"),
}


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One step in words, and the object it was about; `url` is empty for objects without a page of their own."""

    line: HistoryLine
    entry: AuditEntry
    type: str
    url: str


@blueprint.get("/admin/audit")
@allow(Role.ADMIN)
def audit() -> ResponseReturnValue:
    form = AuditFilterForm(request.args)
    form.fill_choices(_sorted(SENTENCES), _sorted(TYPES))
    valid = form.validate()
    wanted = _wanted(form) if valid else TrailFilter()
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    entries = trail.list_page(db(), wanted, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE) if valid else []
    total = trail.count_entries(db(), wanted) if valid else 0
    args = {field.name: field.data for field in form if field.data}
    return render_template(
        "admin/audit.html",
        lines=[_line(entry, line) for entry, line in zip(entries, history(entries, _names()), strict=True)],
        form=form,
        active=len(args),
        args=args,
        total=total,
        page=page,
        pages=-(-total // PAGE_SIZE),
    )


def _names() -> dict[str, str]:
    """What the ids of people stand for."""
    return {user.id: user.name or user.email for user in users.list_users(db())}


def _wanted(form: AuditFilterForm) -> TrailFilter:
    """The filter of a valid form; what cannot be an identifier is as good as none."""
    key = form.id.data or ""
    return TrailFilter(
        person=(form.person.data or "")[:200],
        action=form.action.data or "",
        object_type=form.type.data or "",
        object_id=key if _KEY.fullmatch(key) else "",
        since=_midnight(form.since.day),
        until=_midnight(form.until.day, days=1),
    )


def _midnight(day: date | None, *, days: int = 0) -> datetime | None:
    """When a day in Finland begins, so many days later."""
    if day is None:
        return None
    try:
        return datetime.combine(day + timedelta(days=days), time(), tzinfo=HELSINKI)
    except OverflowError:  # the last day that there is
        return None


def _sorted(names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Keys and translated names, in the order of the names."""
    return sorted(((key, _(name)) for key, name in names.items()), key=lambda pair: pair[1].casefold())


def _line(entry: AuditEntry, line: HistoryLine) -> TrailLine:
    return TrailLine(line, entry, _name(entry.object_type), _url(entry))


def _url(entry: AuditEntry) -> str:
    page = _PAGES.get(entry.object_type)
    if page is None or not (is_id(entry.object_id) or is_concept_id(entry.object_id)):
        return ""
    endpoint, argument = page
    values: dict[str, Any] = {argument: entry.object_id}
    return url_for(endpoint, **values)


def _name(object_type: str) -> str:
    return _(TYPES[object_type]) if object_type in TYPES else object_type
