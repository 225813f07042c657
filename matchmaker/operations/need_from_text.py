"""A text of which nothing else is known yet, as the need that it would be when it is sent as it stands."""

import re

from matchmaker.matching.index import Index
from matchmaker.model.need import NeedContent
from matchmaker.operations.guess_language import guess_language

LONGEST_TITLE = 150
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n")


def need_from_text(index: Index, *, text: str, title: str = "") -> NeedContent:
    """The content that is ranked for a text, before and after it is sent. No side effects."""
    return NeedContent(
        title=title or proposed_title(text),
        description=text,
        language=guess_language(index, text=f"{title}\n{text}"),
    )


def proposed_title(text: str) -> str:
    """The first sentence of a text, cut between words where it is too long for a title."""
    first = _SENTENCE_END.split(text.strip(), maxsplit=1)[0].strip()
    if len(first) <= LONGEST_TITLE:
        return first
    return first[: LONGEST_TITLE - 1].rsplit(" ", 1)[0][: LONGEST_TITLE - 1] + "…"
