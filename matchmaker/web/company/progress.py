"""Where a need stands, in a company's words: who is to act, since when, and by when it is expected."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from matchmaker.i18n import N_
from matchmaker.model.introduction import Clarification, Introduction, PermissionRequest, Side
from matchmaker.model.match import MatchState
from matchmaker.model.need import Audience, ClosingResult, Need, NeedPart, NeedState
from matchmaker.operations.days import day_in_finland, working_day_after
from matchmaker.store import follow_up, introductions, permissions, settings
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label, ngettext, show_date
from matchmaker.web.questions import settled

# A company sees what a coordinator approved and what came of it, never a bare suggestion or a rejection.
VISIBLE: tuple[MatchState, ...] = (
    MatchState.APPROVED,
    MatchState.ASKED,
    MatchState.INTRODUCED,
    MatchState.DECLINED,
    MatchState.LAPSED,
    MatchState.MET,
    MatchState.OUTCOME,
)

LATE = N_(
    "The coordinators are late with reading it. It is not forgotten: their list begins with what has waited longest."
)
ASKED_SOMETHING = N_("A coordinator has asked you something and waits for your answer.")

_TONES = {
    NeedState.SUBMITTED: "waiting",
    NeedState.CLARIFICATION: "attention",
    NeedState.ACCEPTED: "waiting",
    NeedState.IN_DIALOGUE: "good",
    NeedState.CLOSED: "neutral",
}

_ACTS = {
    NeedState.SUBMITTED: N_("Coordinator"),
    NeedState.CLARIFICATION: N_("You"),
    NeedState.ACCEPTED: N_("Coordinator"),
    NeedState.IN_DIALOGUE: N_("You and the institution"),
    NeedState.CLOSED: N_("No one"),
}


@dataclass(frozen=True, slots=True)
class Awaited:
    """What a company's needs wait for besides the coordinator: open questions and introductions by need, soonest due first.

    `unsent` counts the questions that can still be taken back, of which the company knows nothing yet.
    """

    clarifications: Mapping[str, Clarification]
    permissions: Mapping[str, PermissionRequest]
    introductions: Mapping[str, list[Introduction]]
    unsent: Mapping[str, int]
    read_days: int


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need in the list: its state as a chip and as a sentence, who is to act, since when, and by when it is expected."""

    need: Need
    chip: str
    tone: str
    sentence: str
    acts: str
    since: datetime
    due: date | None

    @property
    def own_turn(self) -> bool:
        """Whether the company is to act before anybody else can; such lines come first."""
        return self.tone == "attention"


def awaited(company_id: str) -> Awaited:
    """What the needs of a company wait for; as many queries for one need as for a hundred."""
    questions: dict[str, Clarification] = {}
    for asked in follow_up.list_open_clarifications(db(), company_id=company_id):
        questions.setdefault(asked.need_id, asked)
    waiting: dict[str, list[Introduction]] = {}
    unsent: Counter[str] = Counter()
    limit = settled()
    for introduction in introductions.list_open_introductions(db(), company_id=company_id):
        if introduction.asked_at > limit:
            unsent[introduction.need_id] += 1
        elif introduction.is_open(now()):
            waiting.setdefault(introduction.need_id, []).append(introduction)
    asked_permission = permissions.list_open_permissions(db(), company_id)
    return Awaited(questions, asked_permission, waiting, unsent, settings.get_number(db(), "read_need_days"))


def need_line(need: Need, counts: Mapping[MatchState, int], waits: Awaited) -> NeedLine:
    """`counts` says how many matches of the need are in each state."""
    closed_well = need.result is ClosingResult.RESULT
    chip = label(need.result) if need.result else label(need.state)
    tone = "good" if closed_well else _TONES[need.state]
    asked = (
        _of_question(need, waits)
        or _of_permission(need, waits)
        or _of_introductions(waits.introductions.get(need.id, []))
    )
    if asked is not None and need.state is not NeedState.CLOSED:
        sentence, acts, since, due = asked
        if acts == _("You"):
            chip, tone = _("Waits for your answer"), "attention"
        return NeedLine(need, chip, tone, sentence, acts, since, due)
    if need.state is NeedState.CLARIFICATION:
        chip = _("Waits for your answer")
    sentence = _sentence(need, counts, waits)
    since, until = need.waiting_since, _due(need, waits)
    return NeedLine(need, chip, tone, sentence, _(_ACTS[need.state]), since, until)


def openness(need: Need) -> list[tuple[str, str]]:
    """Who sees which parts, as (audience, parts) pairs, the widest audience first."""
    named = {
        audience: [label(part) for part in NeedPart if need.content.openness.get(part) is audience]
        for audience in Audience
    }
    if need.content.summary:
        named[Audience.ASKED].insert(0, _("Summary"))
    return [(label(audience), ", ".join(parts)) for audience, parts in named.items() if parts]


def read_by(need: Need, days: int) -> date:
    """The last day on which the promise to read a need is kept; it is read again after the company has answered something."""
    return working_day_after(day_in_finland(need.waiting_since), days)


def _of_question(need: Need, waits: Awaited) -> tuple[str, str, datetime, date] | None:
    """The same for a question about a need that is taken up already, whose state does not tell of it."""
    question = waits.clarifications.get(need.id)
    if question is None or need.state is NeedState.CLARIFICATION:
        return None
    return _(ASKED_SOMETHING), _("You"), question.asked_at, day_in_finland(question.due_at)


def _of_permission(need: Need, waits: Awaited) -> tuple[str, str, datetime, date | None] | None:
    """The same for a permission that was asked for by mail; after its day the company may still answer."""
    asked = waits.permissions.get(need.id)
    if asked is None or need.state is NeedState.CLARIFICATION:
        return None
    sentence = _("We asked you by mail whether you may be introduced to an institution.")
    return sentence, _("You"), asked.asked_at, day_in_finland(asked.due_at) if now() < asked.due_at else None


def _of_introductions(asked: list[Introduction]) -> tuple[str, str, datetime, date] | None:
    """Sentence, who acts, since when and by when, while an introduction is asked about; the company's own answer comes first."""
    own = [introduction for introduction in asked if Side.COMPANY in introduction.silent]
    if own:
        due = day_in_finland(own[0].due_at)
        return _("You are asked whether you want to be introduced."), _("You"), own[0].asked_at, due
    if asked:
        since, due = asked[0].answers[Side.COMPANY].at, day_in_finland(asked[0].due_at)
        return _("You said yes. The institution thinks it over."), _("The institution"), since, due
    return None


def _due(need: Need, waits: Awaited) -> date | None:
    if need.state is NeedState.SUBMITTED:
        return read_by(need, waits.read_days)
    question = waits.clarifications.get(need.id)
    if need.state is NeedState.CLARIFICATION and question is not None:
        return day_in_finland(question.due_at)
    return None


def _sentence(need: Need, counts: Mapping[MatchState, int], waits: Awaited) -> str:
    if need.state is NeedState.SUBMITTED:
        promised = read_by(need, waits.read_days)
        if promised < day_in_finland(now()):
            return _(LATE)
        day = show_date(promised)
        return _("A coordinator reads it by %(day)s at the latest.", day=day)
    if need.state is NeedState.CLARIFICATION:
        return _(ASKED_SOMETHING)
    if need.state is NeedState.IN_DIALOGUE:
        if counts.get(MatchState.MET) or counts.get(MatchState.OUTCOME):
            return _(
                "You have met. You agree with the institution how to go on; for more help, send a new need."
            )
        return _("You and the institution know each other now. Later we ask you how it went.")
    if need.state is NeedState.CLOSED:
        return ""
    approved = counts.get(MatchState.APPROVED, 0) + waits.unsent.get(need.id, 0)
    if approved:
        return ngettext(
            "A coordinator has found one offering that may fit.",
            "A coordinator has found %(num)s offerings that may fit.",
            approved,
        )
    return _("A coordinator has read it and is looking for suitable help.")
