"""The words that stand for a name in what institutions read first: by case in Finnish, one each in English. Pure."""

import re
from collections.abc import Callable, Sequence

from matchmaker.model.codes import Language
from matchmaker.operations.naming import Mention

# Around what was put in, so that two in a row are told from the company's own words; taken away at the end.
_OPEN, _CLOSE = "\x02", "\x03"
_IN_A_ROW = re.compile(rf"{_OPEN}([^{_CLOSE}]*){_CLOSE}(?:,? {_OPEN}([^{_CLOSE}]*){_CLOSE})+")

# What stands for the company, another one and the place, by the case of the word that is replaced.
_COMPANY = {
    "": "yritys", "n": "yrityksen", "ssa": "yrityksessä", "sta": "yrityksestä", "lla": "yrityksellä",
    "lta": "yritykseltä", "lle": "yritykselle", "ksi": "yritykseksi", "na": "yrityksenä", "ta": "yritystä",
    "in": "yritykseen",
}  # fmt: skip
_OTHER = {
    "": "toinen", "n": "toisen", "ssa": "toisessa", "sta": "toisesta", "lla": "toisella", "lta": "toiselta",
    "lle": "toiselle", "ksi": "toiseksi", "na": "toisena", "ta": "toista", "in": "toiseen",
}  # fmt: skip
_PLACE = {
    "": "alueemme", "n": "alueemme", "ssa": "alueellamme", "sta": "alueeltamme", "lla": "alueellamme",
    "lta": "alueeltamme", "lle": "alueellemme", "ksi": "alueemme", "na": "alueemme", "ta": "aluettamme",
    "in": "alueellemme",
}  # fmt: skip
_SAME_CASE = {
    "a": "ta",
    "ä": "ta",
    "tä": "ta",
    "nä": "na",
    "ssä": "ssa",
    "stä": "sta",
    "llä": "lla",
    "ltä": "lta",
}
_PERSON = {
    "": "yhteyshenkilö", "n": "yhteyshenkilön", "ssa": "yhteyshenkilössä", "sta": "yhteyshenkilöstä",
    "lla": "yhteyshenkilöllä", "lta": "yhteyshenkilöltä", "lle": "yhteyshenkilölle", "ksi": "yhteyshenkilöksi",
    "na": "yhteyshenkilönä", "ta": "yhteyshenkilöä", "in": "yhteyshenkilöön",
}  # fmt: skip
_TWICE = (
    # 'our region and our region', 'alueemme, alueellamme'
    (re.compile(r"\b(\w+(?: \w+)?)(?: (?:ja|and) |, )\1\b"), r"\1"),
    (re.compile(r"\b([Aa])lue(?:emme|ellamme),? alue(ellamme|eltamme|ellemme)\b"), r"\1lue\2"),
    (re.compile(r"\b(?:at|on) our region\b"), "in our region"),
    (re.compile(r"\bour region,? (?:and |in )+our region\b"), "our region"),
    (re.compile(r"\s+([,.!?;:])"), r"\1"),
)
# What is left of a sentence that said nothing else.
_STAND_INS = re.compile(
    r"\b(?:olemme|olen|we are|i am)\b|(?:toi\w+ )?yrity[kst]\w*|aluee\w+|yhteyshenkilö"
    r"|(?:the|another) company|the contact person|(?:in )?our region",
    re.IGNORECASE,
)
_CONTENT = re.compile(r"[^\W\d_]{3,}")


def replaced(
    text: str, found: Sequence[Mention], word: Callable[[Mention], str], *, marked: bool = True
) -> str:
    """The text with each mention replaced; a word that begins a sentence is written large."""
    pieces, position = [], 0
    for mention in found:
        before = text[position : mention.start]
        new = word(mention)
        begins = not text[: mention.start].strip() or text[: mention.start].rstrip()[-1] in ".!?"
        new = new[:1].upper() + new[1:] if begins else new
        pieces += [before, f"{_OPEN}{new}{_CLOSE}" if marked else new]
        position = mention.end
    return "".join([*pieces, text[position:]])


def tidied(text: str) -> str:
    """A text in which names were replaced, each stand-in said once where several came to follow each other."""
    text = _IN_A_ROW.sub(_one, " ".join(text.split()))
    text = text.replace(_OPEN, "").replace(_CLOSE, "")
    for twice, once in _TWICE:
        text = twice.sub(once, text)
    return text


def content_words(text: str) -> int:
    """How many words of three letters or more a text has beside stand-ins."""
    return len(_CONTENT.findall(_STAND_INS.sub("", text)))


def says_something(text: str) -> bool:
    return any(letter.isalnum() for letter in _STAND_INS.sub("", text))


def company(language: Language) -> Callable[[Mention], str]:
    return _company if language is Language.FI else lambda _mention: "the company"


def other_company(language: Language) -> Callable[[Mention], str]:
    return _other if language is Language.FI else lambda _mention: "another company"


def place(language: Language) -> Callable[[Mention], str]:
    return _place if language is Language.FI else lambda _mention: "our region"


def person(language: Language) -> Callable[[Mention], str]:
    return _person if language is Language.FI else lambda _mention: "the contact person"


def _one(found: re.Match[str]) -> str:
    """The first of several, unless it only says whose the last one is: 'alueemme alueellamme'."""
    first, last = found[1], found[2]
    if first.casefold() != "alueemme" or not last.startswith("alue"):
        return first
    return last[:1].upper() + last[1:] if first[0].isupper() else last


def _company(mention: Mention) -> str:
    return _COMPANY[_case(mention.case, _COMPANY)]


def _other(mention: Mention) -> str:
    case = _case(mention.case, _OTHER)
    return f"{_OTHER[case]} {_COMPANY[case]}"


def _person(mention: Mention) -> str:
    return _PERSON[_case(mention.case, _PERSON)]


def _place(mention: Mention) -> str:
    if mention.case.startswith(("lai", "läi")):
        return f"paikalli{mention.case[3:]}"
    return _PLACE[_case(mention.case, _PLACE)]


def _case(ending: str, known: dict[str, str]) -> str:
    """The case that an ending stands for; what is none of the others is 'into'."""
    ending = _SAME_CASE.get(ending, ending)
    return ending if ending in known else "in"
