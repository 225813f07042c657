"""Which coded reasons are offered: an administrator switches off those that nobody should choose any more.

The codes are closed lists: the engine learns from them, and each means the same everywhere. What was decided for a reason
keeps it.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlite_utils import Database

from matchmaker.model.errors import NotAllowed, NotFound
from matchmaker.model.introduction import DeclineReason
from matchmaker.model.match import RejectReason
from matchmaker.model.user import Actor
from matchmaker.store import audit, settings
from matchmaker.store.database import write_tx

KINDS: Mapping[str, type[RejectReason] | type[DeclineReason]] = {
    "reject": RejectReason,
    "decline": DeclineReason,
}
ALWAYS = ("other",)
"""Whoever finds no reason that fits must be able to say so."""

_Reason = TypeVar("_Reason", bound=StrEnum)


def offered_reasons(db: Database, kind: type[_Reason]) -> list[_Reason]:
    """The reasons of a list that a person may choose now, in the list's order."""
    name = next(name for name, known in KINDS.items() if known is kind)
    off = settings.list_switched_off(db).get(name, ())
    return [reason for reason in kind if reason.value not in off]


def offer_reason(db: Database, *, kind: str, reason: str, offered: bool, actor: Actor, now: datetime) -> bool:
    """Offer a reason, or offer it no longer; whether that changed anything.

    Side effects: the settings, an audit row. Raises NotFound for an unknown reason, NotAllowed (`always`) for 'other'.
    """
    if kind not in KINDS or reason not in list(KINDS[kind]):
        raise NotFound("reason", f"{kind}:{reason}")
    if reason in ALWAYS and not offered:
        raise NotAllowed("offer_reason", "always")
    with write_tx(db):
        off = settings.list_switched_off(db)
        before = set(off.get(kind, ()))
        after = before - {reason} if offered else before | {reason}
        if after == before:
            return False
        settings.set_switched_off(db, {**off, kind: sorted(after)}, now)
        audit.record(
            db,
            actor=actor,
            action="offer_reason" if offered else "retire_reason",
            object_type="reason",
            object_id=f"{kind}:{reason}",
            now=now,
        )
        return True
