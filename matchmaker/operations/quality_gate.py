"""What is looked at before a need is taken up: an automatic checklist that saves a round of questions later.

Only a blocker stops, and a coordinator may pass it by with a reason. The rest is said and left to the coordinator.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlite_utils import Database

from matchmaker.matching.certainty import RULE, in_scope
from matchmaker.matching.index import Index
from matchmaker.matching.scope import Scope, scope_finder
from matchmaker.model.codes import Language
from matchmaker.model.company import ConsentPurpose
from matchmaker.model.need import Audience, Need, NeedContent, NeedPart, NeedState
from matchmaker.operations.company_identity import identity_of
from matchmaker.operations.documents import need_document
from matchmaker.operations.guess_language import guess_language
from matchmaker.operations.naming import Identity
from matchmaker.operations.propose_summary import doubtful, nameless
from matchmaker.operations.recipients import company_recipients
from matchmaker.operations.writing_help import Hint, writing_help
from matchmaker.store import companies, needs

_WORD = re.compile(r"\w+")
LIKE = 0.6
"""Needs that share this part of their words are called alike."""
EVERYDAY = 0.5
"""A need whose chance to be one for research and development is lower looks like everyday business."""


class Severity(StrEnum):
    """A blocker stops until a coordinator gives a reason; a major point costs a question; a minor one is good to know."""

    BLOCKER = "blocker"
    MAJOR = "major"
    MINOR = "minor"


class Point(StrEnum):
    """What may be wrong, the gravest first."""

    NO_CONSENT = "no-consent"
    NO_WAY_TO_REACH = "no-way-to-reach"
    TOO_SHORT = "too-short"
    EVERYDAY = "everyday"
    NAMED = "named"
    NO_INTRODUCTION = "no-introduction"
    BY_PHONE = "by-phone"
    NO_DETAIL = "no-detail"
    NO_TROUBLE = "no-trouble"
    OTHER_LANGUAGE = "other-language"
    DUPLICATE = "duplicate"


SEVERITIES = {
    Point.NO_CONSENT: Severity.BLOCKER,
    Point.NO_WAY_TO_REACH: Severity.BLOCKER,
    Point.TOO_SHORT: Severity.MAJOR,
    Point.EVERYDAY: Severity.MAJOR,
    Point.NAMED: Severity.MAJOR,
    Point.NO_INTRODUCTION: Severity.MAJOR,
    Point.BY_PHONE: Severity.MINOR,
    Point.NO_DETAIL: Severity.MINOR,
    Point.NO_TROUBLE: Severity.MINOR,
    Point.OTHER_LANGUAGE: Severity.MINOR,
    Point.DUPLICATE: Severity.MINOR,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One point that is not in order, with the words it stands on; `need_id` is the other need of a duplicate."""

    point: Point
    words: tuple[str, ...] = ()
    need_id: str | None = None

    @property
    def severity(self) -> Severity:
        return SEVERITIES[self.point]


@dataclass(frozen=True, slots=True)
class GateFacts:
    """All that the checks look at: the need, the consents that stand, its neighbours, and how its company is reached.

    `mailable` is whether somebody of the company gets mail, `reachable` whether by mail or by phone.
    """

    content: NeedContent
    consents: frozenset[ConsentPurpose]
    reachable: bool
    mailable: bool
    guessed: Language
    scope: Scope
    identity: Identity
    others: tuple[Need, ...]


def findings(facts: GateFacts) -> tuple[Finding, ...]:
    """What is not in order, blockers first. Pure."""
    found = [
        *_blockers(facts.consents, reachable=facts.reachable),
        *_of_text(facts),
        *_of_surroundings(facts),
    ]
    return tuple(sorted(found, key=lambda finding: list(Point).index(finding.point)))


def check_need(db: Database, index: Index, need: Need) -> tuple[Finding, ...]:
    """Read the facts and check them. No side effects."""
    content = need.content
    others = [
        one for one in needs.list_needs_of_company(db, need.company_id)
        if one.id != need.id and one.state is not NeedState.CLOSED
    ]  # fmt: skip
    return findings(
        GateFacts(
            content=content,
            consents=_standing(db, need),
            reachable=_reachable(db, need),
            mailable=bool(company_recipients(db, need)),
            guessed=guess_language(index, text=f"{content.title}\n{content.description}"),
            scope=scope_finder(index.analyser).look(
                need_document(content, None, key=need.id, version=need.version_id)
            ),
            identity=identity_of(db, need.company_id),
            others=tuple(others),
        )
    )


def doubts_of(content: NeedContent, identity: Identity) -> list[str]:
    """What tells, or may tell, who the company is in what an institution reads as soon as it is asked. Pure."""
    return doubtful(_seen_when_asked(content, identity), identity, content.language)


def blockers(db: Database, need: Need) -> tuple[Finding, ...]:
    """The blockers alone, which need no analysis of the text. No side effects."""
    return tuple(_blockers(_standing(db, need), reachable=_reachable(db, need)))


def _blockers(consents: frozenset[ConsentPurpose], *, reachable: bool) -> Iterator[Finding]:
    if ConsentPurpose.MATCH not in consents:
        yield Finding(Point.NO_CONSENT)
    if not reachable:
        yield Finding(Point.NO_WAY_TO_REACH)


def _of_text(facts: GateFacts) -> Iterator[Finding]:
    content = facts.content
    text = f"{content.title}. {content.description}"
    hints = writing_help(text, content.language)
    if Hint.TOO_SHORT in hints or Hint.NAME_ONLY in hints:
        yield Finding(Point.TOO_SHORT)
    if Hint.NO_DETAIL in hints:
        yield Finding(Point.NO_DETAIL)
    if Hint.NO_TROUBLE in hints:
        yield Finding(Point.NO_TROUBLE)
    if facts.guessed is not content.language:
        yield Finding(Point.OTHER_LANGUAGE)
    if facts.scope.everyday and not facts.scope.fault and in_scope(facts.scope, RULE) < EVERYDAY:
        yield Finding(Point.EVERYDAY, facts.scope.words)
    named = doubts_of(content, facts.identity)
    if named:
        yield Finding(Point.NAMED, tuple(named))


def _of_surroundings(facts: GateFacts) -> Iterator[Finding]:
    if ConsentPurpose.INTRODUCE not in facts.consents:
        yield Finding(Point.NO_INTRODUCTION)
    if facts.reachable and not facts.mailable:
        yield Finding(Point.BY_PHONE)
    alike = next((one for one in facts.others if _alike(one.content, facts.content)), None)
    if alike is not None:
        yield Finding(Point.DUPLICATE, (alike.content.title,), alike.id)


def _seen_when_asked(content: NeedContent, identity: Identity) -> str:
    """What an institution reads as soon as it is asked."""
    texts: Sequence[tuple[NeedPart, str]] = (
        (NeedPart.TITLE, nameless(content.title, content.language, identity)),
        (NeedPart.DESCRIPTION, content.description),
    )
    opened = [text for part, text in texts if content.openness.get(part) is Audience.ASKED]
    return "\n".join([content.summary, *opened])


def _alike(one: NeedContent, other: NeedContent) -> bool:
    first, second = (set(_WORD.findall(f"{c.title} {c.description}".casefold())) for c in (one, other))
    return len(first & second) >= LIKE * min(len(first), len(second)) > 0


def _standing(db: Database, need: Need) -> frozenset[ConsentPurpose]:
    given = companies.list_consents(db, need.company_id, need.id)
    return frozenset(consent.purpose for consent in given if consent.withdrawn_at is None)


def _reachable(db: Database, need: Need) -> bool:
    return bool(need.content.phone or company_recipients(db, need))
