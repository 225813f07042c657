"""The coded reasons for rejecting and declining: how often each was given, and which are still offered."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.errors import NotAllowed
from matchmaker.model.introduction import DeclineReason
from matchmaker.model.match import RejectReason
from matchmaker.model.user import Role
from matchmaker.operations import offer_reasons as offering
from matchmaker.store.reasons import ReasonCount, count_reasons
from matchmaker.web.access import allow, viewer
from matchmaker.web.admin import blueprint
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label

YEAR = timedelta(days=365)
_ENUMS = {"coordinator": RejectReason, "company": DeclineReason, "institution": DeclineReason}


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """A reason of a list: its words, how often each of `by` gave it, whether it is offered and may be switched off."""

    kind: str
    code: str
    text: str
    times: list[int]
    offered: bool
    fixed: bool


@dataclass(frozen=True, slots=True)
class InstitutionReasons:
    """What was said about an institution's offerings and by it, the most frequent first, as (reason, times) pairs."""

    id: str
    name: str
    rejected: list[tuple[str, int]]
    by_companies: list[tuple[str, int]]
    by_itself: list[tuple[str, int]]


@blueprint.get("/admin/reasons")
@allow(Role.ADMIN)
def reasons() -> ResponseReturnValue:
    counts = count_reasons(db(), now() - YEAR)
    return render_template(
        "admin/reasons.html",
        rejecting=_lines("reject", RejectReason, counts, ("coordinator",)),
        declining=_lines("decline", DeclineReason, counts, ("company", "institution")),
        institutions=_by_institution(counts),
    )


@blueprint.post("/admin/reasons/<kind>/<reason>/off")
@allow(Role.ADMIN)
def retire_reason(kind: str, reason: str) -> ResponseReturnValue:
    return _offer(kind, reason, offered=False)


@blueprint.post("/admin/reasons/<kind>/<reason>/on")
@allow(Role.ADMIN)
def offer_reason(kind: str, reason: str) -> ResponseReturnValue:
    return _offer(kind, reason, offered=True)


def _offer(kind: str, reason: str, *, offered: bool) -> ResponseReturnValue:
    actor = viewer().actor(Role.ADMIN)
    try:
        offering.offer_reason(db(), kind=kind, reason=reason, offered=offered, actor=actor, now=now())
    except NotAllowed:
        flash(_("This reason stays: whoever finds none that fits must be able to say so."), "error")
    else:
        text = label(offering.KINDS[kind](reason))
        said = (
            _("Offered again: %(reason)s", reason=text)
            if offered
            else _("No longer offered: %(reason)s", reason=text)
        )
        flash(said, "success")
    return redirect(url_for("admin.reasons"))


def _lines(
    kind: str, reasons: type[StrEnum], counts: Sequence[ReasonCount], by: Sequence[str]
) -> list[ReasonLine]:
    times: Counter[tuple[str, str]] = Counter()
    for count in counts:
        times[count.by, count.reason] += count.times
    offered = offering.offered_reasons(db(), reasons)
    return [
        ReasonLine(
            kind=kind,
            code=reason.value,
            text=label(reason),
            times=[times[who, reason.value] for who in by],
            offered=reason in offered,
            fixed=reason.value in offering.ALWAYS,
        )
        for reason in reasons
    ]


def _by_institution(counts: Sequence[ReasonCount]) -> list[InstitutionReasons]:
    found: dict[str, InstitutionReasons] = {}
    for count in counts:
        line = found.setdefault(
            count.institution_id,
            InstitutionReasons(count.institution_id, count.institution_name, [], [], []),
        )
        told = {"coordinator": line.rejected, "company": line.by_companies, "institution": line.by_itself}
        told[count.by].append((label(_ENUMS[count.by](count.reason)), count.times))
    return list(found.values())
