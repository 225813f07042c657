"""Where occurrences stand in a document's passages: as words to show, and as spans that do not overlap."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matchmaker.matching.documents import Document
from matchmaker.matching.engine import Occurrence


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
        surface = " … ".join(text[start:end] for start, end in _whole_words(text, occurrence.spans))
        found.setdefault(surface.casefold(), surface)
    return tuple(found.values())


def _whole_words(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Widen spans inside a compound to the word, so that a reader sees words; neighbours become one."""
    joined: list[tuple[int, int]] = []
    for start, end in (_widened(text, *span) for span in spans):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    yield from joined


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
