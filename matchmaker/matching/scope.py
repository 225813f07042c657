"""Whether a need is one for research and development at all, by cues: buying, hiring, loans, tax and such are not.

`data/scope.csv` holds the cues by kind of everyday business, in both languages, and the words of research and
development that speak against them ('ostaa robotti' is shopping, 'kokeilla ennen kuin ostamme robotin' is not). They
are matched by lemma, as phrases, and inside compounds.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from matchmaker.matching.documents import Document, Field
from matchmaker.matching.engine import Analyser
from matchmaker.text.phrases import ConceptFinder, Word, patterns
from matchmaker.text.thesaurus import Concept, Thesaurus

RDI = "rdi"
"""The kind of the cues that speak for research and development; every other kind is everyday business."""

CLEAR = 1.0
"""Everyday evidence of one sure cue; a hint has half of it."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that tell a kind of need; `weight` in (0, 1]."""

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
        everyday = [cue for cue in cues() if cue.kind != RDI]
        self._everyday = everyday, _finder(analyser, everyday)
        rdi = [cue for cue in cues() if cue.kind == RDI]
        self._rdi = rdi, _finder(analyser, rdi)

    def look(self, need: Document) -> Scope:
        """Read title and description; what the company makes says nothing of what it needs."""
        everyday: dict[tuple[str, str], float] = {}
        rdi: dict[tuple[str, str], float] = {}
        for passage in need.passages:
            if passage.field is not Field.COMPANY:
                for sentence in self._analyser.sentences(passage):
                    taken = _collect(self._rdi, sentence, rdi)
                    _collect(self._everyday, [word for word in sentence if word.start not in taken], everyday)
        kinds: dict[str, float] = {}
        for (kind, _), weight in everyday.items():
            kinds[kind] = kinds.get(kind, 0.0) + weight
        most = max(kinds, key=lambda kind: (kinds[kind], kind), default=None)
        words = tuple(words for kind, words in everyday if kind == most)
        return Scope(sum(everyday.values()), sum(rdi.values()), most, words)


_Cues = tuple[list[Cue], ConceptFinder]


def _finder(analyser: Analyser, rows: Sequence[Cue]) -> ConceptFinder:
    concepts = tuple(Concept(id=cue.kind, fi=cue.fi, en=cue.en) for cue in rows)
    return ConceptFinder(patterns(Thesaurus(concepts, ""), analyser.term_keys))


def _collect(cues: _Cues, sentence: Sequence[Word], found: dict[tuple[str, str], float]) -> set[int]:
    """Add the cues of a sentence, each kind and words once; where the words begin that cues stand on as a whole."""
    rows, finder = cues
    taken: set[int] = set()
    for hit in finder.find(sentence):
        cue = rows[hit.concept]
        place = cue.kind, hit.words
        found[place] = max(found.get(place, 0.0), hit.weight * cue.weight)
        taken.update(start for start, _ in hit.spans)
    return taken


@lru_cache(maxsize=4)
def scope_finder(analyser: Analyser) -> ScopeFinder:
    """The finder of an analyser, made once."""
    return ScopeFinder(analyser)


def cues() -> tuple[Cue, ...]:
    """The rows of `data/scope.csv`."""
    path = resources.files("matchmaker.matching") / "data" / "scope.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return tuple(Cue(row["kind"], float(row["weight"]), _split(row["fi"]), _split(row["en"])) for row in rows)


def _split(cell: str | None) -> tuple[str, ...]:
    return tuple(term.strip() for term in (cell or "").split("|") if term.strip())
