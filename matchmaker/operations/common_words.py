"""The reason of a match in plain words, for mails and for people who see only a part of the need."""

import re
from collections.abc import Mapping
from typing import Any

from matchmaker.matching.explained import from_json
from matchmaker.matching.meeting import LineKind

MOST_WORDS = 3
SMALLEST = 0.04
"""Part of the score from which a word is named."""


def common_words(reasons: Mapping[str, Any], *, within: str | None = None) -> list[str]:
    """Words of the need that the offering shares, weightiest first: `hitsaus`, or `hitsaus (welding)` for another word.

    `reasons` are those stored with the match. With `within`, only words that stand in that text are named, so that a
    reader learns nothing of the parts that are closed.
    """
    if not reasons:
        return []
    allowed = None if within is None else set(_words(within))
    found: dict[str, tuple[str, dict[str, str]]] = {}
    explanation = from_json(reasons)
    for line in explanation.lines:
        if line.kind is LineKind.RELATED or line.company or line.share < SMALLEST * explanation.score:
            continue
        # Words that stand apart in the text (`mittaamaan … tärinä`) make no reason that reads well.
        whole = [word for word in line.need_words if "…" not in word]
        readable = [word for word in whole if allowed is None or allowed.issuperset(_words(word))]
        if not readable:
            continue
        need, offering = readable[0], line.offering_words[0]
        _shown, others = found.setdefault(need.casefold(), (need, {}))
        if line.kind is not LineKind.WORD:  # else the same word, at most in another form
            others.setdefault(offering.casefold(), offering)
    return [f"{need} ({', '.join(others.values())})" if others else need for need, others in found.values()][
        :MOST_WORDS
    ]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
