"""Whether a need is one for research and development at all, by cues: buying, hiring, loans, tax and such are not.

`data/scope.csv` holds the cues by kind of everyday business, in both languages, and the words of research and
development that speak against them ('ostaa robotti' is shopping, 'kokeilla ennen kuin ostamme robotin' is not). They
are matched by lemma, as phrases, and inside compounds.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from matchmaker.matching.documents import Document, Field
from matchmaker.matching.engine import Analyser
from matchmaker.text.phrases import ConceptFinder, Hit, patterns
from matchmaker.text.thesaurus import Concept, Thesaurus

RDI = "rdi"
"""The kind of the cues that speak for research and development; every other kind is everyday business."""

CLEAR = 1.0
"""Everyday evidence of one sure cue; a hint has half of it."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that tell a kind of need; `weight` in (0, 1]."""

    id: str
    kind: str
    weight: float
    fi: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a need's words say: summed weights of everyday and of RDI cues, and the everyday kind and words found most."""

    everyday: float
    rdi: float
    kind: str | None
    words: tuple[str, ...]

    @property
    def outside(self) -> bool:
        """Whether it is plainly everyday business: a sure cue at least, and nothing that smells of research."""
        return self.everyday >= CLEAR and self.rdi == 0


class ScopeFinder:
    """The cues as one analyser reads them."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser
        self._cues = cues()
        concepts = tuple(Concept(id=cue.id, fi=cue.fi, en=cue.en) for cue in self._cues)
        self._finder = ConceptFinder(patterns(Thesaurus(concepts, ""), analyser.term_keys))

    def look(self, need: Document) -> Scope:
        """Read title and description; what the company makes says nothing of what it needs."""
        found: dict[tuple[int, str], float] = {}
        for hit in self._hits(need):
            place = hit.concept, hit.words
            found[place] = max(found.get(place, 0.0), hit.weight * self._cues[hit.concept].weight)
        kinds: dict[str, float] = {}
        for (number, _), weight in found.items():
            kind = self._cues[number].kind
            kinds[kind] = kinds.get(kind, 0.0) + weight
        rdi = kinds.pop(RDI, 0.0)
        most = max(kinds, key=lambda kind: (kinds[kind], kind), default=None)
        words = dict.fromkeys(words for number, words in found if self._cues[number].kind == most)
        return Scope(sum(kinds.values()), rdi, most, tuple(words))

    def _hits(self, need: Document) -> Iterator[Hit]:
        for passage in need.passages:
            if passage.field is not Field.COMPANY:
                for sentence in self._analyser.sentences(passage):
                    yield from self._finder.find(sentence)


@lru_cache(maxsize=4)
def scope_finder(analyser: Analyser) -> ScopeFinder:
    """The finder of an analyser, made once."""
    return ScopeFinder(analyser)


def cues() -> tuple[Cue, ...]:
    """The rows of `data/scope.csv`."""
    path = resources.files("matchmaker.matching") / "data" / "scope.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return tuple(
        Cue(f"{number}", row["kind"], float(row["weight"]), _split(row["fi"]), _split(row["en"]))
        for number, row in enumerate(rows)
    )


def _split(cell: str | None) -> tuple[str, ...]:
    return tuple(term.strip() for term in (cell or "").split("|") if term.strip())
