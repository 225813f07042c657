"""Where the pages of companies and institutions lead to what is asked of them, and in which words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for

from matchmaker.model.introduction import Introduction, Side
from matchmaker.model.match import Match, MatchState
from matchmaker.operations import read_introduction
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label, show_date


def settled() -> datetime:
    """Questions asked and refused by then can no longer be taken back: of these the two sides may know."""
    return read_introduction.settled(db(), now())


def as_known(found: Iterable[Match], asked: Mapping[str, Introduction], side: Side) -> list[Match]:
    """Matches as a side knows them: one whose question can still be taken back is approved, no more, and one that the other
    side has refused a moment ago is still asked about."""
    limit = settled()
    return [_as_known(match, asked.get(match.id), side, limit) for match in found]


def _as_known(match: Match, question: Introduction | None, side: Side, limit: datetime) -> Match:
    if question is None:
        return match
    if match.state is MatchState.ASKED and question.asked_at > limit:
        return replace(match, state=MatchState.APPROVED)
    if match.state is MatchState.DECLINED and question.untold(side, limit):
        return replace(match, state=MatchState.ASKED)
    return match


def outcome(match: Match, question: Introduction | None, *, again: bool) -> str:
    """The state of a match in words for a company: of a no, whose it was and whether it was a 'not now'; `again` is whether
    its side has thought again."""
    if again and match.state in (MatchState.DECLINED, MatchState.LAPSED):
        return _("A coordinator looks at this again")
    if match.state is not MatchState.DECLINED or question is None or question.declined_by is None:
        return label(match.state)
    if question.declined_by is Side.COMPANY:
        return _("You said not now") if question.not_now else _("You said no")
    return _("The institution said: not now") if question.not_now else _("The institution said no")


@dataclass(frozen=True, slots=True)
class QuestionLink:
    """A link to the page of a question; `awaited` means that the reader is to act."""

    url: str
    text: str
    hint: str
    awaited: bool


def question_link(match: Match, introduction: Introduction | None, side: Side) -> QuestionLink | None:
    """The link for one side of a match; None where there is nothing to answer or to see."""
    if introduction is None:
        return None
    url = url_for("answers.introduction", introduction_id=introduction.id)
    due = show_date(introduction.due_at)
    if match.state is MatchState.ASKED and introduction.is_open(now()):
        if side not in introduction.answers:
            hint = _("Answer by %(day)s.", day=due)
            return QuestionLink(url, _("Answer: yes, not now or no"), hint, awaited=True)
        hint = _("You said yes. The other side may answer until %(day)s.", day=due)
        return QuestionLink(url, _("See how it stands"), hint, awaited=False)
    if match.state in (MatchState.INTRODUCED, MatchState.MET) and introduction.both_said_yes:
        # The company is asked how it went by a mail some weeks later; until then it is left in peace.
        asks = side is Side.COMPANY and introduction.followed_up_at is not None
        text = _("See the contact and tell how it went") if asks else _("See the contact")
        return QuestionLink(url, text, "", awaited=False)
    return None
