"""Where occurrences stand in a document's passages: as words to show, and as spans that do not overlap."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from matchmaker.matching.documents import Document
from matchmaker.matching.engine import Occurrence
from matchmaker.text import stopwords
from matchmaker.text.tokens import normal

_STOP_WORDS = stopwords.ENGLISH | stopwords.FINNISH_FORMS
LONGEST_PHRASE = 40
"""Characters up to which a phrase is shown with the words that stand between its own."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of a passage that stand behind line number `line`."""

    start: int
    end: int
    line: int


def surfaces(document: Document, occurrences: Iterable[Occurrence]) -> tuple[str, ...]:
    """The words as they stand in the text, in the order of the text, each once."""
    found: dict[str, str] = {}
    for occurrence in sorted(occurrences, key=lambda item: (item.passage, item.spans)):
        text = document.passages[occurrence.passage].text
        surface = _surface(text, list(_whole_words(text, occurrence.spans)))
        found.setdefault(surface.casefold(), surface)
    return tuple(found.values())


def _surface(text: str, words: Sequence[tuple[int, int]]) -> str:
    """A phrase as it stands in the text, with the words between: 'näyttö on sekava'."""
    whole = " ".join(text[words[0][0] : words[-1][1]].split())
    if len(whole) <= LONGEST_PHRASE:
        return whole
    return " … ".join(text[start:end] for start, end in words)


def _whole_words(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Widen spans inside a compound to the word, so that a reader sees words; neighbours become one."""
    joined: list[tuple[int, int]] = []
    for start, end in (_widened(text, *span) for span in spans):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    yield from joined


def inside_name(text: str, span: tuple[int, int]) -> bool:
    """Whether a span is a piece of a proper name: of 'Rautalammin' in the middle of a sentence 'raut' is no iron."""
    start, end = _widened(text, *span)
    before = text[:start].rstrip()
    in_sentence = bool(before) and before[-1] not in ".!?:;–•\n"
    return (
        (start, end) != span
        and in_sentence
        and text[start : start + 2].istitle()
        and "-" not in text[start:end]
    )


def is_piece(text: str, span: tuple[int, int]) -> bool:
    """Whether a span is less than the word it stands in: 'lämpö' of 'hukkalämpöä'."""
    return _widened(text, *span) != span


def scattered(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether other content words stand between those of a phrase: 'aurinkopaneeleja navetan katolle' is no solar roof."""
    between = " ".join(text[end:start] for (_, end), (start, _) in pairwise(spans))
    return any(normal(word) not in _STOP_WORDS for word in re.findall(r"\w{2,}", between) if word.isalpha())


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "-"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "-"):
        end += 1
    return start, end


def spans(document: Document, lines: Sequence[Sequence[Occurrence]]) -> tuple[tuple[Span, ...], ...]:
    """Per passage, spans that do not overlap: a character belongs to the line with the largest share."""
    marks: list[dict[int, int]] = [{} for _ in document.passages]
    for number, occurrences in enumerate(lines):
        for occurrence in occurrences:
            for start, end in occurrence.spans:
                for character in range(start, end):
                    marks[occurrence.passage].setdefault(character, number)
    return tuple(tuple(_runs(mark)) for mark in marks)


def _runs(mark: Mapping[int, int]) -> Iterator[Span]:
    """Neighbouring characters of one line as one span."""
    start = previous = line = -1
    for character in sorted(mark):
        if start >= 0 and character == previous + 1 and mark[character] == line:
            previous = character
            continue
        if start >= 0:
            yield Span(start, previous + 1, line)
        start = previous = character
        line = mark[character]
    if start >= 0:
        yield Span(start, previous + 1, line)
