"""The reason of a match in plain words, for mails and for people who see only a part of the need."""

import re
from collections.abc import Mapping
from itertools import zip_longest
from typing import Any, NamedTuple

from matchmaker.matching.explained import Line, from_json
from matchmaker.matching.meeting import LineKind
from matchmaker.text import stopwords

MOST_WORDS = 3
_STOP_WORDS = stopwords.ENGLISH | stopwords.FINNISH_FORMS
SMALLEST = 0.04
"""Part of the score from which a word is named."""


def common_words(
    reasons: Mapping[str, Any], *, within: str | None = None, reader: str | None = None
) -> list[str]:
    """Words of the need that the offering shares, weightiest first: `hitsaus`, or `hitsaus (welding)` for another word.

    `reasons` are those stored with the match. With `within`, only words that stand in that text are named, so that a
    reader learns nothing of the parts that are closed. The offering is quoted in the reader's language where it can be.
    """
    if not reasons:
        return []
    allowed = None if within is None else set(_words(within))
    found: list[_Named] = []
    explanation = from_json(reasons)
    for line in explanation.lines:
        if line.kind is LineKind.RELATED or line.company or line.share < SMALLEST * explanation.score:
            continue
        # Words that stand apart in the text (`mittaamaan … tärinä`) make no reason that reads well.
        whole = [_trimmed(word) for word in line.need_words if "…" not in word]
        readable = [word for word in whole if word and (allowed is None or allowed.issuperset(_words(word)))]
        if readable:
            _add(found, _Named(readable[0], line.kind is LineKind.WORD, _quoted(line, reader)))
    return [one.need if one.same else f"{one.need} ({one.offering})" for one in found[:MOST_WORDS]]


class _Named(NamedTuple):
    """A word of the need and the offering's for it; `same` when they are one word."""

    need: str
    same: bool
    offering: str


def _add(found: list[_Named], new: _Named) -> None:
    """Once for each word of either text; `welding`, `robot` and `welding robot` are told as the phrase."""
    words = set(_words(new.need))
    for place, old in enumerate(found):
        held = set(_words(old.need))
        if words <= held or old.offering.casefold() == new.offering.casefold() or held < words:
            if held < words:
                found[place] = new
            return
    found.append(new)


def _quoted(line: Line, reader: str | None) -> str:
    written = zip_longest(line.offering_words, line.languages, fillvalue="")
    return min(written, key=lambda one: reader is not None and one[1] != reader)[0]


def _trimmed(phrase: str) -> str:
    """`tärinä` of `mistä tärinä`."""
    words = phrase.split()
    while words and words[0].casefold() in _STOP_WORDS:
        del words[0]
    return " ".join(words)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
