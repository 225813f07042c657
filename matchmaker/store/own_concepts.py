"""The installation's own concepts: additions to the thesaurus, and rows that stand in place of a concept of the base."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from matchmaker.store.database import to_text, to_time
from matchmaker.text.thesaurus import COLUMNS, Concept, cells, concept


@dataclass(frozen=True, slots=True)
class OwnConcept:
    """A concept as the installation has it, and when it was last changed here."""

    concept: Concept
    changed_at: datetime


def list_concepts(db: Database) -> tuple[Concept, ...]:
    """All own concepts, by id; one query."""
    return tuple(own.concept for own in list_own(db))


def list_own(db: Database) -> list[OwnConcept]:
    """All own concepts with their times, by id; one query."""
    return [_own(row) for row in db.query("SELECT * FROM own_concepts ORDER BY id")]


def find_own(db: Database, concept_id: str) -> OwnConcept | None:
    """The own concept of this id, if there is one."""
    rows = list(db.query("SELECT * FROM own_concepts WHERE id = ?", [concept_id]))
    return _own(rows[0]) if rows else None


def save(db: Database, own: Concept, *, changed_by: str | None, now: datetime) -> None:
    """Keep a concept in place of the base's or of an earlier own one."""
    values = {**cells(own), "changed_at": to_text(now), "changed_by": changed_by}
    changed = [name for name in values if name != "id"]
    db.execute(
        f"INSERT INTO own_concepts ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})"
        f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in changed)}",
        list(values.values()),
    )


def delete(db: Database, concept_id: str) -> bool:
    """Forget an own concept; whether there was one."""
    return bool(db.execute("DELETE FROM own_concepts WHERE id = ?", [concept_id]).rowcount)


def _own(row: dict[str, str]) -> OwnConcept:
    return OwnConcept(concept({name: row[name] for name in COLUMNS}), to_time(row["changed_at"]))
