"""Where a text tells a place: Finnish municipalities in the usual cases of the word, street addresses, post boxes. Pure rules."""

import re
from functools import lru_cache

from matchmaker.model import places
from matchmaker.operations.naming import (
    CASES,
    Identity,
    Mention,
    company_names,
    contact_details,
    distinct,
    other_companies,
    people,
    presented,
    stems_of,
)

# Towns whose names are everyday words as well count only when they are written large.
_EVERYDAY = frozenset(
    [
        "Akaa",
        "Aura",
        "Eura",
        "Forssa",
        "Geta",
        "Hamina",
        "Hanko",
        "Inari",
        "Juva",
        "Kaarina",
        "Kaavi",
        "Kannus",
        "Kauhava",
        "Kemi",
        "Kitee",
        "Kolari",
        "Kotka",
        "Kurikka",
        "Kustavi",
        "Lahti",
        "Lemi",
        "Lieto",
        "Liperi",
        "Loppi",
        "Luoto",
        "Masku",
        "Multia",
        "Nokia",
        "Nurmes",
        "Pello",
        "Perho",
        "Pori",
        "Rauma",
        "Rusko",
        "Salla",
        "Salo",
        "Sauvo",
        "Sievi",
        "Simo",
        "Soini",
        "Somero",
        "Sulkava",
        "Sund",
        "Tervo",
        "Turku",
        "Vaala",
        "Varkaus",
        "Vehmaa",
        "Veteli",
        "Virrat",
    ]
)
_CLITIC = r"(?:kin|kaan|kään|ko|kö|han|hän)?"
_POST_CODE = r"(?:(?:FI-)?\d{5}\s+)?"

_ROAD = r"(?:katu|kadu|tie|kuja|polku|polu|väylä|raitti|raiti|kaari|kaare|rinne|rintee|gata|gatan|vägen)"
_ROAD_END = r"(?P<{name}>lla|llä|lta|ltä|lle|ssa|ssä|sta|stä|n)?"
# Roads that are known by their number lead past many companies, and others are no streets at all.
_NO_STREET = r"(?!(?i:valta|kanta|moottori|maan|seutu|yhdys|rauta|kulku|tuotanto|opin)t)"
_HOUSE = r"\d{1,4}(?:\s?[-–]\s?\d{1,4})?(?:\s?[A-Za-h](?!\w)(?:\s\d{1,3}(?!\w))?)?(?::(?P<house>\w{1,4}))?"
_FINNISH_ADDRESS = re.compile(
    r"(?:(?<!\w)(?P<lead>\w{0,12}osoit(?:e|tee)\w{0,6})(?:\s+on)?:?\s+)?"
    rf"(?<![\w-]){_NO_STREET}(?:"
    rf"(?:(?:[A-ZÅÄÖ][a-zåäö][\w-]{{0,20}}\s+){{1,2}}|[A-Za-zÅÄÖåäö][\w-]{{2,30}}?){_ROAD}{_ROAD_END.format(name='numbered')}\s+{_HOUSE}"
    rf"|(?<=[a-zåäö,]\s)[A-ZÅÄÖ][\w-]{{2,30}}?{_ROAD}(?P<bare>lla|llä|lta|ltä|lle)(?!\w))"
    r"(?:,?\s+(?:FI-)?\d{5}(?:\s+[A-ZÅÄÖ][\wåäö]+)?)?"
)
_ENGLISH_ADDRESS = re.compile(
    r"(?<!\w)(?:(?:\d{1,4}[A-Za-z]?\s+)(?:[A-Z]\w+\s+){1,3}(?:Street|St\.|St|Road|Rd\.|Rd|Avenue|Ave|Lane)(?!\w)"
    r"|(?:[A-Z]\w+\s+){1,3}(?:Street|Road|Avenue|Lane)(?!\w)(?:\s+\d{1,4}[A-Z]?\b)?)"
    r"|(?<!\w)(?:PL|P\.?\s?O\.?\s?Box)\s+\d{1,6}(?!\w)"
)
_LEADS = {"ssa": "lla", "sta": "lta", "een": "lle"}


def addresses(text: str) -> list[Mention]:
    """Streets with a house number, or named in the middle of a sentence; `case` is 'lla', 'lta' and so on."""
    found = [Mention(match.start(), match.end(), "lla") for match in _ENGLISH_ADDRESS.finditer(text)]
    for match in _FINNISH_ADDRESS.finditer(text):
        lead = _LEADS.get((match["lead"] or "")[-3:], "")
        case = lead or match["numbered"] or match["bare"] or match["house"] or "lla"
        found.append(Mention(match.start(), match.end(), case))
    return distinct(found)


def who_and_where(text: str, identity: Identity) -> list[Mention]:
    """All that tells only who writes and how to reach them: names, contact details, addresses; the town is left."""
    return distinct(
        [
            *contact_details(text),
            *company_names(text, identity),
            *other_companies(text),
            *people(text, identity),
            *presented(text),
            *addresses(text),
        ]
    )


def municipalities(text: str) -> list[Mention]:
    """Where a Finnish municipality is named, in the usual cases of the word; `case` is 'lainen' and so on for its people."""
    return distinct(
        [
            Mention(match.start(), match.end(), match["people"] or match["case"] or "")
            for match in _town_pattern().finditer(text)
        ]
    )


@lru_cache(maxsize=1)
def _town_pattern() -> re.Pattern[str]:
    # What is typed on a phone is often all small letters: 'siilinjärvellä'. The people of a town always are: 'kuopiolainen'.
    small: set[str] = set()
    large: set[str] = set()
    for town in places.municipalities():
        for name in {town.name_fi, town.name_sv} - {"Ii"}:
            everyday = name in _EVERYDAY or name != town.name_fi
            (large if everyday else small).update(stems_of(name))
    either = _any_of(small, large=False)
    return re.compile(
        rf"(?<![\w-]){_POST_CODE}(?:(?:{_any_of(small | large, large=False)})(?P<people>l[aä]i(?:nen|s[a-zäö]{{1,8}}))"
        rf"|(?:{either}|{_any_of(large - small, large=True)})(?P<case>{CASES})?{_CLITIC})(?![\w-])"
    )


def _any_of(stems: set[str], *, large: bool) -> str:
    ordered = sorted(stems, key=lambda stem: (-len(stem), stem))
    return "|".join(
        re.escape(stem) if large else f"[{stem[0]}{stem[0].lower()}]{re.escape(stem[1:])}" for stem in ordered
    )
