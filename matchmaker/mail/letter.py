"""A letter: what a mail says, before it has headers. One text makes both the plain part and the HTML part.

The text of a letter is paragraphs between blank lines. Three kinds of lines mean more than their words:

    https://match.example.fi/company/needs/abc      a link of this service alone on its line: a button
    [See the need] https://match.example.fi/...     the same with words on the button
    - a line with a dash                            an item of a list; indented lines go on with it

Values filled into a template never begin such a line by themselves: their line ends arrive as `SOFT_BREAK`.
"""

import re
from dataclasses import dataclass, field
from typing import ClassVar

SOFT_BREAK = "\u2028"
MAX_SUBJECT = 150

_SENTENCE_END = ".,;:!?)]}»”'"
_AFTER = re.escape(_SENTENCE_END)

Words = tuple[tuple[str, str | None], ...]  # pieces of a line: (text, address or None)


@dataclass(frozen=True, slots=True)
class Button:
    """A link of this service; an empty label means that the template gave it no words."""

    url: str
    label: str = ""
    kind: ClassVar[str] = "button"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of text."""

    lines: tuple[Words, ...]
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each item has one or more lines."""

    items: tuple[tuple[Words, ...], ...]
    kind: ClassVar[str] = "items"


Block = Button | Paragraph | Items


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject (one line) and body text in the syntax above."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Links:
    """What counts as a link of this service: addresses that begin with its base URL. Others stay text."""

    base_url: str
    _in_text: re.Pattern[str] = field(init=False, repr=False)
    _button: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # After the host only a path, a query or the end of a sentence: match.example.fi.evil.example is another's.
        own = re.escape(self.base_url) + rf"(?:[/?#][^\s<>\"]*|(?=[{_AFTER}]*(?:\s|$)))"
        object.__setattr__(self, "_in_text", re.compile(own))
        object.__setattr__(self, "_button", re.compile(rf"(?:\[(?P<label>[^\[\]]+)\]\s+)?(?P<url>{own})"))

    def button(self, line: str) -> Button | None:
        """The button that a line stands for."""
        found = self._button.fullmatch(line.strip())
        return Button(found["url"], (found["label"] or "").strip()) if found else None

    def first(self, text: str) -> str:
        """The first link of a text, or ''."""
        return next((url for line in text.split("\n") for _text, url in self.words(line) if url), "")

    def words(self, line: str) -> Words:
        """A line in pieces, its links apart."""
        pieces: list[tuple[str, str | None]] = []
        place = 0
        for found in self._in_text.finditer(line):
            url = found[0].rstrip(_SENTENCE_END)
            pieces += [(line[place : found.start()], None), (url, url)]
            place = found.start() + len(url)
        pieces.append((line[place:], None))
        return tuple(piece for piece in pieces if piece[0])


def one_line(text: str, limit: int = MAX_SUBJECT) -> str:
    """A text on one line without control characters, shortened with an ellipsis: mail programs show no more of a subject."""
    line = " ".join(re.sub(rf"[\x00-\x1f\x7f-\x9f{SOFT_BREAK}\u2029]", " ", text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def plain(body: str, links: Links) -> str:
    """The plain part: the body as it stands, labels of buttons as words above their links."""
    lines = []
    for line in body.strip().split("\n"):
        button = links.button(line)
        lines.append(
            f"{button.label}:\n{button.url}"
            if button and button.label
            else line.replace(SOFT_BREAK, "\n").rstrip()
        )
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def blocks(body: str, links: Links) -> tuple[Block, ...]:
    """The body as blocks for the HTML part."""
    found: list[Block] = []
    for group in re.split(r"\n\s*\n", body.strip()):
        found += _group(group.split("\n"), links)
    return tuple(found)


def _group(lines: list[str], links: Links) -> list[Block]:
    found: list[Block] = []
    text: list[Words] = []
    items: list[list[Words]] = []

    def finish() -> None:
        if text:
            found.append(Paragraph(tuple(text)))
        if items:
            found.append(Items(tuple(tuple(item) for item in items)))
        text.clear()
        items.clear()

    for line in lines:
        button = links.button(line)
        soft = [links.words(part) for part in line.strip().split(SOFT_BREAK)]
        if line.startswith("- "):
            if text:
                finish()
            items.append([links.words(part) for part in line[2:].strip().split(SOFT_BREAK)])
        elif items and line.startswith(" "):
            items[-1] += soft
        elif button:
            finish()
            found.append(button)
        else:
            if items:
                finish()
            text += soft
    finish()
    return found
