"""What every text from outside goes through before it is looked at: forms, imports and the command line alike."""

import re
import unicodedata

# Control characters other than tab and line breaks, the bidi overrides that can make a text read as another one, and
# halves of surrogate pairs, which JSON can carry and no database can keep.
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\u00a0]+")
_MOST_MARKS = (
    30  # on one letter, as Unicode's stream-safe text has it (UAX 15); no language needs more than a few
)
_AFTER_LAST_MARK = 0x1F000


def _begins_with_mark(character: str) -> bool:
    """Whether it is an accent, or falls apart into accents only."""
    return unicodedata.combining(unicodedata.normalize("NFD", character)[0]) > 0


_MARKS = "".join(filter(_begins_with_mark, map(chr, range(0x300, _AFTER_LAST_MARK))))
_PILE = re.compile(f"([{_MARKS}]{{{_MOST_MARKS}}})[{_MARKS}]+")


def clean_text(text: str) -> str:
    """A text of several lines: NFC, no control characters, `\\n` line ends, no blank ends, 30 accents on a letter at most."""
    text = _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.isascii():
        # Normalising sorts the accents of a letter in a time that grows with the square of their number: a million of
        # them would keep a process busy for a quarter of an hour.
        text = unicodedata.normalize("NFC", _PILE.sub(r"\1", text))
    return text.strip()


def clean_line(text: str) -> str:
    """A text of one line: as `clean_text`, with runs of white space made one space."""
    return _SPACES.sub(" ", clean_text(text).replace("\n", " ")).strip()
