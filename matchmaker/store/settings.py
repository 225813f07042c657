"""What an installation may change while it runs: deadlines and other numbers, each with a default, and the reasons offered."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlite_utils import Database

from matchmaker.store.database import to_text

# key -> (default, least, most); whole numbers, the unit is in the name.
NUMBERS: dict[str, tuple[int, int, int]] = {
    "undo_minutes": (10, 0, 120),
    "read_need_days": (3, 1, 30),
    "answer_days": (7, 1, 60),
    "remind_answer_days": (4, 1, 59),
    "clarification_days": (7, 1, 60),
    "follow_up_days": (21, 1, 180),
    "offering_valid_days": (365, 30, 1095),
    "remind_offering_days": (30, 1, 180),
    "busy_institution_introductions": (5, 1, 100),
}
# (shorter, longer): a reminder comes before the time is over.
ORDER: tuple[tuple[str, str], ...] = (
    ("remind_answer_days", "answer_days"),
    ("remind_answer_days", "clarification_days"),
    ("remind_offering_days", "offering_valid_days"),
)
_REASONS_OFF = "reasons_off"
_MODEL = "model"


def get_number(db: Database, key: str) -> int:
    """A setting, or its default. Raises KeyError for a name that is none."""
    default = NUMBERS[key][0]
    rows = list(db.query("SELECT value FROM settings WHERE key = ?", [key]))
    return int(json.loads(rows[0]["value"])) if rows else default


def list_numbers(db: Database) -> dict[str, int]:
    """All settings with their present values; one query."""
    stored = {row["key"]: json.loads(row["value"]) for row in db.query("SELECT key, value FROM settings")}
    return {key: int(stored.get(key, default)) for key, (default, _least, _most) in NUMBERS.items()}


def list_switched_off(db: Database) -> dict[str, list[str]]:
    """The coded reasons that are no longer offered, by the name of their list."""
    rows = list(db.query("SELECT value FROM settings WHERE key = ?", [_REASONS_OFF]))
    return {kind: list(codes) for kind, codes in json.loads(rows[0]["value"]).items()} if rows else {}


def set_switched_off(db: Database, reasons: Mapping[str, Sequence[str]], now: datetime) -> None:
    """Offer these reasons no longer, and all others."""
    _set(db, _REASONS_OFF, reasons, now)


def find_model(db: Database) -> str | None:
    """The model that suggestions are made with, as the worker noted it; None before any worker did."""
    rows = list(db.query("SELECT value FROM settings WHERE key = ?", [_MODEL]))
    return str(json.loads(rows[0]["value"])) if rows else None


def set_model(db: Database, model: str, now: datetime) -> None:
    _set(db, _MODEL, model, now)


def set_number(db: Database, key: str, value: int, now: datetime) -> None:
    """Change a setting. Raises ValueError outside its bounds."""
    _default, least, most = NUMBERS[key]
    if not least <= value <= most:
        raise ValueError(f"{key} is between {least} and {most}")
    _set(db, key, value, now)


def _set(db: Database, key: str, value: object, now: datetime) -> None:
    db.execute(
        "INSERT INTO settings (key, value, changed_at) VALUES (?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at",
        [key, json.dumps(value), to_text(now)],
    )
