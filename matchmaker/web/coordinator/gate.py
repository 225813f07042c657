"""The quality gate in words, and the reason for passing a blocker by."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from wtforms.validators import DataRequired, Length

from matchmaker.i18n import N_
from matchmaker.model.need import Need
from matchmaker.operations.edit_need import PLAIN_FACTS
from matchmaker.operations.quality_gate import Finding, Point, Severity, check_need
from matchmaker.store import authorship
from matchmaker.web.database import db
from matchmaker.web.engine import index
from matchmaker.web.forms import Form, LineField
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import lazy_gettext as _l

TEXTS: Mapping[Point, str] = {
    Point.NO_CONSENT: N_(
        "The company has not agreed to have the need compared with the catalogue, or took it back."
    ),
    Point.NO_WAY_TO_REACH: N_(
        "There is no way to reach the company: no e-mail address and no telephone number."
    ),
    Point.TOO_SHORT: N_(
        "The text is very short. Little can be matched with it, and an institution will ask for more."
    ),
    Point.EVERYDAY: N_("This looks like buying or everyday business rather than research and development."),
    Point.NAMED: N_("Words that an institution reads when it is asked may tell who the company is."),
    Point.NO_INTRODUCTION: N_("The company has not agreed to be introduced, so no institution can be asked."),
    Point.BY_PHONE: N_(
        "No mail reaches the company. You call it about each match, and write down what it says."
    ),
    Point.NO_DETAIL: N_("No material, size or standard is named, so matching is weak."),
    Point.NO_TROUBLE: N_("The text does not say what goes wrong or what is wanted."),
    Point.OTHER_LANGUAGE: N_("The text seems to be in another language than the need says."),
    Point.DUPLICATE: N_("The company has another open need that is much alike."),
}
SEVERITIES: Mapping[Severity, tuple[str, str]] = {
    Severity.BLOCKER: (N_("Stops"), "stopped"),
    Severity.MAJOR: (N_("Important"), "attention"),
    Severity.MINOR: (N_("Good to know"), "neutral"),
}


FIELDS: Mapping[Point, str] = {
    Point.TOO_SHORT: "description",
    Point.EVERYDAY: "description",
    Point.NAMED: "description",
    Point.NO_DETAIL: "description",
    Point.NO_TROUBLE: "description",
    Point.OTHER_LANGUAGE: "language",
}


class DespiteForm(Form):
    """Why a need is taken up although something stands in the way."""

    despite = LineField(
        _l("Why take it up all the same?"),
        [
            DataRequired(_l("Give the reason: it is kept in the history.")),
            Length(max=500, message=_l("This is longer than 500 characters.")),
        ],
    )


@dataclass(frozen=True, slots=True)
class GateLine:
    """One point that is not in order: its weight as a chip, what it says, on which words, and where the other need is.

    `fix` is where it is mended, as (words, address).
    """

    severity: str
    tone: str
    text: str
    words: tuple[str, ...]
    url: str
    fix: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """The checklist of a need; `blocked` when taking it up needs a reason."""

    lines: list[GateLine]
    blocked: bool


def gate(need: Need) -> Gate:
    """Check a need."""
    found = check_need(db(), index(), need)
    asking = authorship.is_written_by_company(db(), need.id)
    return Gate(
        lines=[_line(finding, need, asking=asking) for finding in found],
        blocked=any(finding.severity is Severity.BLOCKER for finding in found),
    )


def _line(finding: Finding, need: Need, *, asking: bool) -> GateLine:
    severity, tone = SEVERITIES[finding.severity]
    url = url_for("coordinator.need", need_id=finding.need_id) if finding.need_id else ""
    fix = _fix(finding, need, asking=asking)
    return GateLine(_(severity), tone, _(TEXTS[finding.point]), finding.words, url, fix)


def _fix(finding: Finding, need: Need, *, asking: bool) -> tuple[str, str] | None:
    """The field that mends a point; where the words are the company's own, the question to it."""
    if finding.point is Point.NO_WAY_TO_REACH:
        url = url_for("coordinator.correct", need_id=need.id, _anchor="phone")
        return _("Give a number or an address"), url
    if finding.point is Point.BY_PHONE:
        url = url_for("coordinator.add_contact", company_id=need.company_id, need=need.id)
        return _("Add a contact"), url
    if finding.point is Point.NO_INTRODUCTION:
        return _("Ask for permission"), url_for("coordinator.need", need_id=need.id, _anchor="permission")
    if finding.point is Point.NAMED and names_in_summary(finding, need):
        return _("Word the summary"), url_for("coordinator.need", need_id=need.id, _anchor="first-read")
    if finding.point not in FIELDS:
        return None
    field = FIELDS[finding.point]
    if asking and field not in PLAIN_FACTS:
        return _("Ask the company"), url_for("coordinator.clarify", need_id=need.id)
    return _("Correct it"), url_for("coordinator.correct", need_id=need.id, _anchor=field)


def names_in_summary(finding: Finding, need: Need) -> bool:
    return any(word in need.content.summary for word in finding.words)
