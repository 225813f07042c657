"""What a company asks for: its content, what others may see of it, and its states."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from matchmaker.model.codes import Help, Language, Sector, Urgency


class NeedState(StrEnum):
    """See TRANSITIONS. A draft lives in `drafts`, not here: a need exists once it is submitted."""

    SUBMITTED = "submitted"
    CLARIFICATION = "clarification"
    ACCEPTED = "accepted"
    IN_DIALOGUE = "in-dialogue"
    CLOSED = "closed"


class ClosingResult(StrEnum):
    """How a closed need ended."""

    RESULT = "result"
    NO_MATCH = "no-match"
    NOT_RESEARCH = "not-research"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class CompanyClosing(StrEnum):
    """What a company says when it closes its own need."""

    LED_TO_SOMETHING = "led-to-something"
    FOUND_ELSEWHERE = "found-elsewhere"
    NO_LONGER_NEEDED = "no-longer-needed"

    @property
    def result(self) -> ClosingResult:
        return ClosingResult.RESULT if self is CompanyClosing.LED_TO_SOMETHING else ClosingResult.WITHDRAWN


TRANSITIONS: Mapping[NeedState, frozenset[NeedState]] = {
    NeedState.SUBMITTED: frozenset({NeedState.CLARIFICATION, NeedState.ACCEPTED, NeedState.CLOSED}),
    NeedState.CLARIFICATION: frozenset({NeedState.SUBMITTED, NeedState.CLOSED}),
    NeedState.ACCEPTED: frozenset({NeedState.IN_DIALOGUE, NeedState.CLOSED}),
    NeedState.IN_DIALOGUE: frozenset({NeedState.CLOSED}),
    # Opened again as what it was.
    NeedState.CLOSED: frozenset(
        {NeedState.SUBMITTED, NeedState.CLARIFICATION, NeedState.ACCEPTED, NeedState.IN_DIALOGUE}
    ),
}


class NeedChannel(StrEnum):
    """How the need reached the service."""

    WEB = "web"
    PHONE = "phone"
    VISIT = "visit"


class NeedPart(StrEnum):
    """The parts of a need that a company opens to institutions one by one."""

    TITLE = "title"
    DESCRIPTION = "description"
    SECTOR = "sector"
    MUNICIPALITY = "municipality"
    SIZE = "size"
    MAKES = "makes"


class Audience(StrEnum):
    """Who sees a part: institutions once asked, only after both said yes, or the coordinator alone."""

    ASKED = "asked"
    INTRODUCED = "introduced"
    COORDINATOR = "coordinator"


DEFAULT_OPENNESS: Mapping[NeedPart, Audience] = {
    NeedPart.TITLE: Audience.ASKED,
    NeedPart.DESCRIPTION: Audience.ASKED,
    NeedPart.SECTOR: Audience.ASKED,
    NeedPart.MUNICIPALITY: Audience.INTRODUCED,
    NeedPart.SIZE: Audience.ASKED,
    NeedPart.MAKES: Audience.INTRODUCED,
}


@dataclass(frozen=True, slots=True)
class NeedContent:
    """Everything of a need that a version keeps. `helps` empty means 'not sure'.

    `summary` names nobody and is what an institution sees of the need as soon as it is asked.
    """

    title: str
    description: str
    language: Language
    helps: frozenset[Help] = frozenset()
    sector: Sector | None = None
    urgency: Urgency = Urgency.MONTHS
    call_me: bool = False
    phone: str = ""
    openness: Mapping[NeedPart, Audience] = field(default_factory=lambda: dict(DEFAULT_OPENNESS))
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """A submitted need at its current version. `waiting_since` is when its state last changed."""

    id: str
    company_id: str
    company_name: str
    company_municipality: str | None
    state: NeedState
    result: ClosingResult | None
    channel: NeedChannel
    assignee_id: str | None
    created_by: str | None
    version_id: str
    version_number: int
    content: NeedContent
    no_good_match: bool
    submitted_at: datetime
    waiting_since: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A questionnaire as it was typed, valid or not.

    It belongs to a user, or, until the sign-in link is opened, to an e-mail address and then has `expires_at`.
    """

    id: str
    user_id: str | None
    email: str | None
    form: Mapping[str, object]
    created_at: datetime
    updated_at: datetime
    expires_at: datetime | None
