"""The audit trail: who did what, newest first, for everything or for one object."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.i18n import N_
from matchmaker.model.cleaning import clean_line
from matchmaker.model.ids import is_id
from matchmaker.model.user import Role
from matchmaker.store import audit as trail
from matchmaker.store.audit import AuditEntry
from matchmaker.text.thesaurus import is_concept_id
from matchmaker.web.access import allow
from matchmaker.web.admin import blueprint
from matchmaker.web.admin.forms import AuditFilterForm
from matchmaker.web.database import db
from matchmaker.web.history import HistoryLine, history
from matchmaker.web.locale import gettext as _

PAGE_SIZE = 50
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

    @property
    def facts(self) -> str:
        """What the entry keeps besides, for who has to look closely."""
        return ", ".join(
            f"{name}: {value}" for name, value in self.entry.detail.items() if value not in (None, "")
        )


@blueprint.get("/admin/audit")
@allow(Role.ADMIN)
def audit() -> ResponseReturnValue:
    wanted, key = _wanted()
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    entries = trail.list_page(
        db(), object_type=wanted, object_id=key, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
    )
    form = AuditFilterForm(formdata=None, type=wanted, id=key)
    form.fill_choices([(name, _name(name)) for name in trail.list_object_types(db())])
    return render_template(
        "admin/audit.html",
        lines=[_line(entry, line) for entry, line in zip(entries, history(entries, {}), strict=True)],
        form=form,
        active=bool(wanted) + bool(key),
        args={name: value for name, value in (("type", wanted), ("id", key)) if value},
        page=page,
        pages=-(-trail.count_entries(db(), object_type=wanted, object_id=key) // PAGE_SIZE),
    )


def _wanted() -> tuple[str, str]:
    """The filter of the query string: (kind of object, id); what cannot be an id is as good as none."""
    wanted = clean_line(request.args.get("type", ""))[:40]
    key = clean_line(request.args.get("id", ""))
    return wanted, key if is_id(key) or is_concept_id(key) else ""


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
