"""How a question stands, in words for the institution that is asked: coordinators have words of their own for the states."""

from dataclasses import dataclass
from datetime import datetime

from matchmaker.i18n import N_
from matchmaker.model.introduction import Answer, Introduction, Side
from matchmaker.model.match import MatchState
from matchmaker.operations.read_introduction import QuestionState, question_state
from matchmaker.web.clock import now
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import show_date

_AFTER_BOTH_YES = {
    MatchState.INTRODUCED: N_("You are introduced"),
    MatchState.MET: N_("You have met"),
    MatchState.OUTCOME: N_("What came of it is recorded"),
}
# Where no question was kept with the match.
_BY_STATE = _AFTER_BOTH_YES | {
    MatchState.ASKED: N_("You were asked"),
    MatchState.DECLINED: N_("It did not go further"),
    MatchState.LAPSED: N_("The time for an answer is over"),
}
_ENDED = {
    QuestionState.OVER: N_("The company does not go further"),
    QuestionState.CALLED_OFF: N_("No longer asked"),
}
_TONES = {MatchState.ASKED: "waiting", MatchState.DECLINED: "stopped", MatchState.LAPSED: "stopped"}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a chip says; `awaited` means that the institution is to answer, `pending` that somebody still may."""

    text: str
    tone: str
    awaited: bool = False
    pending: bool = False


def standing(
    match: MatchState, introduction: Introduction | None, *, off: bool, again: bool, settled: datetime
) -> Standing:
    """How it stands; `off` is whether the company took its need or its consent back, `again` whether the institution said yes
    after all; a company's no given after `settled` is not told yet."""
    if introduction is None:
        return Standing(_(_BY_STATE[match]), _TONES.get(match, "good"), pending=match is MatchState.ASKED)
    state = question_state(introduction, Side.INSTITUTION, now(), off=off, settled=settled)
    due = show_date(introduction.due_at)
    if state is QuestionState.OPEN:
        return Standing(
            _("You were asked, answer by %(day)s", day=due), "attention", awaited=True, pending=True
        )
    if state is QuestionState.WAITING:
        text = _("You said yes; the company may answer until %(day)s", day=due)
        return Standing(text, "waiting", pending=True)
    if state is QuestionState.AGREED:
        return Standing(_(_AFTER_BOTH_YES.get(match, _AFTER_BOTH_YES[MatchState.INTRODUCED])), "good")
    if state is QuestionState.RESTING:
        return Standing(_("The question rests for a moment"), "waiting", pending=True)
    if again and state in (QuestionState.DECLINED, QuestionState.LAPSED):
        return Standing(_("You said yes after all; a coordinator looks whether to ask again"), "waiting")
    return Standing(_ended(state, introduction), "stopped")


def _ended(state: QuestionState, introduction: Introduction) -> str:
    mine = introduction.answers.get(Side.INSTITUTION)
    if state is QuestionState.DECLINED:
        not_now = mine is not None and mine.answer is Answer.NOT_NOW
        return _("Your answer: not now") if not_now else _("Your answer: no")
    if state is QuestionState.LAPSED:
        return _("The company did not answer in time") if mine else _("The time for your answer is over")
    return _(_ENDED[state])
