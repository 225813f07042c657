"""The reason of a match in plain words, for mails and for people who see only a part of the need."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from matchmaker.matching.explained import Explanation, from_json
from matchmaker.matching.telling import Pair, word_pairs
from matchmaker.model.codes import Language


def common_words(reasons: Mapping[str, Any], *, reader: Language, within: str | None = None) -> list[str]:
    """The pairs of words that the match's card tells: `hitsaus`, or `hitsaus (welding)` for another word of the offering.

    `reasons` are those stored with the match. With `within`, only words that stand in that text are named, so that a
    reader learns nothing of the parts that are closed.
    """
    if not reasons:
        return []
    explanation = from_json(reasons)
    if within is not None:
        explanation = _opened(explanation, frozenset(_words(within)))
    return [_said(told.pairs[0]) for told in word_pairs(explanation, reader)]


def _opened(explanation: Explanation, allowed: frozenset[str]) -> Explanation:
    """What an explanation tells of the words that may be known; the share of a word still counts by the whole score."""
    lines = []
    for line in explanation.lines:
        known = tuple(word for word in line.need_words if allowed.issuperset(_words(word)))
        if known:
            lines.append(replace(line, need_words=known))
    return replace(explanation, lines=tuple(lines))


def _said(pair: Pair) -> str:
    return f"{pair.need} ({pair.offering})" if pair.sign else pair.need


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
