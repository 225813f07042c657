"""The general Finnish-English dictionary of FreeDict (Debian: dict-freedict-fin-eng, dict-freedict-eng-fin), when installed.

Read straight from `/usr/share/dictd/*.dict.dz` (gzip); no dictionary server. A headword's line ends in its word class
in angle brackets; the next line has the translations of its first sense, later senses are numbered lines, and the
lines between are definitions.
"""

import gzip
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matchmaker.text.wordtable import WordTable, word_table

FOLDER = Path("/usr/share/dictd")
FILES = ("freedict-fin-eng.dict.dz", "freedict-eng-fin.dict.dz")
MOST_TRANSLATIONS = 12

_HEAD = re.compile(r"^(?P<word>[^/<\n]+?) (?://?.*)?<(?P<class>[^>]+)>$")
_NUMBERED = re.compile(r"^\s*\d+\. (?P<text>.+)$")
_TRAILING = re.compile(r"\s+\d+\.\s*$")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_LETTERS = re.compile(r"[^\W\d_][\w' -]*")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Finnish headwords to English phrases: entry i has the rows starts[i] to starts[i + 1] of `targets` and `weights`."""

    headwords: WordTable
    phrases: WordTable
    starts: NDArray[np.int32]
    targets: NDArray[np.int32]
    weights: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.headwords)

    def translations(self, word: str) -> tuple[tuple[str, float], ...]:
        """English phrases for a Finnish word in lower case, the weights summing to 1; empty when it is not a headword."""
        position = self.headwords.find(word)
        if position < 0:
            return ()
        rows = range(int(self.starts[position]), int(self.starts[position + 1]))
        return tuple((self.phrases[int(self.targets[row])], float(self.weights[row])) for row in rows)


def installed(folder: Path = FOLDER) -> bool:
    return all((folder / name).exists() for name in FILES)


def read(folder: Path = FOLDER) -> Lexicon | None:
    """Both dictionaries as one Finnish-to-English table, or None when they are not installed."""
    if not installed(folder):
        return None
    pairs: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for word, senses in _entries(folder / FILES[0]):
        for sense in senses:
            for phrase in sense:
                pairs[word][phrase.lower()] += 1 / len(senses) / len(sense)
    for phrase, senses in _entries(folder / FILES[1]):
        for sense in senses:
            for word in sense:
                pairs[word.lower()][phrase] += 1 / len(senses) / len(sense)
    return _pack(pairs)


def _entries(path: Path) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield each headword in lower case with the translations of each sense."""
    word, first = "", False
    senses: list[list[str]] = []
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
        for line in (line.rstrip("\n") for line in file):
            head = _HEAD.match(line) if line.endswith(">") else None
            if head:
                if senses:
                    yield word, senses
                word, senses, first = head["word"].lower(), [], True
                continue
            numbered = _NUMBERED.match(line)
            if word and (first or numbered):
                found = _phrases(numbered["text"] if numbered else line)
                if found:
                    senses.append(found)
            first = False
    if senses:
        yield word, senses


def _phrases(text: str) -> list[str]:
    """'weld, join (of metal) 2.' -> ['weld', 'join']."""
    plain = _ASIDE.sub(" ", _TRAILING.sub("", text))
    phrases = (phrase.strip() for phrase in plain.split(","))
    return [phrase for phrase in phrases if phrase and len(phrase) < 50 and _LETTERS.fullmatch(phrase)]


def _pack(pairs: dict[str, dict[str, float]]) -> Lexicon:
    best = {
        word: sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MOST_TRANSLATIONS]
        for word, found in pairs.items()
    }
    headwords = word_table(best)
    phrases = word_table(phrase for found in best.values() for phrase, _ in found)
    place = {phrase: position for position, phrase in enumerate(phrases)}
    starts, targets, weights = [0], [], []
    for word in headwords:
        total = sum(weight for _, weight in best[word])
        for phrase, weight in best[word]:
            targets.append(place[phrase])
            weights.append(weight / total)
        starts.append(len(targets))
    return Lexicon(
        headwords,
        phrases,
        np.asarray(starts, dtype=np.int32),
        np.asarray(targets, dtype=np.int32),
        np.asarray(weights, dtype=np.float32),
    )
