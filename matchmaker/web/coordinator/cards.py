"""Matches as the coordinator sees them: the offering, the reasons and the eligibility in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from matchmaker.i18n import N_
from matchmaker.matching.eligibility import Criterion, CriterionLine
from matchmaker.model import places
from matchmaker.model.codes import Help, Sector, SizeClass
from matchmaker.model.match import Decision, Match, MatchState
from matchmaker.model.offering import Offering
from matchmaker.model.user import Role
from matchmaker.store import matches, offerings, settings
from matchmaker.web import clock
from matchmaker.web.access import viewer
from matchmaker.web.locale import foreign, label, language, show_date, show_datetime
from matchmaker.web.locale import gettext as _
from matchmaker.web.match_cards import shortened
from matchmaker.web.questions import settled
from matchmaker.web.reasons import Shared, shared_words

CRITERIA: Mapping[Criterion, str] = {
    Criterion.PUBLISHED: N_("In the catalogue"),
    Criterion.DATES: N_("Open now"),
    Criterion.PLACE: N_("Place"),
    Criterion.SECTOR: N_("Field"),
    Criterion.SIZE: N_("Size of the company"),
    Criterion.HELP: N_("Kind of help"),
}
TONES: Mapping[MatchState, str] = {
    MatchState.SUGGESTED: "waiting",
    MatchState.ON_HOLD: "neutral",
    MatchState.REJECTED: "stopped",
    MatchState.APPROVED: "good",
    MatchState.ASKED: "waiting",
    MatchState.INTRODUCED: "good",
    MatchState.DECLINED: "stopped",
    MatchState.LAPSED: "stopped",
    MatchState.MET: "good",
    MatchState.OUTCOME: "good",
}


@dataclass(frozen=True, slots=True)
class CriterionText:
    """One criterion in words, in the shape the `criteria` macro reads."""

    label: str
    verdict: str
    text: str


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """A match with its offering, as it stands in a list.

    `leaves` is when the mails of a question leave that can still be taken back; None for any other.
    """

    match: Match
    offering: Offering
    words: Shared
    gaps: list[CriterionText]
    leaves: datetime | None = None

    @property
    def state(self) -> str:
        """The state of the match in words."""
        if self.leaves is None:
            return label(self.match.state)
        return _("Will be asked on %(time)s", time=show_datetime(self.leaves))

    @property
    def title(self) -> str:
        return self.offering.content.title(language())

    @property
    def lang(self) -> str | None:
        shown = self.offering.content.text_language(language())
        return None if shown == language() else shown.value

    @property
    def description(self) -> str:
        return self.offering.content.text(language()).description

    @property
    def snippet(self) -> str:
        return shortened(self.description)

    @property
    def snippet_lang(self) -> str | None:
        return foreign(self.offering.content.description_language(language()))

    @property
    def ended(self) -> bool:
        return self.offering.content.ended(clock.today())

    @property
    def open(self) -> bool:
        """Whether a coordinator is still to decide."""
        return self.match.state in (MatchState.SUGGESTED, MatchState.ON_HOLD)

    @property
    def tone(self) -> str:
        return TONES[self.match.state]


def review_cards(db: Database, found: list[Match]) -> list[ReviewCard]:
    """Cards of matches, in their order; one query for all their offerings."""
    known = offerings.list_by_ids(db, [match.offering_id for match in found])
    wait = clock.now() - settled()
    return [
        ReviewCard(
            match=match,
            offering=known[match.offering_id],
            words=shared_words(match.reasons),
            gaps=[line for line in criteria(match) if line.verdict == "gap"],
            leaves=_leaves(match, wait),
        )
        for match in found
    ]


def _leaves(match: Match, wait: timedelta) -> datetime | None:
    leaves = match.updated_at + wait
    return leaves if match.state is MatchState.ASKED and leaves > clock.now() else None


def next_undecided(found: list[Match], match_id: str) -> str | None:
    """The suggestion after this one that nobody has decided on, or the first one; None when there is no other."""
    ids = [match.id for match in found]
    place = ids.index(match_id) if match_id in ids else 0
    open_ones = [match.id for match in found if match.state is MatchState.SUGGESTED and match.id != match_id]
    return next(iter([*(one for one in ids[place + 1 :] if one in open_ones), *open_ones]), None)


@dataclass(frozen=True, slots=True)
class JustDecided:
    """What the viewer has done a moment ago, so that it can be taken back from the next page; `together` matches at once;
    `minutes` is how long the mails of a question wait."""

    decision: Decision
    title: str
    together: int
    minutes: int


def just_decided(db: Database, decision_id: str) -> JustDecided | None:
    """The viewer's own decision, while nothing has come after it."""
    decision = matches.find_decision(db, decision_id) if decision_id else None
    me = viewer().actor(Role.COORDINATOR).user_id
    if decision is None or decision.actor_id != me or decision.reverses is not None:
        return None
    if matches.list_decisions(db, decision.match_id)[-1].id != decision_id:
        return None
    offering_id = matches.get_match(db, decision.match_id).offering_id
    offering = offerings.list_by_ids(db, [offering_id])[offering_id]
    together = len(matches.list_open_batch(db, decision.batch)) if decision.batch else 1
    minutes = settings.get_number(db, "undo_minutes") if decision.after is MatchState.ASKED else 0
    return JustDecided(decision, offering.content.title(language()), together, minutes)


def criteria(match: Match) -> list[CriterionText]:
    """The stored eligibility lines in words."""
    lines = [CriterionLine.from_json(stored) for stored in match.eligibility]
    return [CriterionText(_(CRITERIA[line.criterion]), line.verdict.value, _text(line)) for line in lines]


def _text(line: CriterionLine) -> str:
    if line.criterion is Criterion.PUBLISHED:
        return ""
    if line.criterion is Criterion.DATES:
        return (
            " – ".join(show_date(date.fromisoformat(day)) if day else "…" for day in line.offered)
            if any(line.offered)
            else ""
        )
    offered = ", ".join(_name(line.criterion, code) for code in line.offered)
    asked = ", ".join(_name(line.criterion, code) for code in line.asked)
    if offered and asked:
        return _("offered: %(offered)s; asked: %(asked)s", offered=offered, asked=asked)
    if offered:
        return _("offered: %(offered)s", offered=offered)
    return _("asked: %(asked)s", asked=asked) if asked else ""


def _name(criterion: Criterion, code: str) -> str:
    if criterion is Criterion.PLACE:
        if code.startswith("FI"):
            return places.get_region(code).name(language())
        return places.get_municipality(code).name(language())
    kinds = {Criterion.SECTOR: Sector, Criterion.SIZE: SizeClass, Criterion.HELP: Help}
    return label(kinds[criterion](code))
