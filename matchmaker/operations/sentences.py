"""The sentences of a need's text, and which of them only greet, sign or present somebody. Pure."""

import re

_DOT = "\x01"
_ABBREVIATION = re.compile(r"\b(Dr|Mr|Mrs|Ms|Prof|St|Rd|esim|nro|No|puh|tel|ym|mm|ks|n|noin)\.(?=\s)")
_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ“”\"(\d])|\n+")
_GREETING = re.compile(
    r"^(?:hei|moi|terve|tervehdys|hyvä vastaanottaja|hello|hi|dear)\b[^.!?]*[.!,]?$", re.IGNORECASE
)
_SIGN_OFF = re.compile(
    r"^(?:terveisin|ystävällisin|yhteystied|yhteyshenkilö|lisätietoja|(?:kind|best|with) regards|regards|sincerely|contact)",
    re.IGNORECASE,
)
_PRESENTS = re.compile(
    r"^(?:(?:no|siis|eli|joo|well|so)\s+)?(?:(?:minä|mä|mie|me|nimeni|nimi)\s+)?"
    r"(?:olen|oon|olemme|ollaan|tässä|täällä|nimeni|i am|i'm|we are|we're|my name|this is)\b"
    r"|\b(?:täällä|tässä|here)\W*$",
    re.IGNORECASE,
)
# A sentence that presents somebody and is longer than that says something else as well.
SHORT_SENTENCE = 12


def sentences_of(text: str) -> list[str]:
    """The sentences up to a sign-off, without greetings."""
    parts = [part.strip().replace(_DOT, ".") for part in _ENDS.split(_ABBREVIATION.sub(rf"\1{_DOT}", text))]
    parts = [part for part in parts if part]
    last = next((place for place, part in enumerate(parts) if _SIGN_OFF.match(part)), len(parts))
    return [part for part in parts[:last] if not _GREETING.match(part)]


def presents(sentence: str) -> bool:
    """Whether a short sentence is worded as one that tells who somebody is: 'Olen Esa', 'We are a workshop', 'Esa täällä'."""
    return len(sentence.split()) <= SHORT_SENTENCE and _PRESENTS.search(sentence) is not None
