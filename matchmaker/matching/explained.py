"""What an explanation tells, and how it is stored with a match."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from matchmaker.matching.marking import Span
from matchmaker.matching.meeting import LineKind


@dataclass(frozen=True, slots=True)
class Line:
    """Words of the need and words of the offering that meet, with their share of the score.

    `languages` has one for each of the offering's words, '' when unknown; `company` tells that the need's words stand in what
    the company says of itself. `names` are what the two have in common, by language: a RELATED line's concept.
    """

    kind: LineKind
    need_words: tuple[str, ...]
    offering_words: tuple[str, ...]
    share: float
    company: bool = False
    languages: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Explanation:
    """`need_spans` and `offering_spans` hold one tuple per passage, in passage order; spans do not overlap."""

    score: float
    lines: tuple[Line, ...]
    remainder: float
    need_spans: tuple[tuple[Span, ...], ...]
    offering_spans: tuple[tuple[Span, ...], ...]
    subject: float = 0.0


def to_json(explanation: Explanation) -> dict[str, object]:
    """Plain dicts and lists, as stored with a match."""
    return asdict(explanation)


def from_json(data: Mapping[str, Any]) -> Explanation:
    """The inverse of `to_json`, also after a round through JSON text; earlier releases stored less."""
    return Explanation(
        score=float(data["score"]),
        lines=tuple(_line_from_json(line) for line in data["lines"]),
        remainder=float(data["remainder"]),
        need_spans=_spans_from_json(data["need_spans"]),
        offering_spans=_spans_from_json(data["offering_spans"]),
        subject=float(data.get("subject", 0.0)),
    )


def _line_from_json(line: Mapping[str, Any]) -> Line:
    """Until model 9 one concept and a related one were told alike: what is not known to be the same is not said to be."""
    earlier = "names" not in line and line["kind"] == LineKind.CONCEPT
    return Line(
        kind=LineKind.RELATED if earlier else LineKind(line["kind"]),
        need_words=tuple(line["need_words"]),
        offering_words=tuple(line["offering_words"]),
        share=float(line["share"]),
        company=bool(line.get("company")),
        languages=tuple(line.get("languages", ())),
        names=dict(line.get("names", {})),
    )


def _spans_from_json(passages: Iterable[Iterable[Mapping[str, int]]]) -> tuple[tuple[Span, ...], ...]:
    return tuple(
        tuple(Span(span["start"], span["end"], span["line"]) for span in passage) for passage in passages
    )
