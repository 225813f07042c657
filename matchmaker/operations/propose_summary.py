"""A short summary of a need that names nobody: proposed from its text, edited by the company, read by institutions."""

import re
from collections.abc import Callable, Sequence

from matchmaker.model.codes import Language
from matchmaker.operations import naming, naming_places
from matchmaker.operations.naming import Identity, Mention

LONGEST_SUMMARY = 500
# A sentence with contact details, or one that presents somebody, is dropped when it is not much longer than that.
_SHORT_SENTENCE = 12
_GONE, _DOT = "\x00", "\x01"
_ABBREVIATION = re.compile(r"\b(Dr|Mr|Mrs|Ms|Prof|St|Rd|esim|nro|No|puh|tel|ym|mm|ks|n|noin)\.(?=\s)")
_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ“”\"(\d])|\n+")
_GREETING = re.compile(
    r"^(?:hei|moi|terve|tervehdys|hyvä vastaanottaja|hello|hi|dear)\b[^.!?]*[.!,]?$", re.IGNORECASE
)
_PRESENTS = re.compile(r"^(?:olen|tässä|täällä|nimeni|i am|i'm|my name|this is)\b", re.IGNORECASE)
_SIGN_OFF = re.compile(
    r"^(?:terveisin|ystävällisin|yhteystied|yhteyshenkilö|lisätietoja|(?:kind|best|with) regards|regards|sincerely|contact)",
    re.IGNORECASE,
)
# What leads to contact details: the last word before them. Looked for in no more letters than the longest one needs, since
# a row of ten thousand spaces would take hours otherwise.
_LEAD_IN = re.compile(
    r"\b(?:soita|soittakaa|call|puh|p|tel|gsm|s-posti|sähköposti|email|e-mail|y-tunnus|business id|www)[.:]*$",
    re.IGNORECASE,
)
_LONGEST_LEAD_IN = 24

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
_ENGLISH_PERSON, _FINNISH_PERSON = "the contact person", "yhteyshenkilö"
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


def propose_summary(
    title: str, description: str, language: Language, identity: Identity, *, title_shown: bool = False
) -> str:
    """At most 500 characters of the text that name nobody: whole sentences from the beginning, cut only when one alone is longer.

    Left out: the company's and people's names, e-mail and web addresses, telephone numbers, business IDs, greetings and
    what follows a sign-off; other companies are spoken of as that, municipalities and street addresses become 'our
    region'. `title_shown` tells that the title stands above the summary: it is not said again. Pure. The company reads it
    before it sends it.
    """
    wanted: list[str] = []
    for sentence in _sentences(title, description, title_shown=title_shown):
        clean = _nameless(sentence, language, identity)
        if not clean:
            continue
        if len(" ".join([*wanted, clean])) > LONGEST_SUMMARY:
            break
        wanted.append(clean)
    if wanted:
        return " ".join(wanted)
    return _cut(
        _nameless(description if title_shown else f"{title} {description}", language, identity, keep=True)
    )


def nameless(text: str, language: Language, identity: Identity) -> str:
    """One sentence or title without what tells who somebody is; '' when nothing else is in it."""
    clean = _nameless(text, language, identity, keep=True)
    return clean if _says_something(clean) else ""


def names_found(text: str, identity: Identity) -> list[str]:
    """What in a text tells who the company is, as it stands there: its name and contact details. Empty for a nameless text."""
    return _words(text, naming.company_names(text, identity), naming.contact_details(text))


def telling(text: str, identity: Identity) -> list[str]:
    """All in a text that the rules for a summary leave out or say more generally, as it stands there, in its order."""
    return _words(
        text,
        naming.contact_details(text),
        naming.company_names(text, identity),
        naming.other_companies(text),
        naming_places.addresses(text),
        naming.people(text, identity),
        naming_places.municipalities(text),
    )


def doubtful(text: str, identity: Identity) -> list[str]:
    """What in a text still looks as if it told who the company is: what the rules know, and words written large like names."""
    known = telling(text, identity)
    names = [name for name in _words(text, naming.large_words(text)) if not any(name in one for one in known)]
    return [*known, *names]


def _words(text: str, *kinds: list[Mention]) -> list[str]:
    """The mentions as they stand in the text, each once; one that overlaps another of an earlier kind is part of it."""
    kept: list[Mention] = []
    for kind in kinds:
        kept += [one for one in kind if all(one.end <= held.start or one.start >= held.end for held in kept)]
    return list(dict.fromkeys(text[mention.start : mention.end].strip() for mention in naming.distinct(kept)))


def _sentences(title: str, description: str, *, title_shown: bool) -> list[str]:
    """The title and the sentences of the text up to a sign-off; a title that the text begins with counts once.

    A title that is shown above counts not at all, unless the text says nothing else.
    """
    hidden = _replaced(description, naming.contact_details(description), lambda _mention: _GONE)
    hidden = _ABBREVIATION.sub(rf"\1{_DOT}", hidden)
    parts = [part.strip().replace(_DOT, ".") for part in _ENDS.split(hidden) if part.strip()]
    last = next((place for place, part in enumerate(parts) if _SIGN_OFF.match(part)), len(parts))
    body = [part for part in parts[:last] if not _GREETING.match(part)]
    heading = title.strip().rstrip("…")
    if not heading:
        return body
    if title_shown:
        said = body and body[0].casefold().rstrip(".!?") == heading.casefold().rstrip(".!?")
        return body[1:] if said and len(body) > 1 else body
    if body and body[0].casefold().startswith(heading.casefold().rstrip(".")):
        return body
    return [heading if heading[-1] in ".!?" else f"{heading}.", *body]


def _nameless(sentence: str, language: Language, identity: Identity, *, keep: bool = False) -> str:
    """A sentence without names; '' for one that says little but who somebody is or how to reach them, unless it is to be kept."""
    text = _replaced(sentence, naming.contact_details(sentence), lambda _mention: _GONE)
    short = not keep and len(text.split()) <= _SHORT_SENTENCE
    if short and (_GONE in text or (_PRESENTS.match(text) and naming.people(text, identity))):
        return ""
    text = _without_what_is_gone(text)
    for find, in_finnish, in_english in (
        (lambda part: naming.company_names(part, identity), _company, "the company"),
        (naming.other_companies, _other, "another company"),
        (naming_places.addresses, _place, "our region"),
        (lambda part: naming.people(part, identity), lambda _mention: _FINNISH_PERSON, _ENGLISH_PERSON),
        (naming_places.municipalities, _place, "our region"),
    ):
        text = _replaced(text, find(text), in_finnish if language is Language.FI else _english(in_english))
    text = " ".join(text.split())
    for twice, once in _TWICE:
        text = twice.sub(once, text)
    return text.strip(" ,;") if keep or _says_something(text) else ""


def _without_what_is_gone(text: str) -> str:
    """A text without its contact details, the word that leads to them and the signs around them."""
    first, *rest = text.split(_GONE)
    whole = first
    for piece in rest:
        before = whole.rstrip()
        lead = _LEAD_IN.search(before[-_LONGEST_LEAD_IN:])
        kept = before[: len(before) - len(lead.group())] if lead else before
        whole = kept.rstrip(" \t\n\u00a0,;(:–-") + piece.removeprefix(")")
    return whole


def _says_something(text: str) -> bool:
    return any(letter.isalnum() for letter in _STAND_INS.sub("", text))


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


def _other(mention: Mention) -> str:
    case = _case(mention.case, _OTHER)
    return f"{_OTHER[case]} {_COMPANY[case]}"


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
