"""A need's story in a company's words: what has happened, what is going on, and what comes next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from matchmaker.i18n import N_
from matchmaker.model.introduction import Answer, Clarification, Introduction, Side
from matchmaker.model.match import Decision, MatchState
from matchmaker.model.need import Need, NeedChannel, NeedState
from matchmaker.model.offering import Offering
from matchmaker.model.user import Role
from matchmaker.operations.days import day_in_finland
from matchmaker.store.audit import AuditEntry
from matchmaker.web.company.progress import LATE, read_by
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label, language, show_date

_STEPS = {
    MatchState.APPROVED: N_("A coordinator found help that may fit"),
    MatchState.ASKED: N_("You and the institution were asked"),
    MatchState.INTRODUCED: N_("You were introduced to the institution"),
    MatchState.DECLINED: N_("It came to nothing this time"),
    MatchState.LAPSED: N_("No answer came in time"),
    MatchState.MET: N_("You met the institution"),
    MatchState.OUTCOME: N_("The result is known"),
}
A_QUESTION = N_("A coordinator has a question for you")
_ANSWERS = {
    Answer.YES: N_("You said yes"),
    Answer.NO: N_("You said no"),
    Answer.NOT_NOW: N_("You said not now"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One point of the timeline, in the shape its macro reads; `lang` is the text's language where it is not the page's."""

    title: str
    when: str
    text: str
    state: str
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """What a timeline is told from. `offering_of` names the matches that the company may see."""

    need: Need
    entries: Sequence[AuditEntry]
    decisions: Sequence[Decision]
    questions: Sequence[Clarification]
    introductions: Sequence[Introduction]
    offering_of: Mapping[str, Offering]
    days: Mapping[str, int]
    now: datetime


_Event = tuple[datetime, Step]


def timeline(story: Story) -> list[Step]:
    """Oldest first; in the order that they can only have happened in where two fall on the same second."""
    past = [*_accepted(story), *_asked_and_changed(story), *_answers(story), *_decided(story)]
    done = [replace(step, when=show_date(at)) for at, step in sorted(past, key=lambda event: event[0])]
    return [_sent(story.need), *done, *_now_and_next(story)]


def _sent(need: Need) -> Step:
    titles = {
        NeedChannel.WEB: _("Sent"),
        NeedChannel.PHONE: _("Told by phone, written down by a coordinator"),
        NeedChannel.VISIT: _("Told during a visit, written down by a coordinator"),
    }
    return Step(titles[need.channel], show_date(need.submitted_at), "", "done")


def _accepted(story: Story) -> Iterator[_Event]:
    times = [
        entry.at
        for entry in story.entries
        if entry.object_type == "need" and entry.detail.get("after") == NeedState.ACCEPTED
    ]
    if times or story.need.state is NeedState.ACCEPTED:
        at = max(times) if times else story.need.waiting_since
        yield at, _done(_("A coordinator read the need and began to look for help"))


def _asked_and_changed(story: Story) -> Iterator[_Event]:
    for entry in story.entries:
        if entry.action == "edit_need":
            own = entry.actor_role == Role.COMPANY
            yield entry.at, _done(_("You changed the need") if own else _("A coordinator corrected the need"))
    for question in story.questions:
        if question.answer is not None and question.answered_at is not None:
            yield question.asked_at, _done(_("A coordinator asked you something"), question.question)
            yield question.answered_at, _done(_("You answered"), question.answer)


def _answers(story: Story) -> Iterator[_Event]:
    """The company's own answers; the other side's are told by what becomes of the match."""
    for introduction in story.introductions:
        own = introduction.answers.get(Side.COMPANY)
        if own is not None and introduction.match_id in story.offering_of:
            said = _(_ANSWERS[own.answer])
            told = _("%(said)s on the phone", said=said) if own.told_by else said
            yield own.at, _about(told, story.offering_of[introduction.match_id])


def _decided(story: Story) -> Iterator[_Event]:
    not_now = {(one.match_id, one.ended_at) for one in story.introductions if one.not_now}
    taken_back = {decision.reverses for decision in story.decisions if decision.reverses}
    for decision in story.decisions:
        standing = decision.reverses is None and decision.id not in taken_back
        if standing and decision.after in _STEPS and decision.match_id in story.offering_of:
            offering = story.offering_of[decision.match_id]
            later = (decision.match_id, decision.decided_at) in not_now
            title = _("Not now: it may be asked again later") if later else _(_STEPS[decision.after])
            yield decision.decided_at, _about(title, offering)


def _now_and_next(story: Story) -> list[Step]:
    """What is going on, with the day by which it is expected, and what comes next."""
    need = story.need
    if need.state is NeedState.CLOSED:
        return [
            Step(
                label(need.result) if need.result else label(need.state),
                show_date(need.waiting_since),
                "",
                "done",
            )
        ]
    checks = _("A coordinator checks the suggestions and picks those that fit.")
    looking = Step(_("We look for suitable help"), "", checks, "next")
    asks = _("Both are asked first; only then are you introduced.")
    meeting = Step(_("You and the institution agree to talk"), "", asks, "next")
    if need.state is NeedState.SUBMITTED:
        promised = read_by(need, story.days["read_need_days"])
        late = LATE if promised < day_in_finland(story.now) else ""
        return [
            Step(_("A coordinator reads the need"), _by(promised), late and _(late), "now"),
            looking,
            meeting,
        ]
    questions = _questions(story)
    if need.state is NeedState.CLARIFICATION:
        return [*(questions or [_answer_the_call(need)]), looking, meeting]
    asked = [*questions, *_introductions(story)]
    if need.state is NeedState.IN_DIALOGUE:
        return [*asked, Step(_("You and the institution are talking"), "", "", "now"), *_follow_up(story)]
    if asked:
        return [*asked, looking, meeting] if asked == questions else asked
    return (
        [replace(meeting, state="now")] if _has_approved(story) else [replace(looking, state="now"), meeting]
    )


def _has_approved(story: Story) -> bool:
    """Whether a match waits for its sides to be asked; one that came to nothing is looked past."""
    latest = {decision.match_id: decision.after for decision in story.decisions}
    return any(latest.get(match_id) is MatchState.APPROVED for match_id in story.offering_of)


def _questions(story: Story) -> list[Step]:
    return [
        Step(_(A_QUESTION), _by(question.due_at), question.question, "now")
        for question in story.questions
        if question.answer is None
    ]


def _answer_the_call(need: Need) -> Step:
    """What a need that waits for its company says when no question is kept."""
    return Step(
        _(A_QUESTION),
        show_date(need.waiting_since),
        _("Answer the mail or the call, and we go on."),
        "now",
    )


def _introductions(story: Story) -> Iterator[Step]:
    for introduction in story.introductions:
        if introduction.is_open(story.now) and introduction.match_id in story.offering_of:
            silent = Side.COMPANY in introduction.silent
            title = (
                _("You are asked whether you want to be introduced")
                if silent
                else _("The institution thinks it over")
            )
            about = _about(title, story.offering_of[introduction.match_id])
            yield replace(about, when=_by(introduction.due_at), state="now")


def _follow_up(story: Story) -> Iterator[Step]:
    """When the company is asked how it went, unless it has told or been asked already."""
    agreed = [
        one for one in story.introductions if one.both_said_yes and one.ended_at and not one.followed_up_at
    ]
    told = {decision.match_id for decision in story.decisions if decision.after is MatchState.MET}
    for introduction in agreed:
        if introduction.ended_at is not None and introduction.match_id not in told:
            day = introduction.ended_at + timedelta(days=story.days["follow_up_days"])
            yield Step(_("We ask you how it went"), show_date(day), "", "next")


def _by(day: date | datetime) -> str:
    return _("by %(day)s", day=show_date(day))


def _done(title: str, text: str = "") -> Step:
    return Step(title, "", text, "done")


def _about(title: str, offering: Offering) -> Step:
    shown = offering.content.text_language(language())
    lang = None if shown == language() else shown.value
    return Step(title, "", offering.content.title(language()), "done", lang)
