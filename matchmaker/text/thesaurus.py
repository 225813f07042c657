"""The field's concepts: terms in both languages, lay words and symptoms, broader and related concepts.

The base is the CSV files of `text/thesaurus/` (`id,fi,en,fi_lay,en_lay,broader,related`; `|` between terms, the
preferred one first). Rows that an installation adds or corrects are laid over it: a row with the id of a base concept
replaces it.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import overload

from matchmaker.text.wordtable import in_order


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

_CELL = "\x1f"  # the unit separator: no text of a person has it


class Concepts(Sequence[Concept]):
    """Concepts in the order of their ids, packed into one text and made anew whenever one is asked for.

    Every process of the service holds all of them and asks for few: as objects they would be thirty thousand strings.
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        ordered = sorted(concepts, key=lambda concept: concept.id)
        self._texts = in_order(_CELL.join(cells(concept).values()) for concept in ordered)

    def __len__(self) -> int:
        return len(self._texts)

    @overload
    def __getitem__(self, place: int) -> Concept: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Concept, ...]: ...
    def __getitem__(self, place: int | slice) -> Concept | tuple[Concept, ...]:
        if isinstance(place, slice):
            return tuple(self[number] for number in range(*place.indices(len(self))))
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return _unpacked(self._texts[place % len(self)])

    def find(self, concept_id: str) -> Concept | None:
        """The concept of an id."""
        place = self._texts.place(concept_id + _CELL)
        text = self._texts[place] if place < len(self) else ""
        return _unpacked(text) if text.startswith(concept_id + _CELL) else None

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(text.partition(_CELL)[0] for text in self._texts)


def _unpacked(text: str) -> Concept:
    name, *packed = text.split(_CELL)
    return Concept(name, *(tuple(cell.split("|")) if cell else () for cell in packed))


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Concepts in the order of their ids; `digest` changes whenever a concept does.

    `base` and `own` are what they were made of: the product's concepts, and the installation's laid over them.
    """

    concepts: Concepts
    digest: str
    base: Concepts
    own: tuple[Concept, ...] = ()

    def __len__(self) -> int:
        return len(self.concepts)


def thesaurus(concepts: Iterable[Concept], *, overlay: Iterable[Concept] = ()) -> Thesaurus:
    """Base concepts with an installation's own laid over them."""
    base = concepts if isinstance(concepts, Concepts) else Concepts(concepts)
    own = tuple(overlay)
    merged = Concepts({concept.id: concept for concept in (*base, *own)}.values())
    digest = hashlib.blake2b(digest_size=8)
    for concept in merged:
        digest.update(repr(concept).encode("utf-8"))
    return Thesaurus(merged, digest.hexdigest(), base, own)


@cache
def base() -> Concepts:
    """The concepts that come with the product; read once in each process."""
    folder = resources.files("matchmaker.text") / "thesaurus"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".csv")), key=lambda file: file.name
    )
    return Concepts(concept for file in files for concept in read(file))


@cache
def ids_of(name: str) -> frozenset[str]:
    """The ids in one file of the base."""
    return frozenset(one.id for one in read(resources.files("matchmaker.text") / "thesaurus" / name))


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
