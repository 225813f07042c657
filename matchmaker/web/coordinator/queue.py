"""The list of needs: urgent ones and then the longest waiting first, searched, narrowed and sorted as one likes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from flask import render_template, request
from flask.typing import ResponseReturnValue

from matchmaker.i18n import N_
from matchmaker.model import places
from matchmaker.model.cleaning import clean_line
from matchmaker.model.codes import Sector
from matchmaker.model.introduction import Side
from matchmaker.model.match import MatchState
from matchmaker.model.need import Need, NeedChannel, NeedState
from matchmaker.model.user import Role
from matchmaker.store import audit, matches, needs, users, waits
from matchmaker.store.queue_filter import Narrowed, QueueOrder
from matchmaker.store.waits import Wait
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.filters import LONGEST as LONGEST_WORDS
from matchmaker.web.coordinator.filters import NAMES as FILTERS
from matchmaker.web.coordinator.filters import NARROWING, SaveFilterForm, filter_links, kept_query
from matchmaker.web.coordinator.forms import QueueFilterForm
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import language, show_date

PAGE_SIZE = 40
OPEN = (NeedState.SUBMITTED, NeedState.CLARIFICATION, NeedState.ACCEPTED, NeedState.IN_DIALOGUE)
SENT_BACK = (MatchState.DECLINED, MatchState.LAPSED)
MET = (MatchState.MET, MatchState.OUTCOME)

_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A need in the list: whose turn it is and how its matches stand, and when anybody last did anything with it."""

    need: Need
    town: str
    remarks: list[str]
    last_step: datetime


@blueprint.get("/needs")
@allow(Role.COORDINATOR)
def queue() -> ResponseReturnValue:
    chosen = _chosen()
    order = choice(QueueOrder, request.args.get("order", "")) or QueueOrder.PRESSING
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    total = needs.count_queue(db(), **chosen)
    shown = needs.list_queue(db(), **chosen, order=order, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    form = QueueFilterForm(request.args)
    args = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    form.fill_choices(_towns(chosen), chosen.get("municipality"))
    return render_template(
        "coordinator/queue.html",
        lines=_lines(shown),
        people={person.id: person.name or person.email for person in users.list_staff(db())},
        form=form,
        words=chosen.get("words", ""),
        saved=filter_links(),
        keep=SaveFilterForm(formdata=None, query=kept_query(list(request.args.items(multi=True)))),
        web=NeedChannel.WEB,
        active=sum(name in NARROWING for name in args),
        pressing=order is QueueOrder.PRESSING,
        total=total,
        closed=_count_closed(chosen),
        page=page,
        pages=-(-total // PAGE_SIZE),
        args=args,
        kept={name: value for name, value in args.items() if name != "q"},
    )


def _lines(shown: Sequence[Need]) -> list[QueueLine]:
    """As many queries for one need as for a page of them."""
    ids = [need.id for need in shown]
    counts = matches.count_matches_by_need(db(), ids)
    waiting = waits.list_waits(db(), ids, now=now())
    last = audit.list_last_steps(db(), ids)
    return [
        QueueLine(
            need=need,
            town=town_name(need.company_municipality),
            remarks=_remarks(need, waiting.get(need.id, []), counts[need.id]),
            last_step=last.get(need.id, need.submitted_at),
        )
        for need in shown
    ]


def _remarks(need: Need, waiting: Sequence[Wait], count: Mapping[MatchState, int]) -> list[str]:
    unfit = need.no_good_match and need.state is not NeedState.CLOSED
    turn = whose_turn(need, waiting)
    return [*([turn] if turn else []), *([_("no good match")] if unfit else []), *match_counts(need, count)]


def whose_turn(need: Need, waiting: Sequence[Wait]) -> str:
    """Who is to act and by when, while that is not the coordinator."""
    who = silent_sides(waiting)
    if need.state is NeedState.CLOSED or not who:
        return ""
    return _("turn: %(who)s, by %(day)s", who=who, day=show_date(waiting[0].due_at))


def silent_sides(waiting: Sequence[Wait]) -> str:
    """The sides that have not answered, in words; '' where the coordinator has to call."""
    sides = {
        Side.COMPANY: any(wait.company for wait in waiting),
        Side.INSTITUTION: any(wait.institution for wait in waiting),
    }
    return sides_in_words([side for side, waits_for in sides.items() if waits_for])


def sides_in_words(sides: Collection[Side]) -> str:
    """One side or both, as part of a sentence; '' for none."""
    if len(set(sides)) == len(Side):
        return _("the company and the institution")
    return "".join(_("the company") if side is Side.COMPANY else _("the institution") for side in sides)


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


def _count_closed(chosen: Narrowed) -> int:
    """How many closed needs the words would find as well, while a search shows open ones only."""
    if not chosen.get("words") or chosen.get("states") != OPEN:
        return 0
    closed = chosen.copy()
    closed["states"] = (NeedState.CLOSED,)
    return needs.count_queue(db(), **closed)


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
        (N_("%(num)d introduced"), count.get(MatchState.INTRODUCED, 0)),
        (N_("%(num)d met"), sum(count.get(state, 0) for state in MET)),
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
