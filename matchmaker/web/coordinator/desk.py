"""What needs a coordinator today: each thing with its age, who has it and the next step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from matchmaker.i18n import N_
from matchmaker.model.introduction import Introduction
from matchmaker.model.match import MatchState
from matchmaker.model.need import NeedState
from matchmaker.model.offering import Offering
from matchmaker.model.user import Role
from matchmaker.operations import save_filter as keeping
from matchmaker.store import desk as work
from matchmaker.store import (
    introductions,
    notes,
    offerings,
    outbox,
    saved_filters,
    settings,
    unconfirmed,
    users,
)
from matchmaker.store.desk import Work, WorkGroup, WorkLine
from matchmaker.store.waits import Wait, WaitKind
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.filters import filter_links
from matchmaker.web.coordinator.queue import choice, sides_in_words, silent_sides
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label, language, ngettext, show_date

SHOWN, SHOWN_ALONE = 8, 200
SOON = timedelta(days=2)
PASSED, MOST_PASSED, LONGEST_ID = "needs-passed", 60, 40  # kept in the session cookie

TITLES: Mapping[Work, str] = {
    Work.HANDED: N_("Handed to you"),
    Work.ANSWERED: N_("The company has answered your question"),
    Work.TO_CALL: N_("Call the company: no mail reaches it"),
    Work.YES_AFTER_ALL: N_("Yes after all"),
    Work.NEW: N_("New needs"),
    Work.CLARIFICATION_OVERDUE: N_("The company has not answered a question in time"),
    Work.PERMISSION_OVERDUE: N_("The company has not said in time whether it may be introduced"),
    Work.CAME_BACK: N_("Came back with a no or without an answer"),
    Work.TO_ASK: N_("Approved, not asked yet"),
    Work.SILENT: N_("Answers due"),
    Work.TO_GO_ON: N_("Taken up, nothing under way"),
    Work.FOLLOW_UP: N_("How did it go?"),
    Work.WAITING: N_("Waiting for others"),
}
STEPS: Mapping[Work, str] = {
    Work.HANDED: N_("Read the need"),
    Work.ANSWERED: N_("Read the answer"),
    Work.TO_CALL: N_("See what to tell"),
    Work.YES_AFTER_ALL: N_("Ask both again"),
    Work.NEW: N_("Read the need"),
    Work.CLARIFICATION_OVERDUE: N_("Call the company"),
    Work.PERMISSION_OVERDUE: N_("Ask again, or call"),
    Work.CAME_BACK: N_("Look for another"),
    Work.TO_ASK: N_("Ask both sides"),
    Work.SILENT: N_("See who is silent"),
    Work.TO_GO_ON: N_("Go on with it"),
    Work.FOLLOW_UP: N_("Record what came of it"),
    Work.WAITING: N_("See what was asked"),
}
ANCHORS: Mapping[Work | WaitKind, str] = {
    Work.FOLLOW_UP: "outcomes",
    Work.ANSWERED: "questions",
    Work.PERMISSION_OVERDUE: "permission",
    WaitKind.QUESTION: "questions",
    WaitKind.PERMISSION: "permission",
}
AWAITED: Mapping[WaitKind, str] = {
    WaitKind.QUESTION: N_("Answer to a question"),
    WaitKind.PERMISSION: N_("Permission to be introduced"),
    WaitKind.INTRODUCTION: N_("Whether both want to be introduced"),
}


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A line of work in words: what it is about, and where its next step leads.

    `remark` stands in a chip, `happens` is what the service does by itself; '' for none.
    """

    work: WorkLine
    offering: str
    who: str
    url: str
    remark: str
    tone: str
    happens: str


@dataclass(frozen=True, slots=True)
class DeskGroup:
    """One kind of work; `more` is how many lines are not shown."""

    kind: Work
    title: str
    step: str
    lines: list[DeskLine]
    total: int
    more: int


@dataclass(frozen=True, slots=True)
class DeskCount:
    """Work that is only counted here, because another page holds it."""

    text: str
    url: str
    since: datetime | None


@blueprint.get("/")
@allow(Role.COORDINATOR)
def desk() -> ResponseReturnValue:
    alone = choice(Work, request.args.get("group", ""))
    mine = saved_filters.wants_only_mine(db(), _me())
    groups = _groups([alone] if alone else list(Work), SHOWN_ALONE if alone else SHOWN, mine=mine)
    return render_template(
        "coordinator/desk.html",
        groups=groups,
        counts=[] if alone else _counts(),
        unconfirmed=[] if alone else unconfirmed.list_unconfirmed(db()),
        alone=alone,
        mine=mine,
        busy=any(alone or group.kind is not Work.WAITING for group in groups),
        following=work.find_next_need(db(), user_id=_me()),
        saved=[] if alone else filter_links(),
    )


@blueprint.post("/mine")
@allow(Role.COORDINATOR)
def only_mine() -> ResponseReturnValue:
    """Show what is the reader's and nobody's, or everybody's, on this visit and the next ones."""
    keeping.choose_only_mine(db(), user_id=_me(), only_mine=bool(request.form.get("mine")))
    return redirect(url_for("coordinator.desk", group=choice(Work, request.form.get("group", ""))))


@blueprint.get("/next")
@allow(Role.COORDINATOR)
def next_need() -> ResponseReturnValue:
    """The first need in the order of the list that was not passed yet on the walk through them; `after` is passed now.

    A walk begins without `after`; once all are passed it begins anew. To the desk when no other need waits.
    """
    after = request.args.get("after", "")[:LONGEST_ID]
    passed = [*session.get(PASSED, []), after][-MOST_PASSED:] if after else []
    found = work.find_next_need(db(), user_id=_me(), passed=passed)
    if found is None and after:
        passed = [after]
        found = work.find_next_need(db(), user_id=_me(), passed=passed)
    session[PASSED] = passed
    if found is None:
        flash(_("No other need waits to be read."), "info")
        return redirect(url_for("coordinator.desk"))
    return redirect(url_for("coordinator.need", need_id=found))


def _groups(kinds: list[Work], limit: int, *, mine: bool) -> list[DeskGroup]:
    moment = now()
    days = settings.list_numbers(db())
    follow_up = moment - timedelta(days=days["follow_up_days"])
    found: dict[Work, WorkGroup] = {
        kind: work.list_work(
            db(),
            kind,
            now=moment,
            soon=moment + SOON,
            follow_up=follow_up,
            user_id=_me(),
            only_mine=mine,
            limit=limit,
        )
        for kind in kinds
    }
    lines = [line for group in found.values() for line in group.lines]
    known = offerings.list_by_ids(db(), sorted({line.offering_id for line in lines if line.offering_id}))
    asked = introductions.list_introductions_by_match(
        db(), [line.match_id for line in lines if line.match_id]
    )
    people = {person.id: person.name or person.email for person in users.list_staff(db())}
    return [
        DeskGroup(
            kind=kind,
            title=_(TITLES[kind]),
            step=_(STEPS[kind]),
            lines=[
                _line(kind, line, known, asked, people, days["remind_answer_days"]) for line in group.lines
            ],
            total=group.total,
            more=group.total - len(group.lines),
        )
        for kind, group in found.items()
        if group.total
    ]


def _line(
    kind: Work,
    line: WorkLine,
    known: Mapping[str, Offering],
    asked: Mapping[str, Introduction],
    people: Mapping[str, str],
    remind_days: int,
) -> DeskLine:
    offering = known[line.offering_id].content.title(language()) if line.offering_id else ""
    remark, tone = _remark(kind, line, asked.get(line.match_id or ""))
    anchor = ANCHORS.get(line.wait.kind if line.wait else kind)
    url = (
        url_for("coordinator.match", match_id=line.match_id)
        if line.match_id and not anchor
        else url_for("coordinator.need", need_id=line.need_id, _anchor=anchor)
    )
    happens = _happens(line.wait, remind_days) if line.wait else ""
    return DeskLine(line, offering, people.get(line.assignee_id or "", ""), url, remark, tone, happens)


def _happens(wait: Wait, remind_days: int) -> str:
    """What the service does by itself while others are silent."""
    day = show_date(wait.due_at)
    ends = (
        _("It lapses on %(day)s.", day=day)
        if wait.kind is WaitKind.INTRODUCTION
        else _("It comes back to you on %(day)s.", day=day)
    )
    if wait.reminded_at:
        return _("Reminded on %(day)s.", day=show_date(wait.reminded_at)) + " " + ends
    reminder = wait.asked_at + timedelta(days=remind_days)
    return _("A reminder leaves on %(day)s.", day=show_date(reminder)) + " " + ends


def _remark(kind: Work, line: WorkLine, asked: Introduction | None) -> tuple[str, str]:
    if line.wait is not None:
        return _(AWAITED[line.wait.kind]) + ": " + silent_sides([line.wait]), "neutral"
    if kind is Work.SILENT and asked is not None:
        silent = sides_in_words(asked.silent)
        return (
            _("Reminded, silent: %(who)s", who=silent)
            if asked.reminded_at
            else _("Not answered: %(who)s", who=silent)
        ), "attention"
    if kind in (Work.FOLLOW_UP, Work.TO_CALL):
        return label(MatchState(line.state)), "good"
    if kind in (Work.CAME_BACK, Work.TO_GO_ON):
        if line.left:
            return ngettext("%(num)d suggestion left", "%(num)d suggestions left", line.left), "waiting"
        return _("No suggestions left"), "neutral"
    if kind is Work.TO_ASK and line.state == NeedState.SUBMITTED:
        return label(NeedState(line.state)), "waiting"
    return "", ""


def _counts() -> list[DeskCount]:
    messages = notes.list_open_corrections(db())
    failed = outbox.count_undelivered(db()).failed
    counts = []
    if messages:
        text = ngettext("%(num)d correction to read", "%(num)d corrections to read", len(messages))
        counts.append(DeskCount(text, url_for("coordinator.corrections"), messages[0].created_at))
    if failed:
        text = ngettext("%(num)d mail could not be delivered", "%(num)d mails could not be delivered", failed)
        counts.append(DeskCount(text, url_for("admin.undelivered"), None))
    return counts


def _me() -> str:
    user = viewer().user
    assert user is not None  # noqa: S101 -- the views are a coordinator's
    return user.id
