"""The queue: needs that wait, the longest waiting first."""

from enum import StrEnum
from typing import TypedDict, TypeVar

from flask import render_template, request
from flask.typing import ResponseReturnValue

from matchmaker.model import places
from matchmaker.model.codes import Sector
from matchmaker.model.need import NeedChannel, NeedState
from matchmaker.model.user import Role
from matchmaker.store import matches, needs, users
from matchmaker.web.access import allow, viewer
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.filters import NAMES as FILTERS
from matchmaker.web.coordinator.filters import SaveFilterForm, filter_links, kept_query
from matchmaker.web.coordinator.forms import QueueFilterForm
from matchmaker.web.database import db
from matchmaker.web.locale import language

PAGE_SIZE = 40
OPEN = (NeedState.SUBMITTED, NeedState.CLARIFICATION, NeedState.ACCEPTED, NeedState.IN_DIALOGUE)


class Chosen(TypedDict):
    """What the queue is narrowed to, as `store.needs` takes it."""

    states: tuple[NeedState, ...]
    sector: Sector | None
    municipality: str | None
    assignee_id: str | None


_Choice = TypeVar("_Choice", bound=StrEnum)


@blueprint.get("/needs")
@allow(Role.COORDINATOR)
def queue() -> ResponseReturnValue:
    state = request.args.get("state", "")
    one = choice(NeedState, state)
    chosen = Chosen(
        states=(one,) if one else () if state == "all" else OPEN,
        sector=choice(Sector, request.args.get("sector", "")),
        municipality=_municipality(),
        assignee_id=_me() if request.args.get("mine") else None,
    )
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    total = needs.count_queue(db(), **chosen)
    shown = needs.list_queue(db(), **chosen, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    form = QueueFilterForm(request.args)
    form.fill_choices()
    return render_template(
        "coordinator/queue.html",
        needs=shown,
        counts=matches.count_matches_by_need(db(), [need.id for need in shown]),
        people={person.id: person.name or person.email for person in users.list_staff(db())},
        towns={need.id: town_name(need.company_municipality) for need in shown},
        form=form,
        saved=filter_links(),
        keep=SaveFilterForm(formdata=None, query=kept_query(list(request.args.items(multi=True)))),
        web=NeedChannel.WEB,
        active=sum(bool(request.args.get(name)) for name in FILTERS),
        total=total,
        page=page,
        pages=-(-total // PAGE_SIZE),
        args={name: request.args[name] for name in FILTERS if request.args.get(name)},
    )


def choice(kind: type[_Choice], value: str) -> _Choice | None:
    """The member of a closed list, or None for anything else."""
    return kind(value) if value in list(kind) else None


def town_name(code: str | None) -> str:
    return places.get_municipality(code).name(language()) if code else ""


def _municipality() -> str | None:
    found = places.find_municipality(request.args.get("municipality", "")[:60])
    return found.code if found else None


def _me() -> str | None:
    user = viewer().user
    return user.id if user else None
