"""A short summary of a need that names nobody: proposed from its text, edited by the company, read by institutions."""

import re

from matchmaker.model.codes import Language
from matchmaker.operations import naming, naming_places, naming_proper, stand_ins
from matchmaker.operations.naming import Identity, Mention
from matchmaker.operations.sentences import SHORT_SENTENCE, presents, sentences_of
from matchmaker.operations.writing_help import tells_trouble

LONGEST_SUMMARY = 500
_GONE = "\x00"
# What leads to contact details: the last word before them. Looked for in no more letters than the longest one needs, since
# a row of ten thousand spaces would take hours otherwise.
_LEAD_IN = re.compile(
    r"\b(?:soita|soittakaa|call|puh|p|tel|gsm|s-posti|sähköposti|email|e-mail|y-tunnus|business id|www)[.:]*$",
    re.IGNORECASE,
)
_LONGEST_LEAD_IN = 24
# A sentence that presents somebody and has fewer words than these beside it says nothing else.
_FEWEST_WORDS = 3


def propose_summary(
    title: str, description: str, language: Language, identity: Identity, *, title_shown: bool = False
) -> str:
    """At most 500 characters of the text that name nobody: whole sentences from the beginning, cut only when one alone is longer.

    Left out: the company's and people's names, e-mail and web addresses, telephone numbers, business IDs, greetings and
    what follows a sign-off; other companies are spoken of as that, municipalities and street addresses become 'our
    region'. `title_shown` tells that the title stands above the summary: it is not said again. Empty when the text only
    tells who somebody is. Pure. The company reads it
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
    whole = _nameless(description if title_shown else f"{title} {description}", language, identity, keep=True)
    return "" if _only_presents(whole) else _cut(whole)


def nameless(text: str, language: Language, identity: Identity) -> str:
    """One sentence or title without what tells who somebody is; '' when nothing else is in it."""
    clean = _nameless(text, language, identity, keep=True)
    return clean if stand_ins.says_something(clean) else ""


def names_found(text: str, identity: Identity) -> list[str]:
    """What in a text tells who the company is, as it stands there: its name and contact details. Empty for a nameless text."""
    return _words(text, naming.company_names(text, identity), naming.contact_details(text))


def telling(text: str, identity: Identity, language: Language) -> list[str]:
    """All in a text that the rules for a summary leave out or say more generally, as it stands there, in its order."""
    return _words(
        text,
        naming.contact_details(text),
        naming.company_names(text, identity),
        _other_companies(text, language),
        naming_places.addresses(text),
        _people(text, language, identity),
        _places(text, language),
    )


def doubtful(text: str, identity: Identity, language: Language) -> list[str]:
    """What in a text still looks as if it told who the company is: what the rules know, words that are written large like
    names, and what can be said of one company only. The one rule by which everybody is warned who words or reads a summary.
    """
    known = telling(text, identity, language)
    perhaps = _words(text, naming_proper.perhaps_names(text, language), naming.large_words(text))
    names = [name for name in perhaps if not any(name in one for one in known)]
    return [*known, *names]


def without(text: str, word: str) -> str:
    """The text without a word that tells too much, wherever it stands as a whole; a sentence that it began stays one."""
    left = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", _GONE, text)
    left = re.sub(rf"(^|[.!?]\s+){_GONE}[\s,:;–-]*(\w?)", lambda found: found[1] + found[2].upper(), left)
    left = re.sub(r"(?<!\s)\s+([,.!?;:])", r"\1", left.replace(_GONE, ""))
    return re.sub(r"[^\S\n]{2,}", " ", left).strip()


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
    hidden = stand_ins.replaced(
        description, naming.contact_details(description), lambda _mention: _GONE, marked=False
    )
    body = sentences_of(hidden)
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
    text = stand_ins.replaced(
        sentence, naming.contact_details(sentence), lambda _mention: _GONE, marked=False
    )
    short = not keep and len(text.split()) <= SHORT_SENTENCE
    if short and (_GONE in text or (presents(text) and _people(text, language, identity))):
        return ""
    text = _without_what_is_gone(text)
    for find, word in (
        (lambda part: naming.company_names(part, identity), stand_ins.company),
        (lambda part: _other_companies(part, language), stand_ins.other_company),
        (naming_places.addresses, stand_ins.place),
        (lambda part: _people(part, language, identity), stand_ins.person),
        (lambda part: _places(part, language), stand_ins.place),
    ):
        text = stand_ins.replaced(text, find(text), word(language))
    clean = stand_ins.tidied(text)
    if keep:
        return clean.strip(" ,;")
    presented = clean != sentence and _only_presents(clean)
    return clean.strip(" ,;") if stand_ins.says_something(clean) and not presented else ""


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


def _only_presents(clean: str) -> bool:
    """Whether a sentence without its names only told who somebody is."""
    few = stand_ins.content_words(clean) < _FEWEST_WORDS
    return few and presents(clean) and not tells_trouble(clean)


def _other_companies(text: str, language: Language) -> list[Mention]:
    return naming.distinct([*naming.other_companies(text), *naming_proper.known_companies(text, language)])


def _people(text: str, language: Language, identity: Identity) -> list[Mention]:
    return naming.distinct([*naming.people(text, identity), *naming_proper.proper_people(text, language)])


def _places(text: str, language: Language) -> list[Mention]:
    return naming.distinct(
        [*naming_places.municipalities(text), *naming_proper.proper_places(text, language)]
    )


def _cut(text: str) -> str:
    if len(text) <= LONGEST_SUMMARY:
        return text
    return text[: LONGEST_SUMMARY - 1].rsplit(" ", 1)[0] + "…"
