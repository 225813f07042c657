"""What is told of an explanation, on a card, in a table and in a mail alike: pairs of words that are worth a reader's time.

Lines of one word of the need, of a phrase that holds it, or for one word of the offering are told in one breath.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from matchmaker.matching.explained import Explanation, Line
from matchmaker.matching.meeting import LineKind
from matchmaker.text import stopwords

MOST_PAIRS = 3
SMALLEST_PAIR = 0.04
"""Part of the score from which a pair of words is told."""
_SAID_FIRST = {LineKind.WORD: 0, LineKind.CONCEPT: 1}
_STOP_WORDS = stopwords.ENGLISH | stopwords.FINNISH_FORMS


class Pair(NamedTuple):
    """A word of the need and what the offering says for it; no sign where it is the same word."""

    need: str
    sign: str
    offering: str


@dataclass(frozen=True, slots=True)
class Told:
    """Pairs told in one breath, the weightiest first, with the places of their lines among all lines."""

    pairs: tuple[Pair, ...]
    places: tuple[int, ...]
    share: float


def word_pairs(explanation: Explanation, reader: str, *, company: bool = False) -> list[Told]:
    """The pairs of the need's own words, or those of the company's profile, the largest share first.

    The offering is quoted in the reader's language where it can be.
    """
    lines = {
        place: line
        for place, line in enumerate(explanation.lines)
        if line.company == company and line.kind is not LineKind.RELATED
    }
    least = SMALLEST_PAIR * explanation.score
    found = [told for told in _by_word(lines, reader) if told.share >= least]
    found.sort(key=lambda told: (-told.share, told.places))
    return found if company else found[:MOST_PAIRS]


def _by_word(lines: Mapping[int, Line], reader: str) -> Iterable[Told]:
    """Lines by the pair of words that is said for them; a word goes with the phrase that has it."""
    by_word: dict[str, dict[int, Line]] = {}
    for place, line in lines.items():
        by_word.setdefault(line.need_words[0].casefold(), {})[place] = line
    phrases: dict[str, list[dict[int, Line]]] = {}
    for word in sorted(by_word, key=lambda word: -len(word.split())):
        phrase = next((one for one in phrases if set(word.split()) < set(one.split())), word)
        phrases.setdefault(phrase, []).append(by_word[word])
    found: dict[str, list[tuple[Pair, Iterable[int]]]] = {}
    for members in phrases.values():
        pair = _pair(list(members[0].values()), reader)
        mine = [place for member in members for place in member]
        found.setdefault(pair.offering.casefold(), []).append((pair, mine))
    for together in found.values():
        places = sorted({place for _pair, mine in together for place in mine})
        yield Told(
            tuple(pair for pair, _mine in together),
            tuple(places),
            sum(lines[place].share for place in places),
        )


def _pair(lines: list[Line], reader: str) -> Pair:
    """What is said of a word's lines: the same word, else what the offering says for it, in the reader's language if it can.

    A word that stands in several forms is shown in its first one.
    """
    need = _trimmed(lines[0].need_words[0])
    line, word = min(
        ((one, word, code) for one in lines for word, code in _offered(one)),
        key=lambda said: (
            said[2] != reader,
            _SAID_FIRST.get(said[0].kind, 2),
            said[2] != "",  # a keyword, rather than a word that is surely the other language's
            -said[0].share,
        ),
    )[:2]
    if line.kind is LineKind.WORD or word.casefold() == need.casefold():
        return Pair(need, "", need)
    return Pair(need, "=" if line.kind is LineKind.DICTIONARY else "–", word)


def _offered(line: Line) -> Iterable[tuple[str, str]]:
    """The offering's words, each with its language; earlier releases stored none."""
    return zip_longest(line.offering_words, line.languages, fillvalue="")


def _trimmed(phrase: str) -> str:
    """`tärinä` of `mistä tärinä`."""
    words = phrase.split()
    while len(words) > 1 and words[0].casefold() in _STOP_WORDS:
        del words[0]
    return " ".join(words)
