"""Domain errors carry facts, not sentences; `web/errors.py` and `cli/errors.py` turn them into words."""

from enum import StrEnum
from pathlib import Path


class MatchmakerError(Exception):
    """Base of all errors that a caller may want to show to a person."""


class NotFound(MatchmakerError):
    """There is no such object, or this viewer may not know of it."""

    def __init__(self, kind: str, key: str) -> None:
        super().__init__(f"{kind} {key!r}")
        self.kind = kind
        self.key = key


class StateTransitionError(MatchmakerError):
    """The transition table does not allow this step."""

    def __init__(self, kind: str, before: StrEnum, after: StrEnum) -> None:
        super().__init__(f"{kind}: {before.value} -> {after.value}")
        self.kind = kind
        self.before = before
        self.after = after


class AlreadyDecided(MatchmakerError):
    """Somebody else changed the object since the person looked at it; nothing was overwritten."""

    def __init__(self, kind: str, key: str, current: str) -> None:
        super().__init__(f"{kind} {key!r} is {current}")
        self.kind = kind
        self.key = key
        self.current = current


class Conflict(MatchmakerError):
    """A unique fact is taken: `field` of `kind` already has this value elsewhere."""

    def __init__(self, kind: str, field: str, value: str) -> None:
        super().__init__(f"{kind}.{field} = {value!r} exists")
        self.kind = kind
        self.field = field
        self.value = value


class LinkInvalid(MatchmakerError):
    """A one-time link is unknown, expired or used."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotAllowed(MatchmakerError):
    """The actor may see the object, but not do this to it now (for example undo after the mail has left)."""

    def __init__(self, action: str, reason: str) -> None:
        super().__init__(f"{action}: {reason}")
        self.action = action
        self.reason = reason


class BackupRefused(MatchmakerError):
    """A copy of the database cannot be made or put back; `reason` is `missing`, `damaged` or `in-use`."""

    def __init__(self, reason: str, path: Path, detail: str = "") -> None:
        super().__init__(f"{path}: {reason} {detail}".rstrip())
        self.reason = reason
        self.path = path
        self.detail = detail
