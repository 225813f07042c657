"""An offering suggested for a need, as the cards of the company's and the public pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from matchmaker.matching.documents import Document
from matchmaker.matching.explained import from_json
from matchmaker.matching.unmet import unmet
from matchmaker.model.match import Band, Match
from matchmaker.model.offering import Offering
from matchmaker.store import offerings
from matchmaker.store.matches import MatchResult
from matchmaker.web.engine import index
from matchmaker.web.locale import foreign, language
from matchmaker.web.reasons import Shared, shared_words

SNIPPET = 200
SHOWN = 6
"""So many suggestions are shown before a person has looked at them: on the first look and on the receipt alike."""


def shortened(text: str) -> str:
    """The first words of a description, two lines or so."""
    return text if len(text) <= SNIPPET else text[: SNIPPET - 1].rsplit(" ", 1)[0] + "…"


@dataclass(frozen=True, slots=True)
class MatchCard:
    """An offering suggested for a need, in the reader's language."""

    offering: Offering
    band: Band
    words: Shared

    @property
    def title(self) -> str:
        return self.offering.content.title(language())

    @property
    def snippet(self) -> str:
        return shortened(self.offering.content.text(language()).description)

    @property
    def lang(self) -> str | None:
        """The title's language where it is not the reader's."""
        return foreign(self.offering.content.text_language(language()))

    @property
    def snippet_lang(self) -> str | None:
        """The description's language where it is not the reader's."""
        return foreign(self.offering.content.description_language(language()))


def match_cards(db: Database, found: Sequence[Match] | Sequence[MatchResult]) -> list[MatchCard]:
    """The offerings of matches, stored or only just ranked, with the words that led to them; one query."""
    known = offerings.list_by_ids(db, [match.offering_id for match in found])
    return [MatchCard(known[match.offering_id], match.band, shared_words(match.reasons)) for match in found]


def unmet_parts(need: Document, found: Sequence[Match] | Sequence[MatchResult]) -> tuple[str, ...]:
    """What the need says that none of these offerings speaks of, sentence by sentence."""
    return unmet(index().analyser, need, [from_json(match.reasons) for match in found if match.reasons])
