"""What became of a need, in a company's words: who is to act, since when, what has happened and what comes next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from matchmaker.i18n import N_
from matchmaker.model.match import Decision, MatchState
from matchmaker.model.need import Audience, ClosingResult, Need, NeedChannel, NeedPart, NeedState
from matchmaker.model.offering import Offering
from matchmaker.operations.days import READ_WITHIN_WORKING_DAYS, day_in_finland, working_day_after
from matchmaker.store.audit import AuditEntry
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label, language, ngettext, show_date

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

_STEPS = {
    MatchState.APPROVED: N_("A coordinator found help that may fit"),
    MatchState.ASKED: N_("You and the institution were asked"),
    MatchState.INTRODUCED: N_("You were introduced to the institution"),
    MatchState.DECLINED: N_("It came to nothing this time"),
    MatchState.LAPSED: N_("No answer came in time"),
    MatchState.MET: N_("You met the institution"),
    MatchState.OUTCOME: N_("The result is known"),
}


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need in the list: its state as a chip and as a sentence, who is to act, and since when."""

    need: Need
    chip: str
    tone: str
    sentence: str
    acts: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One point of the timeline, in the shape its macro reads."""

    title: str
    when: str
    text: str
    state: str


def need_line(need: Need, counts: Mapping[MatchState, int], *, awaited: bool = False) -> NeedLine:
    """`counts` says how many matches of the need are in each state; `awaited` that a question waits for the company."""
    closed_well = need.result is ClosingResult.RESULT
    return NeedLine(
        need=need,
        chip=label(need.result) if need.result else label(need.state),
        tone="good" if closed_well else _TONES[need.state],
        sentence=_("You are asked whether you want to be introduced.")
        if awaited
        else _sentence(need, sum(counts.get(state, 0) for state in VISIBLE)),
        acts=_("You") if awaited else _(_ACTS[need.state]),
        since=need.waiting_since,
    )


def openness(need: Need) -> list[tuple[str, str]]:
    """Who sees which parts, as (audience, parts) pairs, the widest audience first."""
    named = {
        audience: [label(part) for part in NeedPart if need.content.openness.get(part) is audience]
        for audience in Audience
    }
    return [(label(audience), ", ".join(parts)) for audience, parts in named.items() if parts]


def timeline(
    need: Need,
    *,
    entries: Iterable[AuditEntry],
    decisions: Iterable[Decision],
    offering_of: Mapping[str, Offering],
) -> list[Step]:
    """What happened, oldest first, and what comes. `offering_of` names the matches that the company may see."""
    entries, decisions = list(entries), list(decisions)
    taken_back = {decision.reverses for decision in decisions if decision.reverses}
    accepted = accepted_at(need, entries)
    # In the order that they can only have happened in, should two fall on the same second.
    past = [(accepted, _("A coordinator read the need and began to look for help"), "")] if accepted else []
    past += [(entry.at, _("You changed the need"), "") for entry in entries if entry.action == "edit_need"]
    past += [
        (
            decision.decided_at,
            _(_STEPS[decision.after]),
            offering_of[decision.match_id].content.title(language()),
        )
        for decision in decisions
        if decision.match_id in offering_of
        and decision.after in _STEPS
        and decision.reverses is None
        and decision.id not in taken_back
    ]
    done = [_done(title, moment, text) for moment, title, text in sorted(past, key=lambda event: event[0])]
    found = any(decision.match_id in offering_of for decision in decisions)
    return [_sent(need), *done, *_waiting(need), *_to_come(need, found)]


def _sentence(need: Need, approved: int) -> str:
    if need.state is NeedState.SUBMITTED:
        return _("A coordinator reads it by %(day)s at the latest.", day=show_date(read_by(need)))
    if need.state is NeedState.CLARIFICATION:
        return _("A coordinator has asked you something and waits for your answer.")
    if need.state is NeedState.CLOSED:
        return ""
    if approved:
        return ngettext(
            "A coordinator has found one offering that may fit.",
            "A coordinator has found %(num)s offerings that may fit.",
            approved,
        )
    return _("A coordinator has read it and is looking for suitable help.")


def read_by(need: Need) -> date:
    """The last day on which the promise to read a need is kept."""
    return working_day_after(day_in_finland(need.submitted_at), READ_WITHIN_WORKING_DAYS)


def _sent(need: Need) -> Step:
    titles = {
        NeedChannel.WEB: _("Sent"),
        NeedChannel.PHONE: _("Told by phone, written down by a coordinator"),
        NeedChannel.VISIT: _("Told during a visit, written down by a coordinator"),
    }
    return _done(titles[need.channel], need.submitted_at)


def _waiting(need: Need) -> list[Step]:
    """Who is to act before help is looked for."""
    if need.state is NeedState.SUBMITTED:
        by = _("by %(day)s", day=show_date(read_by(need)))
        return [Step(_("A coordinator reads the need"), by, "", "now")]
    if need.state is NeedState.CLARIFICATION:
        asked = _("Answer the mail or the call, and we go on.")
        return [Step(_("A coordinator has a question for you"), show_date(need.waiting_since), asked, "now")]
    return []


def accepted_at(need: Need, entries: Iterable[AuditEntry]) -> datetime | None:
    """When a coordinator accepted the need, None while nobody has."""
    times = [
        entry.at
        for entry in entries
        if entry.object_type == "need" and entry.detail.get("after") == NeedState.ACCEPTED
    ]
    if times:
        return max(times)
    return need.waiting_since if need.state is NeedState.ACCEPTED else None


def _to_come(need: Need, found: bool) -> list[Step]:
    """What is going on now, and what comes next."""
    if need.state is NeedState.CLOSED:
        return [_done(label(need.result) if need.result else label(need.state), need.waiting_since)]
    checks = _("A coordinator checks the suggestions and picks those that fit.")
    looking = Step(_("We look for suitable help"), "", checks, "next")
    asks = _("Both are asked first; only then are you introduced.")
    meeting = Step(_("You and the institution agree to talk"), "", asks, "next")
    if need.state is NeedState.ACCEPTED and not found:
        return [replace(looking, state="now"), meeting]
    if need.state is NeedState.ACCEPTED:
        return [replace(meeting, state="now")]
    if need.state is NeedState.IN_DIALOGUE:
        return [Step(_("You and the institution are talking"), "", "", "now")]
    return [looking, meeting]


def _done(title: str, moment: datetime, text: str = "") -> Step:
    return Step(title, show_date(moment), text, "done")
