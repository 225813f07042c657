"""A suggested pair of need and offering, its states, and the decisions that moved it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Band(StrEnum):
    """What a person sees instead of a bare score; weak is still above the threshold."""

    STRONG = "strong"
    POSSIBLE = "possible"
    WEAK = "weak"


class MatchOrigin(StrEnum):
    """The engine suggested it, or a coordinator added it by hand."""

    ENGINE = "engine"
    MANUAL = "manual"


class MatchState(StrEnum):
    """See TRANSITIONS."""

    SUGGESTED = "suggested"
    ON_HOLD = "on-hold"
    REJECTED = "rejected"
    APPROVED = "approved"
    ASKED = "asked"
    INTRODUCED = "introduced"
    DECLINED = "declined"
    LAPSED = "lapsed"
    MET = "met"
    OUTCOME = "outcome"


TRANSITIONS: Mapping[MatchState, frozenset[MatchState]] = {
    MatchState.SUGGESTED: frozenset({MatchState.ON_HOLD, MatchState.REJECTED, MatchState.APPROVED}),
    MatchState.ON_HOLD: frozenset({MatchState.SUGGESTED, MatchState.REJECTED, MatchState.APPROVED}),
    MatchState.REJECTED: frozenset({MatchState.SUGGESTED}),
    MatchState.APPROVED: frozenset({MatchState.ASKED}),
    MatchState.ASKED: frozenset({MatchState.INTRODUCED, MatchState.DECLINED, MatchState.LAPSED}),
    MatchState.INTRODUCED: frozenset({MatchState.MET}),
    MatchState.DECLINED: frozenset({MatchState.APPROVED}),  # 'not now' may be asked again
    MatchState.LAPSED: frozenset({MatchState.APPROVED}),
    MatchState.MET: frozenset({MatchState.OUTCOME}),
    MatchState.OUTCOME: frozenset(),
}

# Untouched by people: a re-run may update or withdraw it. Everything else survives every re-run.
UNDECIDED: frozenset[MatchState] = frozenset({MatchState.SUGGESTED})


class RejectReason(StrEnum):
    """Why a coordinator rejected a suggestion; the codes go back to institutions and to the engine."""

    OTHER_FIELD = "other-field"
    OTHER_HELP = "other-help"
    NOT_AVAILABLE = "not-available"
    WRONG_PLACE = "wrong-place"
    WRONG_SIZE = "wrong-size"
    ALREADY_CUSTOMER = "already-customer"
    CONFLICT = "conflict-of-interest"
    NOT_RDI = "not-rdi"
    BETTER_ELSEWHERE = "better-elsewhere"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Match:
    """One (need, offering) pair.

    `score` is in [0, 1]; `reasons` and `eligibility` are the plain-dict forms of `matching.explanation.Explanation`
    and of the eligibility lines, as ranked with the two version ids and `model_version`. `uncertain` marks one of the
    best three of a need without a good match. `withdrawn` marks a pair that the last run no longer suggests.
    """

    id: str
    need_id: str
    offering_id: str
    need_version_id: str
    offering_version_id: str
    state: MatchState
    origin: MatchOrigin
    score: float
    band: Band
    rank: int
    uncertain: bool
    withdrawn: bool
    reasons: Mapping[str, object]
    eligibility: tuple[Mapping[str, object], ...]
    model_version: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """Who moved a match from which state to which, why and when; `reverses` names the decision it undoes.

    Decisions taken in one step share a `batch`; '' for one taken alone.
    """

    id: str
    match_id: str
    before: MatchState
    after: MatchState
    reason: RejectReason | None
    note: str
    actor_id: str | None
    decided_at: datetime
    reverses: str | None
    batch: str = ""
