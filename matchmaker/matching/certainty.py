"""How sure it is that a need has an answer in the catalogue: two chances, multiplied.

    in scope   from the cues of `scope`: falls with everyday business, rises with the words of research
    answered   from the scores of the best offerings: rises with their mean

Neither sees the other's evidence, so a need for a welder is no match however well its trade fits a welding laboratory,
and a need for research is none when the catalogue says little of it. The coefficients in `data/certainty.json` are
fitted by `scripts/bench decision --fit` on judged needs and on needs written for it; DECISIONS.md has the figures.
They belong to the model: fit them again whenever scores change.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from operator import mul
from typing import Protocol

from matchmaker.matching.scope import Scope

BEST = 3
"""So many best offerings are looked at: one good score alone is often chance."""
_SMALLEST = 0.01


class Evidence(Protocol):
    """A need's cues and the scores of its best offerings, best first."""

    @property
    def scope(self) -> Scope: ...

    @property
    def scores(self) -> Sequence[float]: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """Logistic coefficients: `scope` for (1, everyday, rdi), both damped; `answer` for (1, log of mean score)."""

    scope: tuple[float, float, float]
    answer: tuple[float, float]
    threshold: float


def features(evidence: Evidence) -> tuple[tuple[float, float], tuple[float]]:
    """What the two chances depend on. Cues are damped, since the second one says less than the first."""
    return _damped(evidence.scope), (_log_mean(evidence.scores),)


def in_scope(scope: Scope, rule: Rule) -> float:
    """The chance, 0 to 1, that a need with these cues is one for research and development."""
    constant, *slopes = rule.scope
    return _logistic(constant + sum(map(mul, slopes, _damped(scope))))


def answered(scores: Sequence[float], rule: Rule) -> float:
    """The chance, 0 to 1, that offerings with these scores (best first) answer a need that is in scope."""
    constant, slope = rule.answer
    return _logistic(constant + slope * _log_mean(scores)) if scores else 0.0


def certainty(scope: Scope, scores: Sequence[float], rule: Rule) -> float:
    """The chance that the need has an answer; below `rule.threshold` there is no good match."""
    return in_scope(scope, rule) * answered(scores, rule)


def to_json(rule: Rule) -> str:
    return json.dumps(asdict(rule)) + "\n"


def from_json(text: str) -> Rule:
    """The inverse of `to_json`."""
    values = json.loads(text)
    constant, everyday, rdi = map(float, values["scope"])
    answer, slope = map(float, values["answer"])
    return Rule((constant, everyday, rdi), (answer, slope), float(values["threshold"]))


def _damped(scope: Scope) -> tuple[float, float]:
    return math.log1p(scope.everyday), math.log1p(scope.rdi)


def _log_mean(scores: Sequence[float]) -> float:
    best = scores[:BEST]
    return math.log(sum(best) / len(best) + _SMALLEST) if best else math.log(_SMALLEST)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


_FILE = resources.files("matchmaker.matching") / "data" / "certainty.json"
RULE = from_json(_FILE.read_text(encoding="utf-8"))
"""The fitted rule."""
