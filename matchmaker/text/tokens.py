"""Words, numbers, standards and abbreviations of a text, each with the characters it occupies."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a token is: a word may be inflected, a code ('S960QL', 'CO2', '5G') and a standard never are."""

    WORD = "word"
    CODE = "code"
    STANDARD = "standard"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Token:
    """`text` as it stands at characters `start` to `end` of the passage; `end` is one past the last."""

    text: str
    start: int
    end: int
    kind: Kind


# Bodies that number their documents; one may follow another ('SFS-EN ISO 3834-2', 'ISO/IEC 27001').
_BODY = r"(?:ISO|IEC|EN|SFS|ASTM|DIN|ASME|ANSI|IEEE|ETSI|CISPR|NIST|AWS|API|UL|CSA|VDA|VDI|MIL-STD|BS|PED)"
_UNIT = (
    r"(?:kWh|MWh|GWh|TWh|kW|MW|GW|Wh|W|kVA|kV|mV|V|mA|A|kHz|MHz|GHz|Hz|kPa|MPa|GPa|Pa|bar|rpm|Nm|kN|N|"
    r"°C|K|mm2|mm|cm|km|µm|um|nm|m2|m3|m²|m³|m|kg|mg|µg|ug|g|t|ml|dl|l|%|€|k€|eur|EUR|h|min|s|dB|ppm|a)"
)
_LETTER = r"[^\W\d_]"
_TOKEN = re.compile(
    rf"(?P<standard>\b{_BODY}(?:[ /-]{{1,2}}{_BODY})*[ -]?\d{{2,6}}(?:[-:–]\d+)*\b)"
    rf"|(?P<number>(?<!\w)\d+(?:[ \u00a0]\d{{3}}(?!\d))*(?:[.,]\d+)?(?:\s?{_UNIT}(?!\w))?(?![\w-]))"
    rf"|(?P<word>\w[\w\u0300-\u036f]*(?:[-‐‑–/'’]\w[\w\u0300-\u036f]*)*)"
)
_HAS_DIGIT = re.compile(r"\d")
_INNER_CAPITAL = re.compile(rf"{_LETTER}[A-ZÅÄÖ]")

LONGEST_WORD = 80
"""A longer run of letters is no word of any language; it is cut here, so that no analyser chews on it."""


def tokenize(text: str) -> Iterator[Token]:
    """Yield the tokens of `text` in order. Underscores and punctuation separate; hyphens inside a word do not."""
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        value = match.group()
        if match.lastgroup == "standard":
            yield Token(value, start, end, Kind.STANDARD)
        elif match.lastgroup == "number":
            yield Token(value, start, end, Kind.NUMBER)
        elif value.strip("_"):
            value = value[:LONGEST_WORD]
            yield Token(value, start, start + len(value), _kind(value))


def _kind(value: str) -> Kind:
    """'CO2', 'S960QL', '60601-1-2' are codes; '3D-tulostus' is a word that begins with one."""
    pieces = re.split(r"[-‐‑–/]", value)
    last = pieces[-1]
    if _HAS_DIGIT.search(last):
        return Kind.CODE
    return Kind.WORD


def normal(value: str) -> str:
    """Lower case, composed characters, one kind of hyphen and apostrophe: the form that keys are made of."""
    value = unicodedata.normalize("NFC", value).casefold() if not value.isascii() else value.lower()
    return value.translate(_PLAIN)


_PLAIN = str.maketrans({"‐": "-", "‑": "-", "–": "-", "’": "'", "\u00a0": " "})


def standard_keys(value: str) -> tuple[str, ...]:
    """The document and, when a part is named, its part: 'EN ISO 3834-2' -> ('iso 3834', 'iso 3834-2')."""
    plain = normal(value).replace("/", " ")
    number = re.search(r"\d.*", plain)
    bodies = re.findall(r"[a-z]+(?:-std)?", plain[: number.start()] if number else plain)
    if number is None or not bodies:
        return (plain,)
    whole = number.group().replace(":", "-")
    document = whole.split("-")[0]
    return tuple(dict.fromkeys((f"{bodies[-1]} {document}", f"{bodies[-1]} {whole}")))


def shouted(value: str) -> bool:
    """Whether capitals inside the word tell that it is an abbreviation or a name ('PLC', 'NOx', 'LoRa')."""
    return bool(_INNER_CAPITAL.search(value))
