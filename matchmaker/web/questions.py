"""Where the pages of companies and institutions lead to what is asked of them, and in which words."""

from dataclasses import dataclass

from flask import url_for

from matchmaker.model.introduction import Introduction, Side
from matchmaker.model.match import Match, MatchState
from matchmaker.web.clock import now
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import show_date


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
