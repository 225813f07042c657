"""What companies ask for: numbers of the last year that tell of no single need, and why own offerings did not suit."""

from dataclasses import dataclass
from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from matchmaker.model.codes import Help, Sector
from matchmaker.model.match import RejectReason
from matchmaker.model.offering import LISTED, Offering
from matchmaker.model.user import Role
from matchmaker.store import demand as store
from matchmaker.store import offerings as catalogue
from matchmaker.store.reasons import count_reasons
from matchmaker.web.access import allow
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.institution import blueprint
from matchmaker.web.institution.people import own_institution_id
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label

YEAR = timedelta(days=365)
# Fewer could be told apart by somebody who knows the region.
FEWEST_TOLD = 3
# These tell of one company and are between it and the coordinator.
_PRIVATE = frozenset({RejectReason.ALREADY_CUSTOMER, RejectReason.CONFLICT})


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field: how many needs, for how many nothing fitted well, and whether the institution offers anything in it."""

    name: str
    needs: str
    unanswered: str
    ours: int


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A kind of help asked for in the institution's fields, and how many of its own offerings give it."""

    name: str
    needs: str
    ours: int


@blueprint.get("/demand")
@allow(Role.INSTITUTION)
def demand() -> ResponseReturnValue:
    since, institution_id = now() - YEAR, own_institution_id()
    own = [
        offering
        for offering in catalogue.list_of_institution(db(), institution_id)
        if offering.state in LISTED
    ]
    sectors = frozenset[Sector]().union(*(offering.content.sectors for offering in own))
    return render_template(
        "institution/demand.html",
        since=since,
        fields=_fields(store.count_needs_by_field(db(), since), own),
        own_fields=sorted(label(sector) for sector in sectors),
        helps=_helps(store.count_needs_by_help(db(), sectors or frozenset(Sector), since), own),
        tally=store.tally_of_institution(db(), institution_id, since),
        reasons=[
            (label(RejectReason(one.reason)), one.times)
            for one in count_reasons(db(), since, institution_id=institution_id)
            if one.by == "coordinator" and one.reason not in _PRIVATE
        ],
    )


def _fields(found: list[store.FieldDemand], own: list[Offering]) -> list[FieldLine]:
    return [
        FieldLine(
            label(one.sector),
            _told(one.needs),
            _told(one.unanswered),
            sum(one.sector in offering.content.sectors for offering in own),
        )
        for one in found
    ]


def _helps(found: dict[Help, int], own: list[Offering]) -> list[HelpLine]:
    return [
        HelpLine(label(kind), _told(needs), sum(kind in offering.content.helps for offering in own))
        for kind, needs in found.items()
    ]


def _told(number: int) -> str:
    """A number that tells of no single need."""
    return _("fewer than %(n)d", n=FEWEST_TOLD) if 0 < number < FEWEST_TOLD else str(number)
