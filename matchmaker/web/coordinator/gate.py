"""The quality gate in words, and the reason for passing a blocker by."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from wtforms.validators import DataRequired, Length

from matchmaker.i18n import N_
from matchmaker.model.need import Need
from matchmaker.operations.quality_gate import Finding, Point, Severity, check_need
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
    Point.NAMED: N_("An institution that is asked would read who the company is."),
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
    """One point that is not in order: its weight as a chip, what it says, on which words, and where the other need is."""

    severity: str
    tone: str
    text: str
    words: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Gate:
    """The checklist of a need; `blocked` when taking it up needs a reason."""

    lines: list[GateLine]
    blocked: bool


def gate(need: Need) -> Gate:
    """Check a need."""
    found = check_need(db(), index(), need)
    return Gate(
        lines=[_line(finding) for finding in found],
        blocked=any(finding.severity is Severity.BLOCKER for finding in found),
    )


def _line(finding: Finding) -> GateLine:
    severity, tone = SEVERITIES[finding.severity]
    url = url_for("coordinator.need", need_id=finding.need_id) if finding.need_id else ""
    return GateLine(_(severity), tone, _(TEXTS[finding.point]), finding.words, url)
