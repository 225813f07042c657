"""The ranking index of the listed offerings: built by one process, mapped into memory by all others.

The folder holds one sub-folder per built index and a file `current` that names the newest. A new index is built beside
the old one and `current` is replaced in one step, so that a reader sees the old or the new index, never half of one.

An index knows the installation's own concepts that it was built with (`own-concepts.json`): a reader that opens it reads
needs with the same ones, and needs no database for it. Until then it goes on with the old index and the old concepts.
"""

import fcntl
import json
import logging
import multiprocessing
import shutil
import signal
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from matchmaker.matching import index as matching_index
from matchmaker.matching.engine import Analyser
from matchmaker.matching.index import Index
from matchmaker.operations.documents import offering_document
from matchmaker.store import offerings, own_concepts
from matchmaker.store.database import open_database
from matchmaker.text.thesaurus import Concept, cells, concept

CURRENT = "current"
OWN_CONCEPTS = "own-concepts.json"
LOCK = "building"
KEEP = 2
log = logging.getLogger(__name__)


class BuildFailed(Exception):
    """The process that was to build the index ended with this code (negative: by this signal); the log says why."""


class CatalogueIndex:
    """The newest index of a folder, reopened when another process has replaced it.

    `analyser` has the own concepts that were last asked for: the database's, or those of the index that was opened.
    With `apart`, the file of the database, an index is built in a process of its own, for building needs far more than
    ranking does: scipy, scikit-learn and every offering's text.
    """

    def __init__(self, folder: Path, analyser: Analyser, *, apart: Path | None = None) -> None:
        self.analyser = analyser
        self._apart = apart
        self._folder = folder
        self._name = self._refused = ""
        self._index: Index | None = None

    def follow(self, db: Database) -> Analyser:
        """The analyser with the own concepts that the database has now; made anew only when they changed."""
        return self._with(own_concepts.list_concepts(db))

    @property
    def number(self) -> int:
        """The catalogue number that the newest index was built for; 0 when there is none."""
        name = self._current_name()
        return int(name.split("-")[0]) if name else 0

    @property
    def built_at(self) -> datetime | None:
        """When the newest index was finished; None when there is none."""
        try:
            return datetime.fromtimestamp((self._folder / CURRENT).stat().st_mtime, UTC)
        except FileNotFoundError:
            return None

    def current(self) -> Index:
        """The newest index that can be opened. Raises FileNotFoundError when none was ever built, StaleIndex when none fits.

        One that another release made cannot be opened: the one that is open then serves on, until this process ends.
        """
        name = self._current_name()
        if self._index is not None and name in (self._name, self._refused):
            return self._index
        try:
            opened = matching_index.open_index(
                self._folder / name, self._with(_read_own(self._folder / name))
            )
        except (OSError, matching_index.StaleIndex):
            if self._index is None:
                raise
            self._refused = name
            log.warning("the index %s cannot be opened; %s serves on", name, self._name)
            return self._index
        self._index, self._name = opened, name
        return opened

    def is_current(self, db: Database) -> bool:
        """Whether the newest index knows the catalogue and the own concepts as they are now, by this model."""
        number = offerings.catalogue_number(db)
        self.follow(db)
        return self._current_name() == self._wanted_name(number)

    def rebuild(self, db: Database) -> Index:
        """Build the index of the catalogue as it is now, unless it is there; earlier analyses are reused.

        Raises BuildFailed when another process was to build it and did not.
        """
        if self._apart is None:
            self._build(db)
        elif not self.is_current(db):
            builder = multiprocessing.get_context("fork").Process(
                target=self._build_apart, args=(self._apart,)
            )
            builder.start()
            builder.join()
            if builder.exitcode:
                raise BuildFailed(builder.exitcode)
        return self.current()

    def _build_apart(self, database: Path) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        db = open_database(database)
        self._build(db)
        db.close()

    def _build(self, db: Database) -> None:
        """One process at a time: whoever comes second finds the index of the first. A killed one holds up nobody."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._build_alone(db)

    def _build_alone(self, db: Database) -> None:
        number = offerings.catalogue_number(db)  # first: what changes from here on has a higher number
        analyser = self.follow(db)
        name = self._wanted_name(number)
        if self._current_name() != name:
            documents = [offering_document(offering) for offering in offerings.list_listed(db)]
            built = matching_index.build(documents, analyser, previous=self._reusable())
            target = self._folder / name
            shutil.rmtree(target, ignore_errors=True)
            matching_index.save(built, target)
            _write_own(target, analyser.thesaurus.own)
            pointer = self._folder / (CURRENT + ".new")
            pointer.write_text(name, encoding="ascii")
            pointer.replace(self._folder / CURRENT)
            self._forget_old(name)

    def _with(self, own: Sequence[Concept]) -> Analyser:
        if tuple(own) != self.analyser.thesaurus.own:
            self.analyser = self.analyser.with_overlay(own)
        return self.analyser

    def _wanted_name(self, number: int) -> str:
        return f"{number}-{self.analyser.signature}"

    def _current_name(self) -> str:
        try:
            return (self._folder / CURRENT).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return ""

    def _reusable(self) -> Index | None:
        """The index there is, when this release made it: what it knows of unchanged offerings is still true."""
        try:
            return self.current()
        except (OSError, matching_index.StaleIndex):
            return None

    def _forget_old(self, current: str) -> None:
        built = [path for path in self._folder.iterdir() if path.is_dir() and path.name != current]
        for path in sorted(built, key=lambda path: path.stat().st_mtime)[: -KEEP + 1 or None]:
            shutil.rmtree(path, ignore_errors=True)


def _write_own(folder: Path, own: Sequence[Concept]) -> None:
    rows = [cells(one) for one in own]
    (folder / OWN_CONCEPTS).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def _read_own(folder: Path) -> tuple[Concept, ...]:
    """The own concepts that an index was built with; none where an earlier release built it."""
    try:
        rows = json.loads((folder / OWN_CONCEPTS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    return tuple(concept(row) for row in rows)
