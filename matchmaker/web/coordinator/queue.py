"""The list of needs: urgent ones and then the longest waiting first, searched, narrowed and sorted as one likes."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from flask import render_template, request
from flask.typing import ResponseReturnValue

from matchmaker.i18n import N_
from matchmaker.model import places
from matchmaker.model.cleaning import clean_line
from matchmaker.model.codes import Sector
from matchmaker.model.match import MatchState
from matchmaker.model.need import Need, NeedChannel, NeedState
from matchmaker.model.user import Role
from matchmaker.store import matches, needs, users
from matchmaker.store.queue_filter import Narrowed, QueueOrder
from matchmaker.web.access import allow, viewer
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.filters import LONGEST as LONGEST_WORDS
from matchmaker.web.coordinator.filters import NAMES as FILTERS
from matchmaker.web.coordinator.filters import SaveFilterForm, filter_links, kept_query
from matchmaker.web.coordinator.forms import QueueFilterForm
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import language

PAGE_SIZE = 40
OPEN = (NeedState.SUBMITTED, NeedState.CLARIFICATION, NeedState.ACCEPTED, NeedState.IN_DIALOGUE)
SENT_BACK = (MatchState.DECLINED, MatchState.LAPSED)
TOGETHER = (MatchState.INTRODUCED, MatchState.MET, MatchState.OUTCOME)

_Choice = TypeVar("_Choice", bound=StrEnum)


@blueprint.get("/needs")
@allow(Role.COORDINATOR)
def queue() -> ResponseReturnValue:
    chosen = _chosen()
    order = choice(QueueOrder, request.args.get("order", "")) or QueueOrder.PRESSING
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    total = needs.count_queue(db(), **chosen)
    shown = needs.list_queue(db(), **chosen, order=order, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    counts = matches.count_matches_by_need(db(), [need.id for need in shown])
    form = QueueFilterForm(request.args)
    args = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    form.fill_choices(_towns(chosen), chosen.get("municipality"))
    return render_template(
        "coordinator/queue.html",
        needs=shown,
        counts={need.id: match_counts(need, counts[need.id]) for need in shown},
        people={person.id: person.name or person.email for person in users.list_staff(db())},
        towns={need.id: town_name(need.company_municipality) for need in shown},
        form=form,
        words=chosen.get("words", ""),
        saved=filter_links(),
        keep=SaveFilterForm(formdata=None, query=kept_query(list(request.args.items(multi=True)))),
        web=NeedChannel.WEB,
        active=len(args),
        pressing=order is QueueOrder.PRESSING,
        total=total,
        page=page,
        pages=-(-total // PAGE_SIZE),
        args=args,
        kept={name: value for name, value in args.items() if name != "q"},
    )


def _chosen() -> Narrowed:
    """The filter of the query string; unknown values are as good as none."""
    state = request.args.get("state", "")
    one = choice(NeedState, state)
    town = places.find_municipality(request.args.get("municipality", "")[:60])
    return Narrowed(
        states=(one,) if one else () if state == "all" else OPEN,
        sector=choice(Sector, request.args.get("sector", "")),
        municipality=town.code if town else None,
        assignee_id=_me() if request.args.get("mine") else None,
        urgent=bool(request.args.get("urgent")),
        words=clean_line(request.args.get("q", ""))[:LONGEST_WORDS],
    )


def _towns(chosen: Narrowed) -> dict[str, int]:
    """How many needs each municipality has among those that the rest of the filter lets through."""
    anywhere = chosen.copy()
    anywhere["municipality"] = None
    return needs.count_by_town(db(), **anywhere)


def match_counts(need: Need, count: Mapping[MatchState, int]) -> list[str]:
    """How the matches of a need stand, so that none is lost from sight; what was left undecided ended with the need."""
    open_ = need.state is not NeedState.CLOSED
    numbers = (
        (N_("%(num)d to review"), count.get(MatchState.SUGGESTED, 0) * open_),
        (N_("%(num)d on hold"), count.get(MatchState.ON_HOLD, 0) * open_),
        (N_("%(num)d to ask"), count.get(MatchState.APPROVED, 0) * open_),
        (N_("%(num)d asked"), count.get(MatchState.ASKED, 0)),
        (N_("%(num)d came back"), sum(count.get(state, 0) for state in SENT_BACK)),
        (N_("%(num)d introduced"), sum(count.get(state, 0) for state in TOGETHER)),
    )
    return [_(text, num=number) for text, number in numbers if number]


def choice(kind: type[_Choice], value: str) -> _Choice | None:
    """The member of a closed list, or None for anything else."""
    return kind(value) if value in list(kind) else None


def town_name(code: str | None) -> str:
    return places.get_municipality(code).name(language()) if code else ""


def _me() -> str | None:
    user = viewer().user
    return user.id if user else None
