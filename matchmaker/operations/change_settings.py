"""An administrator changes the deadlines and limits that an installation may choose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.errors import AlreadyDecided, MatchmakerError
from matchmaker.model.user import Actor
from matchmaker.store import audit, settings
from matchmaker.store.database import write_tx


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a number: out of its bounds, or not `shorter_than` another ('' for bounds)."""

    key: str
    shorter_than: str = ""


class NumbersRefused(MatchmakerError):
    """The numbers cannot be kept; `faults` says why, all of it, and nothing was changed."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(", ".join(f"{fault.key} {fault.shorter_than}".rstrip() for fault in faults))
        self.faults = faults


def find_faults(values: Mapping[str, int]) -> list[Fault]:
    """What forbids these numbers, alone and beside each other. A number that is missing is not compared."""
    faults = [
        Fault(key)
        for key, (_default, least, most) in settings.NUMBERS.items()
        if key in values and not least <= values[key] <= most
    ]
    return faults + [
        Fault(shorter, longer)
        for shorter, longer in settings.ORDER
        if shorter in values and longer in values and values[shorter] >= values[longer]
    ]


def change_numbers(
    db: Database, *, values: Mapping[str, int], seen: Mapping[str, int], actor: Actor, now: datetime
) -> list[str]:
    """Keep all numbers, given those that the person saw; return the keys of the changed ones.

    Side effects: a settings row and an audit row with both values for each number that changes. Raises NumbersRefused, and
    AlreadyDecided when somebody has changed a number since.
    """
    faults = find_faults(values)
    if faults:
        raise NumbersRefused(faults)
    with write_tx(db):
        present = settings.list_numbers(db)
        if dict(seen) != present:
            raise AlreadyDecided("settings", "numbers", repr(present))
        changed = [key for key in settings.NUMBERS if values[key] != present[key]]
        for key in changed:
            settings.set_number(db, key, values[key], now)
            audit.record(
                db,
                actor=actor,
                action="change_setting",
                object_type="setting",
                object_id=key,
                now=now,
                detail={"before": present[key], "after": values[key]},
            )
        return changed
