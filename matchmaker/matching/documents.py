"""What is matched: a need or an offering as passages of text."""

from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """Which part of a document a passage is; fields weigh differently."""

    TITLE = "title"
    DESCRIPTION = "description"
    KEYWORDS = "keywords"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text; `language` is `fi`, `en`, or None to let every sentence be detected."""

    field: Field
    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A need or an offering. `version` changes with the text: analyses of unchanged versions are reused."""

    id: str
    version: str
    passages: tuple[Passage, ...]
