"""What every text from outside goes through before it is looked at: forms, imports and the command line alike."""

import re
import unicodedata

# Control characters other than tab and line breaks, the bidi overrides that can make a text read as another one, and
# halves of surrogate pairs, which JSON can carry and no database can keep.
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\u00a0]+")


def clean_text(text: str) -> str:
    """A text of several lines: NFC, no control characters, `\\n` line ends, no blank ends."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _UNWANTED.sub("", text).strip()


def clean_line(text: str) -> str:
    """A text of one line: as `clean_text`, with runs of white space made one space."""
    return _SPACES.sub(" ", clean_text(text).replace("\n", " ")).strip()
