"""From an approved match to two people talking: who is asked, what each answers, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from matchmaker.model.need import Audience


class Side(StrEnum):
    """The two who must both say yes."""

    COMPANY = "company"
    INSTITUTION = "institution"

    @property
    def other(self) -> "Side":
        return Side.INSTITUTION if self is Side.COMPANY else Side.COMPANY


class Answer(StrEnum):
    """What a side answers; 'not now' ends the introduction like a no, but says that it may be asked again."""

    YES = "yes"
    NO = "no"
    NOT_NOW = "not-now"


class DeclineReason(StrEnum):
    """Why a side says no or not now; optional, and told to the coordinator."""

    OTHER_FIELD = "other-field"
    NO_TIME = "no-time"
    TOO_EXPENSIVE = "too-expensive"
    FOUND_ELSEWHERE = "found-elsewhere"
    ALREADY_CUSTOMER = "already-customer"
    CONFLICT = "conflict-of-interest"
    NO_LONGER_OFFERED = "no-longer-offered"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SideAnswer:
    """One side's answer. The note of a yes is a condition or a wish, of a no it is for the coordinators alone.

    `told_by` is who of the company said it on the phone; '' where the side answered itself.
    """

    answer: Answer
    at: datetime
    reason: DeclineReason | None
    note: str
    told_by: str = ""


@dataclass(frozen=True, slots=True)
class Introduction:
    """Both sides asked about one match. `due_at` is when silence counts as no answer; `ended_at` when nothing is awaited.

    `company_email` is '' for a company that was asked by phone, `institution_email` for an institution that was not asked:
    the company had said no before, or it ended before a mail had left. `call_since` is set while somebody has to call it, because
    no mail can tell it what became of the question. `line` is what the coordinator adds for the institution.
    """

    id: str
    match_id: str
    need_id: str
    offering_id: str
    company_id: str
    institution_id: str
    company_email: str
    institution_email: str
    asked_at: datetime
    asked_by: str | None
    due_at: datetime
    answers: Mapping[Side, SideAnswer]
    reminded_at: datetime | None
    followed_up_at: datetime | None
    ended_at: datetime | None
    call_since: datetime | None
    line: str

    def email(self, side: Side) -> str:
        return self.company_email if side is Side.COMPANY else self.institution_email

    @property
    def institution_asked(self) -> bool:
        """Whether the institution may know of it at all."""
        return bool(self.institution_email)

    def condition(self, side: Side) -> str:
        """What a side added to its yes: the other side reads it once both have said yes."""
        given = self.answers.get(side)
        return given.note if given is not None and given.answer is Answer.YES else ""

    def is_open(self, now: datetime) -> bool:
        """Whether an answer still counts: silence ends it at `due_at`, even before the worker has noticed."""
        return self.ended_at is None and now < self.due_at

    @property
    def silent(self) -> tuple[Side, ...]:
        """The sides that have not answered."""
        return tuple(side for side in Side if side not in self.answers)

    @property
    def declined_by(self) -> Side | None:
        """The side that said no or not now; at most one, since the first ends it."""
        return next(
            (side for side in Side if side in self.answers and self.answers[side].answer is not Answer.YES),
            None,
        )

    @property
    def not_now(self) -> bool:
        """Whether it was a 'not now' that ended it: it may be asked again."""
        by = self.declined_by
        return by is not None and self.answers[by].answer is Answer.NOT_NOW

    def untold(self, side: Side, settled: datetime) -> bool:
        """Whether the other side's no is so new, after `settled`, that this side is not told of it yet."""
        return self.declined_by is side.other and self.answers[side.other].at > settled

    @property
    def both_said_yes(self) -> bool:
        return len(self.answers) == len(Side) and all(a.answer is Answer.YES for a in self.answers.values())


class LinkAction(StrEnum):
    """What a one-tap link in a mail does once its page's button is pressed."""

    ANSWER_COMPANY = "answer-company"
    ANSWER_INSTITUTION = "answer-institution"
    CONFIRM_OFFERING = "confirm-offering"
    ANSWER_CLARIFICATION = "answer-clarification"
    ANSWER_PERMISSION = "answer-permission"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True)
class ActionLink:
    """A one-tap link: what it does, to which object, for which address."""

    action: LinkAction
    object_id: str
    email: str


@dataclass(frozen=True, slots=True)
class KnownLink:
    """A link whatever became of it, so that a used one can say what it did. `open` means that it still works."""

    link: ActionLink
    used: bool
    expired: bool

    @property
    def open(self) -> bool:
        return not (self.used or self.expired)


@dataclass(frozen=True, slots=True)
class Clarification:
    """A coordinator's question about a need and the company's answer; `audience` is who besides coordinators may see both."""

    id: str
    need_id: str
    question: str
    asked_by: str | None
    asked_at: datetime
    due_at: datetime
    reminded_at: datetime | None
    answer: str | None
    answered_at: datetime | None
    audience: Audience = Audience.COORDINATOR


@dataclass(frozen=True, slots=True)
class PermissionRequest:
    """A company asked by mail whether it may be introduced; `granted` is None until it has answered."""

    id: str
    need_id: str
    asked_by: str | None
    asked_at: datetime
    due_at: datetime
    reminded_at: datetime | None
    granted: bool | None
    answered_at: datetime | None


class SupportKind(StrEnum):
    """What happened with a company, for the reports; an approved match by itself counts nowhere."""

    BROKERED = "brokered"
    SUPPORTED = "supported"
    MET = "met"
    SERVICE_BOUGHT = "service-bought"
    JOINT_RD = "joint-rd"
    JOINED_PROJECT = "joined-project"
    STUDENT_WORK = "student-work"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class SupportEvent:
    """A dated, evidenced fact; `hours` of work put into it."""

    id: str
    need_id: str
    match_id: str | None
    company_id: str
    kind: SupportKind
    happened_on: date
    hours: float
    evidence: str
    recorded_at: datetime


class Progress(StrEnum):
    """What a company tells of an introduction some weeks later."""

    MET = "met"
    NOT_YET = "not-yet"
    LED_TO_SOMETHING = "led-to-something"


class TieKind(StrEnum):
    """What a company and an institution are to each other already."""

    CUSTOMER = "customer"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Tie:
    """An existing customer, or a conflict of interest; respected when matches are approved."""

    company_id: str
    institution_id: str
    kind: TieKind
    note: str
    recorded_at: datetime


class MailKind(StrEnum):
    """Necessary mails are always sent; people may opt out of the other kinds."""

    NECESSARY = "necessary"
    NOTICE = "notice"
    REMINDER = "reminder"
