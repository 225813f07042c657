"""The field's concepts: terms in both languages, lay words and symptoms, broader and related concepts.

The base is the CSV files of `text/thesaurus/` (`id,fi,en,fi_lay,en_lay,broader,related`; `|` between terms, the
preferred one first). Rows that an installation adds or corrects are laid over it: a row with the id of a base concept
replaces it.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept; `fi` and `en` begin with the preferred term, `broader` and `related` are ids of other concepts."""

    id: str
    fi: tuple[str, ...]
    en: tuple[str, ...]
    fi_lay: tuple[str, ...] = ()
    en_lay: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()

    def terms(self, language: str) -> tuple[str, ...]:
        """Proper terms, then lay ones."""
        return self.fi + self.fi_lay if language == "fi" else self.en + self.en_lay

    def label(self, language: str) -> str:
        preferred = self.fi if language == "fi" else self.en
        return (preferred or self.en or self.fi or (self.id,))[0]


COLUMNS = tuple(field.name for field in fields(Concept))
"""The CSV's columns are the record's fields."""


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Concepts in the order of their ids; `digest` changes whenever a concept does.

    `base` and `own` are what they were made of: the product's concepts, and the installation's laid over them.
    """

    concepts: tuple[Concept, ...]
    digest: str
    base: tuple[Concept, ...] = ()
    own: tuple[Concept, ...] = ()

    def __len__(self) -> int:
        return len(self.concepts)


def thesaurus(concepts: Iterable[Concept], *, overlay: Iterable[Concept] = ()) -> Thesaurus:
    """Base concepts with an installation's own laid over them."""
    base, own = tuple(concepts), tuple(overlay)
    merged = {concept.id: concept for concept in (*base, *own)}
    ordered = tuple(merged[name] for name in sorted(merged))
    digest = hashlib.blake2b(repr(ordered).encode("utf-8"), digest_size=8).hexdigest()
    return Thesaurus(ordered, digest, base, own)


@cache
def base() -> tuple[Concept, ...]:
    """The concepts that come with the product; read once in each process."""
    folder = resources.files("matchmaker.text") / "thesaurus"
    if not folder.is_dir():
        return ()
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".csv")), key=lambda file: file.name
    )
    return tuple(concept for file in files for concept in read(file))


def read(path: Traversable | Path) -> Iterator[Concept]:
    """Yield the concepts of one CSV file; raises ValueError naming the file and line of a row it cannot use."""
    lines = path.read_text(encoding="utf-8").splitlines()
    reader = csv.DictReader(lines)
    missing = {"id", "fi", "en"} - set(reader.fieldnames or ())
    if missing:
        raise ValueError(f"{path.name}: the header lacks {', '.join(sorted(missing))}")
    for row in reader:
        if not (row["id"] or "").strip():
            raise ValueError(f"{path.name}, line {reader.line_num}: a concept without an id")
        yield concept(row)


def concept(row: Mapping[str, str | None]) -> Concept:
    """A concept from the cells of one row."""
    values = {name: _split(row.get(name)) for name in COLUMNS if name != "id"}
    return Concept(id=(row["id"] or "").strip(), **values)


def is_concept_id(text: str) -> bool:
    """Whether a text has the form of a concept's id: small letters of English, digits and underscores."""
    return len(text) <= 80 and re.fullmatch(r"[a-z0-9][a-z0-9_]*", text, re.ASCII) is not None


def cells(made: Concept) -> dict[str, str]:
    """The inverse of `concept`: the cells of a row."""
    return {name: made.id if name == "id" else "|".join(getattr(made, name)) for name in COLUMNS}


def _split(cell: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term.strip() for term in (cell or "").split("|") if term.strip()))
