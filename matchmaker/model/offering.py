"""The catalogue's items: services and projects, their texts, targets and states."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from matchmaker.model.codes import Help, Language, Sector, SizeClass


class OfferingKind(StrEnum):
    """An offering is a standing service or a project with an end."""

    SERVICE = "service"
    PROJECT = "project"


class OfferingState(StrEnum):
    """draft -> published -> unconfirmed (a year without 'still valid') -> archived, and back from there."""

    DRAFT = "draft"
    PUBLISHED = "published"
    UNCONFIRMED = "unconfirmed"
    ARCHIVED = "archived"


# Unconfirmed offerings stay in the catalogue, marked; only drafts and archived ones are out of it.
LISTED: frozenset[OfferingState] = frozenset({OfferingState.PUBLISHED, OfferingState.UNCONFIRMED})

TRANSITIONS: Mapping[OfferingState, frozenset[OfferingState]] = {
    OfferingState.DRAFT: frozenset({OfferingState.PUBLISHED, OfferingState.ARCHIVED}),
    OfferingState.PUBLISHED: frozenset({OfferingState.UNCONFIRMED, OfferingState.ARCHIVED}),
    OfferingState.UNCONFIRMED: frozenset({OfferingState.PUBLISHED, OfferingState.ARCHIVED}),
    # Undoing an archiving leads back to where it was.
    OfferingState.ARCHIVED: frozenset(
        {OfferingState.DRAFT, OfferingState.PUBLISHED, OfferingState.UNCONFIRMED}
    ),
}


@dataclass(frozen=True, slots=True)
class OfferingText:
    """Title and description in one language, and in it what the offering says of its unit and so on; '' for the same words."""

    title: str
    description: str
    unit: str = ""
    target_text: str = ""
    how_to_get: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Whom the provider declared the offering to be for; an empty set declares nothing and excludes nobody.

    `regions` are NUTS 3 codes (FI1D2), `municipalities` three-digit codes; a company in either is inside.
    """

    regions: frozenset[str] = frozenset()
    municipalities: frozenset[str] = frozenset()
    sectors: frozenset[Sector] = frozenset()
    sizes: frozenset[SizeClass] = frozenset()


@dataclass(frozen=True, slots=True)
class OfferingContent:
    """Everything of an offering that a version keeps. At least one language has a text.

    `place` is free text as the provider writes it; `starts` and `ends` are inclusive days of a project;
    `target_text` is the provider's own sentence, `target` what it declares in structured form. `unit`, `target_text` and
    `how_to_get` are in the first language there is; other languages may have their own in `texts`.
    """

    kind: OfferingKind
    texts: Mapping[Language, OfferingText]
    keywords: tuple[str, ...] = ()
    helps: frozenset[Help] = frozenset()
    sectors: frozenset[Sector] = frozenset()
    unit: str = ""
    place: str = ""
    starts: date | None = None
    ends: date | None = None
    funder: str = ""
    target_text: str = ""
    target: Target = field(default_factory=Target)
    how_to_get: str = ""
    link: str = ""

    def title(self, language: Language) -> str:
        """The title in `language`, or in the language there is."""
        return self.text(language).title

    def text(self, language: Language) -> OfferingText:
        """The text for a reader of `language`: what is not there in it yet is taken from another language, part by part."""
        return OfferingText(
            self.texts[self.text_language(language)].title,
            self.texts[self.description_language(language)].description,
        )

    def text_language(self, language: Language) -> Language:
        """The language in which the title of `text(language)` really is."""
        return language if language in self.texts else next(iter(self.texts))

    def description_language(self, language: Language) -> Language:
        """The language in which the description of `text(language)` really is."""
        order = (self.text_language(language), *self.texts)
        return next((code for code in order if self.texts[code].description), order[0])

    @property
    def half_translated(self) -> tuple[Language, ...]:
        """Languages that have a title but no description, while another language has both."""
        if not any(text.description for text in self.texts.values()):
            return ()
        return tuple(code for code, text in self.texts.items() if not text.description)

    def words(self, detail: str, language: Language) -> str:
        """What is said in this very language of `unit`, `target_text` or `how_to_get`; '' where nothing is."""
        own: str = getattr(self.texts.get(language), detail, "")
        return own or (getattr(self, detail) if language is next(iter(self.texts)) else "")

    def told(self, detail: str, language: Language) -> tuple[str, Language]:
        """`unit`, `target_text` or `how_to_get` for a reader of `language`, and the language in which it really is."""
        written = next((code for code in (language, *self.texts) if self.words(detail, code)), language)
        return self.words(detail, written), written

    def ended(self, as_of: date) -> bool:
        return self.ends is not None and self.ends < as_of


@dataclass(frozen=True, slots=True)
class Offering:
    """An item of the catalogue at its current version.

    `source` is the public page (or in words the knowledge) it was compiled from and `confirmed_at` None while no one at
    the institution has confirmed it; `external_id` ties it to an import.
    """

    id: str
    institution_id: str
    institution_name: str
    external_id: str | None
    state: OfferingState
    version_id: str
    version_number: int
    content: OfferingContent
    source: str
    confirmed_at: datetime | None
    is_demo: bool
    created_at: datetime
    changed_at: datetime

    @property
    def source_link(self) -> str:
        """The source when it is a page, '' when it is words: words make no link."""
        return self.source if self.source.startswith(("https://", "http://")) else ""
