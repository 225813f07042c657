"""Names without a legal form or a surname, by the Finnish dictionary: people, villages, companies called after them. Pure."""

import re
from collections.abc import Iterator

from matchmaker.model.codes import Language
from matchmaker.operations.naming import CASES, NO_NAME, Mention, distinct, stems_of
from matchmaker.text.propernames import Kind, Read, read

_LARGE = re.compile(r"(?<![\w-])[A-ZÅÄÖ][a-zåäö]+(?![\w-])")
_NEXT_LARGE = re.compile(r"\s+([A-ZÅÄÖ][a-zåäö]{2,})(?![\w-])")
# Countries and the like tell nobody who a company is, and what it exports to belongs to its need.
_WIDE = re.compile(
    r"(?:Kiina|Intia|Venäj|Ranska|Englan|Britann|Amerik|Aasia|Afrik|Japani|Puola|Latvia|Liettua|Itali|Espanja|Portugal|Hollan"
    r"|Alankomai|Belgia|Sveitsi|Itäval|Turki|Turkk|Kanada|Austral|Islan|Ukrain|Itämer|Yhdysval|Skandinav|Unkar|Tšek|Kreik|Korea"
    r"|Israel|Brasil|Meksik|Savo|Karjala)"
)
# Customers that a company of the region names in its sentences; their own words would not tell them from a misspelt one.
_WELL_KNOWN = (
    "Ponsse Valtra Normet Junttila Raute Valmet Andritz Wärtsilä Konecranes Genelec Mantsinen Mondi Atria Valio Olvi Cargotec"
    " Lujabetoni"
)
_ONLY_ONE = re.compile(
    r"\b(?:kunnan|kaupungin|kylän|pitäjän|maakunnan|seudun|alueen|Suomen|Savon)\s+(?:ainoa|suurin|vanhin|isoin)\w*(?:\s+\w+)?"
    r"|\bthe (?:only|largest|biggest|oldest) [\w -]{1,40}? in (?:the )?(?:municipality|town|village|region|county|Finland)\b",
    re.IGNORECASE,
)


def known_companies(text: str, language: Language) -> list[Mention]:
    """Well-known companies in any case of their name, and what is called after a person or place: 'Korhosen Konepajalta'."""
    found = [
        Mention(*match.span(), _native(match["stem"], match["case"] or ""))
        for match in _WELL_KNOWN_FORMS.finditer(text)
    ]
    if language is Language.FI:
        found += _called_after(text)
    return distinct(found)


def proper_people(text: str, language: Language) -> list[Mention]:
    """First names and surnames that are no other word; several in a row are one person."""
    return _joined(text, [mention for mention, _read in _names(text, language, Kind.PERSON)])


def proper_places(text: str, language: Language) -> list[Mention]:
    """Villages, old municipalities, lakes, towns abroad; no countries."""
    return [mention for mention, _read in _names(text, language, Kind.PLACE)]


def perhaps_names(text: str, language: Language) -> list[Mention]:
    """What begins a Finnish sentence and is in no dictionary, as a brand or company may, and what only one company can be."""
    found = [Mention(*match.span()) for match in _ONLY_ONE.finditer(text)]
    if language is Language.FI:
        found += [
            Mention(*match.span())
            for match in _LARGE.finditer(text)
            if len(match.group()) > 2
            and _begins(text, match.start())
            and read(match.group()).kind is Kind.UNKNOWN
        ]
    return distinct(found)


def _names(text: str, language: Language, kind: Kind) -> Iterator[tuple[Mention, Read]]:
    """Words that are nothing but names. In English only inside sentences, where no common word is written large."""
    for match in _LARGE.finditer(text):
        word = match.group()
        if NO_NAME.match(word) or _WIDE.match(word) or len(word) < 3:
            continue
        if language is Language.EN and _begins(text, match.start()):
            continue
        found = read(word)
        if found.kind is kind:
            yield Mention(*match.span(), found.case), found


def _called_after(text: str) -> Iterator[Mention]:
    for kind in (Kind.PERSON, Kind.PLACE):
        for mention, found in _names(text, Language.FI, kind):
            after = _NEXT_LARGE.match(text, mention.end)
            if found.case == "n" and after and read(after[1]).kind is Kind.WORD:
                yield Mention(mention.start, after.end(), read(after[1]).case)


def _native(stem: str, case: str) -> str:
    """A foreign name gets an i before its ending: 'Normetin' is no 'into Normet'."""
    return case.removeprefix(":").removeprefix("i") if stem[-1] not in "aeiouyäö" else case.removeprefix(":")


def _joined(text: str, found: list[Mention]) -> list[Mention]:
    whole: list[Mention] = []
    for mention in found:
        if whole and not text[whole[-1].end : mention.start].strip():
            whole[-1] = Mention(whole[-1].start, mention.end, mention.case)
        else:
            whole.append(mention)
    return whole


def _begins(text: str, place: int) -> bool:
    before = text[:place].rstrip(" \"“”'(–-")
    return not before or before[-1] in ".!?:;\n"


_WELL_KNOWN_FORMS = re.compile(
    rf"(?<![\w-])(?P<stem>{'|'.join(stem for name in _WELL_KNOWN.split() for stem in stems_of(name))})"
    rf"(?P<case>:?{CASES})?(?![\w-])"
)
