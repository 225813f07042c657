"""The ranking index of the listed offerings: built by one process, mapped into memory by all others.

The folder holds one sub-folder per built index and a file `current` that names the newest. A new index is built beside
the old one and `current` is replaced in one step, so that a reader sees the old or the new index, never half of one.
"""

import shutil
from pathlib import Path

from sqlite_utils import Database

from matchmaker.matching import index as matching_index
from matchmaker.matching.engine import Analyser
from matchmaker.matching.index import Index
from matchmaker.operations.documents import offering_document
from matchmaker.store import offerings

CURRENT = "current"
KEEP = 2


class CatalogueIndex:
    """The newest index of a folder, reopened when another process has replaced it."""

    def __init__(self, folder: Path, analyser: Analyser) -> None:
        self.analyser = analyser
        self._folder = folder
        self._name = ""
        self._index: Index | None = None

    @property
    def number(self) -> int:
        """The catalogue number that the newest index was built for; 0 when there is none."""
        name = self._current_name()
        return int(name.split("-")[0]) if name else 0

    def current(self) -> Index:
        """The newest index. Raises FileNotFoundError when none was ever built."""
        name = self._current_name()
        if self._index is None or name != self._name:
            self._index = matching_index.open_index(self._folder / name, self.analyser)
            self._name = name
        return self._index

    def is_current(self, db: Database) -> bool:
        """Whether the newest index knows the catalogue as it is now, by this model and these lexicons."""
        return self._current_name() == self._wanted_name(offerings.catalogue_number(db))

    def rebuild(self, db: Database) -> Index:
        """Build the index of the catalogue as it is now, unless it is there; earlier analyses are reused."""
        number = offerings.catalogue_number(db)
        name = self._wanted_name(number)
        if self._current_name() != name:
            documents = [offering_document(offering) for offering in offerings.list_listed(db)]
            built = matching_index.build(documents, self.analyser, previous=self._reusable())
            target = self._folder / name
            self._folder.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(target, ignore_errors=True)
            matching_index.save(built, target)
            pointer = self._folder / (CURRENT + ".new")
            pointer.write_text(name, encoding="ascii")
            pointer.replace(self._folder / CURRENT)
            self._forget_old(name)
        return self.current()

    def _wanted_name(self, number: int) -> str:
        return f"{number}-{self.analyser.signature}"

    def _current_name(self) -> str:
        try:
            return (self._folder / CURRENT).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return ""

    def _reusable(self) -> Index | None:
        """The index there is, when this model and these lexicons made it: its analyses are still true."""
        suffix = self._wanted_name(0).removeprefix("0")
        return self.current() if self._current_name().endswith(suffix) else None

    def _forget_old(self, current: str) -> None:
        built = [path for path in self._folder.iterdir() if path.is_dir() and path.name != current]
        for path in sorted(built, key=lambda path: path.stat().st_mtime)[: -KEEP + 1 or None]:
            shutil.rmtree(path, ignore_errors=True)
