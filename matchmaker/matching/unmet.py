"""Which parts of a need none of the offerings speaks of: a need may ask for three things and be answered in one."""

from collections.abc import Sequence

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.engine import Analyser
from matchmaker.matching.explained import Explanation
from matchmaker.matching.marking import Span
from matchmaker.matching.meeting import Meetings

FEWEST = 2
"""So many words of a sentence must name something: one alone is seldom a wish of its own."""
LEAST = 0.03
"""Part of a score from which a word answers anything."""


def unmet(analyser: Analyser, need: Document, explanations: Sequence[Explanation]) -> tuple[str, ...]:
    """Sentences of the need's description in which no explanation has a word, blanks in a row as one; none where all are so.

    Only sentences that name something count: 'The budget is 5,000 euros' asks for nothing.
    """
    place = next((n for n, passage in enumerate(need.passages) if passage.field is Field.DESCRIPTION), None)
    if place is None:
        return ()
    spans = [
        span
        for one in explanations
        for span in one.need_spans[place]
        if one.lines[span.line].share >= LEAST * one.score
    ]
    found = _sentences(analyser, need.passages[place])
    missing = [sentence for sentence in found if not any(_touch(span, sentence) for span in spans)]
    if len(missing) == len(found):
        return ()
    text = need.passages[place].text
    return tuple(" ".join(text[start:end].split()) for start, end in missing)


def _sentences(analyser: Analyser, passage: Passage) -> list[tuple[int, int]]:
    """Where each sentence that names something begins and ends."""
    meetings = Meetings(analyser)
    return [
        (words[0].start, words[-1].end)
        for words in analyser.sentences(passage)
        if sum(meetings.tells(word.terms[0].key) for word in words) >= FEWEST
    ]


def _touch(span: Span, sentence: tuple[int, int]) -> bool:
    return span.start < sentence[1] and sentence[0] < span.end
