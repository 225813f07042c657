"""Importing a catalogue: new offerings are added, known ones updated by their external id, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database

from matchmaker.exchange.offerings import OfferingRow
from matchmaker.exchange.problems import OTHER_INSTITUTION, Problem
from matchmaker.model.codes import InstitutionKind
from matchmaker.model.errors import MatchmakerError
from matchmaker.model.institution import Institution
from matchmaker.model.offering import LISTED, Offering, OfferingState
from matchmaker.model.user import Actor
from matchmaker.store import audit, institutions, offerings
from matchmaker.store.database import write_tx


class ImportRefused(MatchmakerError):
    """Rows contradict what the database holds, so nothing was written; `problems` names line and column."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class Outcome(StrEnum):
    """What an import does with a row. A kept one differs, but people have edited or confirmed the offering since."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What was done (or would be): external ids by outcome, in the file's order, and the names of new institutions."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...]
    new_institutions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    row: OfferingRow
    outcome: Outcome
    offering: Offering | None


def import_offerings(
    db: Database,
    *,
    rows: Sequence[OfferingRow],
    state: OfferingState,
    actor: Actor,
    now: datetime,
    dry_run: bool = False,
) -> ImportReport:
    """Bring the catalogue up to the rows; with `dry_run` only say what that would do.

    `state` is for new offerings; known ones keep theirs. Side effects: institutions, offerings and versions, an audit
    row each and one for the whole; a new catalogue number when a listed offering changed. An offering that a person has
    edited or confirmed since is left as it is. Raises ImportRefused, and then writes nothing.
    """
    if dry_run:
        return _report(db, _plan(db, rows))
    with write_tx(db):
        return write_rows(db, rows=rows, state=state, actor=actor, now=now)


def write_rows(
    db: Database, *, rows: Sequence[OfferingRow], state: OfferingState, actor: Actor, now: datetime
) -> ImportReport:
    """`import_offerings` inside the caller's write transaction."""
    steps = _plan(db, rows)
    report = _report(db, steps)
    listed_changed = [_write(db, step, state, actor, now) for step in steps]
    if any(listed_changed):
        offerings.bump_catalogue(db)
    detail: dict[str, object] = {name: len(getattr(report, name)) for name in (*Outcome, "new_institutions")}
    _record(db, "catalogue", "offerings", actor, now, detail)
    return report


def _plan(db: Database, rows: Sequence[OfferingRow]) -> list[_Step]:
    steps = []
    problems = []
    for row in rows:
        offering = offerings.find_imported_offering(db, row.external_id)
        if offering is not None and offering.institution_name != row.institution:
            params = {"institution": offering.institution_name}
            problems.append(Problem(row.line, "institution", OTHER_INSTITUTION, params))
        steps.append(_Step(row, _outcome(db, row, offering), offering))
    if problems:
        raise ImportRefused(tuple(problems))
    return steps


def _outcome(db: Database, row: OfferingRow, offering: Offering | None) -> Outcome:
    if offering is None:
        return Outcome.ADDED
    if (offering.content, offering.source) == (row.content, row.source):
        return Outcome.UNCHANGED
    return Outcome.KEPT if offerings.is_touched_by_person(db, offering.id) else Outcome.CHANGED


def _report(db: Database, steps: Sequence[_Step]) -> ImportReport:
    def ids(outcome: Outcome) -> tuple[str, ...]:
        return tuple(step.row.external_id for step in steps if step.outcome is outcome)

    known = {institution.name for institution in institutions.list_institutions(db)}
    names = dict.fromkeys(step.row.institution for step in steps)
    return ImportReport(
        added=ids(Outcome.ADDED),
        changed=ids(Outcome.CHANGED),
        unchanged=ids(Outcome.UNCHANGED),
        kept=ids(Outcome.KEPT),
        new_institutions=tuple(name for name in names if name not in known),
    )


def _write(db: Database, step: _Step, state: OfferingState, actor: Actor, now: datetime) -> bool:
    """Carry out one step; return whether the listed catalogue is another one now.

    Versions of an import have no author, whoever runs it: the audit trail knows, and an author marks what a person
    wrote.
    """
    row, offering = step.row, step.offering
    if step.outcome is Outcome.ADDED:
        offering = offerings.add_offering(
            db,
            institution_id=_institution(db, row, actor, now).id,
            content=row.content,
            state=state,
            now=now,
            external_id=row.external_id,
            source=row.source,
        )
    elif step.outcome is Outcome.CHANGED and offering is not None:
        if offering.source != row.source:
            offerings.set_source(db, offering.id, row.source, now)
        if offering.content != row.content:
            offering = offerings.add_offering_version(db, offering.id, row.content, created_by=None, now=now)
    else:
        return False
    detail = {"external_id": row.external_id, "outcome": step.outcome, "version": offering.version_number}
    _record(db, "offering", offering.id, actor, now, detail)
    return offering.state in LISTED


def _institution(db: Database, row: OfferingRow, actor: Actor, now: datetime) -> Institution:
    found = institutions.find_institution_by_name(db, row.institution)
    if found is not None:
        return found
    kind = row.institution_kind or InstitutionKind.OTHER
    added = institutions.add_institution(db, name=row.institution, kind=kind, now=now)
    _record(db, "institution", added.id, actor, now, {})
    return added


def _record(
    db: Database, object_type: str, object_id: str, actor: Actor, now: datetime, detail: dict[str, object]
) -> None:
    audit.record(
        db,
        actor=actor,
        action="import_offerings",
        object_type=object_type,
        object_id=object_id,
        now=now,
        detail=detail,
    )
