"""Whether an offering may be suggested at all, and which of its conditions the company meets.

Only three things exclude: the offering is not published, it is not open on the day, or its provider declared a target
group in structured form and the company is known to be outside it. What is not known never excludes.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from matchmaker.model.codes import Help
from matchmaker.model.offering import Target

NO_TARGET = Target()


class Criterion(StrEnum):
    PUBLISHED = "published"
    DATES = "dates"
    PLACE = "place"
    SECTOR = "sector"
    SIZE = "size"
    HELP = "help"


class Verdict(StrEnum):
    MATCH = "match"
    PARTLY = "partly"
    GAP = "gap"
    UNKNOWN = "unknown"


OPEN_VALUES = frozenset({"other", "not-sure"})
"""Answers that say nothing: a sector 'other' or help 'not sure' is treated as unknown."""


NEAR_HELPS = (
    frozenset({Help.MEASUREMENT, Help.TESTING, Help.ANALYSIS}),
    frozenset({Help.TESTING, Help.PILOTING, Help.INFRASTRUCTURE}),
    frozenset({Help.ANALYSIS, Help.EXPERTISE, Help.JOINT_RD}),
    frozenset({Help.EXPERTISE, Help.TRAINING}),
    frozenset({Help.JOINT_RD, Help.PILOTING, Help.STUDENT_WORK}),
)
"""Kinds of help that a company seldom tells apart: who asks for a measurement is partly served by a laboratory that tests."""


@dataclass(frozen=True, slots=True)
class Asker:
    """What is known of the company that asks."""

    municipality: str | None = None
    region: str | None = None
    sector: str | None = None
    size: str | None = None
    helps: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What eligibility and selection look at in one offering. `starts` and `ends` are inclusive days."""

    published: bool = True
    starts: date | None = None
    ends: date | None = None
    target: Target = NO_TARGET
    helps: frozenset[str] = frozenset()
    institution: str = ""


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One condition with the values its verdict stands on."""

    criterion: Criterion
    verdict: Verdict
    offered: tuple[str, ...]
    asked: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """As it is stored with a match."""
        return {
            "criterion": str(self.criterion),
            "verdict": str(self.verdict),
            "offered": [str(value) for value in self.offered],
            "asked": [str(value) for value in self.asked],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "CriterionLine":
        """The inverse of `to_json`."""
        return cls(
            Criterion(stored["criterion"]),
            Verdict(stored["verdict"]),
            tuple(stored["offered"]),
            tuple(stored["asked"]),
        )


@dataclass(frozen=True, slots=True)
class Eligibility:
    """`excluded` offerings are never suggested; the lines say why, and what fits otherwise."""

    excluded: bool
    lines: tuple[CriterionLine, ...]


def check(facts: Facts, asker: Asker, *, as_of: date) -> Eligibility:
    """Compare one offering's conditions with the company on a day."""
    target = facts.target
    lines = (
        _published(facts.published),
        _dates(facts.starts, facts.ends, as_of),
        _place(target, asker),
        _single(Criterion.SECTOR, target.sectors, asker.sector),
        _single(Criterion.SIZE, target.sizes, asker.size),
        _help(facts.helps, asker.helps),
    )
    excluded = any(line.verdict is Verdict.GAP and line.criterion is not Criterion.HELP for line in lines)
    return Eligibility(excluded, lines)


def gaps(eligibility: Eligibility) -> Iterator[CriterionLine]:
    """The conditions that the company does not meet."""
    return (line for line in eligibility.lines if line.verdict is Verdict.GAP)


def _published(published: bool) -> CriterionLine:
    return CriterionLine(Criterion.PUBLISHED, Verdict.MATCH if published else Verdict.GAP, (), ())


def _dates(starts: date | None, ends: date | None, as_of: date) -> CriterionLine:
    """An offering without dates is always open; its first and last days are open days."""
    offered = (
        (starts.isoformat() if starts else "", ends.isoformat() if ends else "") if starts or ends else ()
    )
    closed = (starts is not None and as_of < starts) or (ends is not None and as_of > ends)
    return CriterionLine(
        Criterion.DATES, Verdict.GAP if closed else Verdict.MATCH, offered, (as_of.isoformat(),)
    )


def _place(target: Target, asker: Asker) -> CriterionLine:
    offered = (*sorted(target.regions), *sorted(target.municipalities))
    asked = tuple(value for value in (asker.municipality, asker.region) if value)
    if asker.municipality in target.municipalities or asker.region in target.regions:
        verdict = Verdict.MATCH
    elif (
        not offered
        or (target.municipalities and not asker.municipality)
        or (target.regions and not asker.region)
    ):
        verdict = Verdict.UNKNOWN
    else:
        verdict = Verdict.GAP
    return CriterionLine(Criterion.PLACE, verdict, offered, asked)


def _single(criterion: Criterion, declared: Set[str], value: str | None) -> CriterionLine:
    offered, asked = tuple(sorted(declared)), (value,) if value else ()
    if not declared or not value or value in OPEN_VALUES:
        verdict = Verdict.UNKNOWN
    else:
        verdict = Verdict.MATCH if value in declared else Verdict.GAP
    return CriterionLine(criterion, verdict, offered, asked)


def _help(offered: Set[str], wanted: Set[str]) -> CriterionLine:
    """Kinds of help never exclude: a company seldom knows what kind it needs."""
    known = wanted - OPEN_VALUES
    near = any(offered & kinds and known & kinds for kinds in NEAR_HELPS)
    compared = Verdict.MATCH if offered & known else Verdict.PARTLY if near else Verdict.GAP
    verdict = compared if offered and known else Verdict.UNKNOWN
    return CriterionLine(Criterion.HELP, verdict, tuple(sorted(offered)), tuple(sorted(wanted)))
