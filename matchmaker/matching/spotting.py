"""Which concepts of the thesaurus a text has, and where they stand: for a person who looks after the thesaurus."""

from collections import defaultdict
from dataclasses import dataclass

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.engine import Analyser, Occurrence
from matchmaker.matching.marking import Span, spans, surfaces
from matchmaker.text.terms import Source
from matchmaker.text.thesaurus import Concept


@dataclass(frozen=True, slots=True)
class Spotted:
    """A concept, the words of the text it was found by, and its summed weight: 1 for one plain mention."""

    concept: Concept
    words: tuple[str, ...]
    weight: float


def spot(analyser: Analyser, text: str) -> tuple[tuple[Spotted, ...], tuple[Span, ...]]:
    """The concepts of a text, weightiest first, and its spans that do not overlap; a span's line is a concept's place."""
    document = Document("text", "1", (Passage(Field.DESCRIPTION, text, None),))
    found: dict[str, list[Occurrence]] = defaultdict(list)
    for occurrence in analyser.occurrences(document):
        if occurrence.source is Source.CONCEPT:
            found[occurrence.term[2:]].append(occurrence)
    concepts = ((analyser.thesaurus.concepts.find(name), places) for name, places in found.items())
    spotted = [
        Spotted(concept, surfaces(document, places), sum(place.weight for place in places))
        for concept, places in concepts
        if concept is not None
    ]
    spotted.sort(key=lambda one: (-one.weight, one.concept.id))
    (marked,) = spans(document, [found[one.concept.id] for one in spotted])
    return tuple(spotted), marked
