"""Dates and declared targets against the company that asks: MATCH, GAP or UNKNOWN per criterion, each with what it stands on.

Only three things exclude: not being listed, an end date that has passed, and a target that the provider declared in
structured form and that the company is known to be outside of. Everything else is shown and never excludes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matchmaker.model.codes import Help, Sector, SizeClass
from matchmaker.model.offering import Target


class Criterion(StrEnum):
    """What is compared."""

    LISTED = "listed"
    DATES = "dates"
    PLACE = "place"
    SECTOR = "sector"
    SIZE = "size"
    HELP = "help"


class Verdict(StrEnum):
    """GAP excludes for listed, dates, place, sector and size; a gap in the kind of help is only shown."""

    MATCH = "match"
    GAP = "gap"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Facts:
    """What of an offering eligibility, folding and variety look at. `starts` and `ends` are inclusive days."""

    published: bool
    starts: date | None
    ends: date | None
    target: Target
    helps: frozenset[Help]
    institution: str


@dataclass(frozen=True, slots=True)
class Asker:
    """What is known of who asks; None or empty is unknown. `municipality` and `region` are codes."""

    municipality: str | None = None
    region: str | None = None
    sector: Sector | None = None
    size: SizeClass | None = None
    helps: frozenset[Help] = frozenset()


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion: the codes or ISO days that were offered and asked, as they are stored with the match."""

    criterion: Criterion
    verdict: Verdict
    offered: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        return {
            "criterion": self.criterion.value,
            "verdict": self.verdict.value,
            "offered": list(self.offered),
            "asked": list(self.asked),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "CriterionLine":
        offered, asked = stored["offered"], stored["asked"]
        if not isinstance(offered, list) or not isinstance(asked, list):
            raise TypeError("offered and asked are lists")
        return cls(
            Criterion(str(stored["criterion"])), Verdict(str(stored["verdict"])), tuple(offered), tuple(asked)
        )


@dataclass(frozen=True, slots=True)
class Eligibility:
    """All criteria, and whether one of the excluding ones is a gap."""

    lines: tuple[CriterionLine, ...]

    @property
    def excluded(self) -> bool:
        return any(line.verdict is Verdict.GAP and line.criterion is not Criterion.HELP for line in self.lines)


def check(facts: Facts, asker: Asker, *, as_of: date) -> Eligibility:
    """Compare an offering with the company that asks, on a day. The day is an argument, never the clock."""
    target = facts.target
    return Eligibility(
        (
            CriterionLine(Criterion.LISTED, Verdict.MATCH if facts.published else Verdict.GAP),
            _dates(facts, as_of),
            _place(target, asker),
            _one_of(Criterion.SECTOR, target.sectors, asker.sector),
            _one_of(Criterion.SIZE, target.sizes, asker.size),
            _help(facts.helps, asker.helps),
        )
    )


def _dates(facts: Facts, as_of: date) -> CriterionLine:
    offered = tuple(day.isoformat() if day else "" for day in (facts.starts, facts.ends))
    asked = (as_of.isoformat(),)
    if facts.ends is not None and facts.ends < as_of:
        return CriterionLine(Criterion.DATES, Verdict.GAP, offered, asked)
    known = facts.ends is not None
    return CriterionLine(Criterion.DATES, Verdict.MATCH if known else Verdict.UNKNOWN, offered, asked)


def _place(target: Target, asker: Asker) -> CriterionLine:
    offered = tuple(sorted(target.municipalities | target.regions))
    asked = tuple(code for code in (asker.municipality, asker.region) if code)
    if not offered or not asked:
        return CriterionLine(Criterion.PLACE, Verdict.UNKNOWN, offered, asked)
    inside = asker.municipality in target.municipalities or asker.region in target.regions
    return CriterionLine(Criterion.PLACE, Verdict.MATCH if inside else Verdict.GAP, offered, asked)


def _one_of(
    criterion: Criterion, wanted: frozenset[Sector] | frozenset[SizeClass], has: Sector | SizeClass | None
) -> CriterionLine:
    offered, asked = tuple(sorted(wanted)), (() if has is None else (has.value,))
    if not wanted or has is None:
        return CriterionLine(criterion, Verdict.UNKNOWN, offered, asked)
    return CriterionLine(criterion, Verdict.MATCH if has in wanted else Verdict.GAP, offered, asked)


def _help(offered: frozenset[Help], asked: frozenset[Help]) -> CriterionLine:
    lists = tuple(sorted(offered)), tuple(sorted(asked))
    if not offered or not asked:
        return CriterionLine(Criterion.HELP, Verdict.UNKNOWN, *lists)
    return CriterionLine(Criterion.HELP, Verdict.MATCH if offered & asked else Verdict.GAP, *lists)
