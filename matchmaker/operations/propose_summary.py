"""A short summary of a need that names nobody: proposed from its text, edited by the company, read by institutions."""

import re
from collections.abc import Callable, Sequence

from matchmaker.model.codes import Language
from matchmaker.operations import naming
from matchmaker.operations.naming import Identity, Mention

LONGEST_SUMMARY = 500
# A sentence with contact details is dropped when it is not much longer than they are.
_SHORT_SENTENCE = 12
_GONE = "\x00"
_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ“”\"(\d])|\n+")
_GREETING = re.compile(
    r"^(?:hei|moi|terve|tervehdys|hyvä vastaanottaja|hello|hi|dear)\b[^.!?]*[.!,]?$", re.IGNORECASE
)
_SIGN_OFF = re.compile(
    r"^(?:terveisin|ystävällisin|yhteystied|yhteyshenkilö|lisätietoja|(?:kind|best|with) regards|regards|sincerely|contact)",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    rf"[\s,;(:–-]*\b(?:puh|p|tel|gsm|s-posti|sähköposti|email|e-mail|y-tunnus|business id|www)?[.:]*\s*{_GONE}\)?",
    re.IGNORECASE,
)

# What stands for the company and its place, by the case of the word that is replaced.
_COMPANY = {
    "": "yritys", "n": "yrityksen", "ssa": "yrityksessä", "sta": "yrityksestä", "lla": "yrityksellä",
    "lta": "yritykseltä", "lle": "yritykselle", "ksi": "yritykseksi", "na": "yrityksenä", "ta": "yritystä",
    "in": "yritykseen",
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
_ENGLISH_PERSON, _FINNISH_PERSON = "the contact person", "yhteyshenkilö"


def propose_summary(title: str, description: str, language: Language, identity: Identity) -> str:
    """At most 500 characters of the text that name nobody: whole sentences from the beginning, cut only when one alone is longer.

    Left out: the company's and people's names, e-mail and web addresses, telephone numbers, business IDs, greetings and
    what follows a sign-off; municipalities become 'our region'. Pure. The company reads it before it sends it.
    """
    wanted: list[str] = []
    for sentence in _sentences(title, description):
        clean = _nameless(sentence, language, identity)
        if not clean:
            continue
        if len(" ".join([*wanted, clean])) > LONGEST_SUMMARY:
            break
        wanted.append(clean)
    if wanted:
        return " ".join(wanted)
    return _cut(_nameless(f"{title} {description}", language, identity, keep=True))


def names_found(text: str, identity: Identity) -> list[str]:
    """What in a text tells who the company is, as it stands there: its name and contact details. Empty for a nameless text."""
    found = naming.distinct([*naming.company_names(text, identity), *naming.contact_details(text)])
    return list(dict.fromkeys(text[mention.start : mention.end].strip() for mention in found))


def _sentences(title: str, description: str) -> list[str]:
    """The title and the sentences of the text up to a sign-off; a title that the text begins with counts once."""
    hidden = _replaced(description, naming.contact_details(description), lambda _mention: _GONE)
    parts = [part.strip() for part in _ENDS.split(hidden) if part.strip()]
    last = next((place for place, part in enumerate(parts) if _SIGN_OFF.match(part)), len(parts))
    body = [part for part in parts[:last] if not _GREETING.match(part)]
    heading = title.strip().rstrip("…")
    if not heading or (body and body[0].casefold().startswith(heading.casefold().rstrip("."))):
        return body
    return [heading if heading[-1] in ".!?" else f"{heading}.", *body]


def _nameless(sentence: str, language: Language, identity: Identity, *, keep: bool = False) -> str:
    """A sentence without names; '' for one that says little but how to reach somebody, unless it is to be kept."""
    text = _replaced(sentence, naming.contact_details(sentence), lambda _mention: _GONE)
    if _GONE in text:
        if not keep and len(text.split()) <= _SHORT_SENTENCE:
            return ""
        text = _LEAD_IN.sub("", text)
    finnish = language is Language.FI
    text = _replaced(
        text, naming.company_names(text, identity), _company if finnish else _english("the company")
    )
    person = _FINNISH_PERSON if finnish else _ENGLISH_PERSON
    text = _replaced(text, naming.people(text, identity), lambda _mention: person)
    text = _replaced(text, naming.municipalities(text), _place if finnish else _english("our region"))
    text = re.sub(
        r"\b(\w+(?: \w+)?)(?: (?:ja|and) |, )\1\b", r"\1", " ".join(text.split())
    )  # 'our region and our region'
    return re.sub(r"\s+([,.!?;:])", r"\1", text).strip(" ,;")


def _replaced(text: str, found: Sequence[Mention], word: Callable[[Mention], str]) -> str:
    """The text with each mention replaced; a word that begins a sentence is written large."""
    pieces, position = [], 0
    for mention in found:
        before = text[position : mention.start]
        new = word(mention)
        begins = not text[: mention.start].strip() or text[: mention.start].rstrip()[-1] in ".!?"
        pieces += [before, new[:1].upper() + new[1:] if begins else new]
        position = mention.end
    return "".join([*pieces, text[position:]])


def _company(mention: Mention) -> str:
    return _COMPANY[_case(mention.case, _COMPANY)]


def _place(mention: Mention) -> str:
    if mention.case.startswith(("lai", "läi")):
        return f"paikalli{mention.case[3:]}"
    return _PLACE[_case(mention.case, _PLACE)]


def _english(words: str) -> Callable[[Mention], str]:
    return lambda _mention: words


def _case(ending: str, known: dict[str, str]) -> str:
    """The case that an ending stands for; what is none of the others is 'into'."""
    ending = _SAME_CASE.get(ending, ending)
    return ending if ending in known else "in"


def _cut(text: str) -> str:
    if len(text) <= LONGEST_SUMMARY:
        return text
    return text[: LONGEST_SUMMARY - 1].rsplit(" ", 1)[0] + "…"
