"""What in a text tells who somebody is: contact details, the company's name, other companies and people's names.

Pure rules over the text alone. They find what is usual in a company's own words; what they miss, the company sees and
takes out itself before anybody reads the summary.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from phonenumbers import Leniency, PhoneNumberMatcher

# Bounded, so that ten thousand letters or digits in a row take no time that grows with their square.
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_WEB = re.compile(
    r"(?:https?://|www\.)[^\s<>()]*[\w/]|(?<![\w.@-])(?:[a-zåäö0-9-]+\.)+(?:fi|com|net|org|eu|se|io)(?:/[\w/.-]*)?(?!\w)",
    re.IGNORECASE,
)
_BUSINESS_ID = re.compile(r"(?<!\d)(?:\d{6,7}\s?[-–]\s?\d|FI\s?\d{8})(?!\d)")
LEGAL_FORM = r"(?:Oyj|Oy|Ab|Abp|Ky|Ay|Tmi|T:mi|Osk|Ltd|Limited|Inc|GmbH|Corp)"
# What others are called by: a few words written large and a legal form as it is usually written.
_OTHER_COMPANY = re.compile(
    r"(?<!\w)(?!(?:Olemme|Olen|Me|Meillä|Meidän|Our|The|We|At|In|For)\s)"
    r"(?:[A-ZÅÄÖ0-9](?:[\w&'-]|\.(?=\w)){0,30}\s+(?:&\s+)?){1,4}(?:Oyj|Oy|OY|Abp|Ab|AB|Ky|KY|Tmi|Ltd|Inc|GmbH|Corp|LLC)\b"
    r"(?:\.(?=\s+[a-zåäö]))?(?::(?P<case>\w{1,5}))?(?!\w)|(?<!\w)(?:Oy|Ab|Tmi)\s+[A-ZÅÄÖ][\w&.'-]{1,30}"
)
# In the middle of a sentence a name is written large; acronyms and codes of materials have no row of small letters.
_LARGE_WORD = re.compile(r"(?<=[a-zåäö0-9,;)”\"][^\S\n])[A-ZÅÄÖ][a-zåäö]{2,}[\w-]*")
NO_NAME = re.compile(
    r"(?:Suome|Ruotsi|Ruotsi|Norja|Saksa|Viro|Eesti|Tanska|Euroo|Pohjoism|Itä-Suom|(?:Pohjois|Etelä)-(?:Savo|Karjala)|Lappi|Lapi"
    r"|Finland|Finnish|Finns?\b|Swed|Norw|Danish|Denmark|German|Eston|Europe|English|Nordic|North(?:ern)? Savo|Savo|American?s?\b"
    r"|January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Savo|Excel|Word|Windows|Internet)"
)
_LEGAL_WORD = re.compile(rf"(?<!\w){LEGAL_FORM}\.?(?!\w)", re.IGNORECASE)
# A surname in the genitive and what the family runs, both written large.
_FAMILY_FIRM = re.compile(
    r"(?<!\w)[A-ZÅÄÖ][a-zåäö]+(?<!k)sen\s+(?!Yliopist|Kunta|Kaupunk)[A-ZÅÄÖ][a-zåäö]{2,}"
)
_IN_BRACKETS = re.compile(r"\([^)]*\)")
# The ends of Finnish place and company names; 'into' is the stem's last vowel once more, and a foreign name gets an i between.
CASES = (
    r"(?:(?<=[b-df-hj-np-tv-xz])i)?"
    r"(?:ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|ksi|na|nä|ta|tä|n|seen|hin|hon|hun|hyn|hän|han|hen|hön"
    r"|(?<=a)an|(?<=e)en|(?<=i)in|(?<=o)on|(?<=u)un|(?<=y)yn|(?<=ä)än|(?<=ö)ön)"
)
# Strong and weak consonants before the last vowel: Helsinki, Helsingissä; Lahti, Lahdessa.
_GRADES = (("nk", "ng"), ("nt", "nn"), ("lt", "ll"), ("rt", "rr"), ("mp", "mm"), ("kk", "k"), ("pp", "p"), ("tt", "t"),
           ("ht", "hd"), ("t", "d"), ("p", "v"), ("k", ""))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Identity:
    """Who must not be recognised: names of the company as it is registered, and names of its people."""

    companies: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text that tells who somebody is: characters `start` to `end`; `case` is the word's ending, '' without."""

    start: int
    end: int
    case: str = ""


def contact_details(text: str) -> list[Mention]:
    """E-mail addresses, telephone numbers, business IDs and web addresses, in their order; none overlaps another."""
    found = [
        Mention(*match.span()) for pattern in (_EMAIL, _BUSINESS_ID, _WEB) for match in pattern.finditer(text)
    ]
    found += [
        Mention(match.start, match.end)
        for match in PhoneNumberMatcher(text, "FI", leniency=Leniency.VALID)
        if match.raw_string[0] in "0+("
    ]
    return distinct(found)


def company_names(text: str, identity: Identity) -> list[Mention]:
    """Where the company is named, with or without its legal form, in any case of the word."""
    return distinct(
        [
            Mention(match.start(), match.end(), (match["legal_case"] or match["case"] or "").lstrip(":"))
            for name in identity.companies
            if (pattern := _company_pattern(name))
            for match in pattern.finditer(text)
        ]
    )


def other_companies(text: str) -> list[Mention]:
    """Where any company is named with its legal form: a customer, a supplier."""
    return distinct(
        [Mention(match.start(), match.end(), match["case"] or "") for match in _OTHER_COMPANY.finditer(text)]
    )


def large_words(text: str) -> list[Mention]:
    """Words in the middle of a sentence that are written large, as names are: perhaps a customer, a village, a brand."""
    return [
        Mention(*match.span()) for match in _LARGE_WORD.finditer(text) if not NO_NAME.match(match.group())
    ]


def people(text: str, identity: Identity) -> list[Mention]:
    """Where a person is named: one of the company's people, or a usual Finnish first name followed by a surname."""
    own = [
        Mention(*match.span())
        for name in identity.people
        if len(name) > 3
        for match in re.finditer(rf"(?<!\w){re.escape(name)}\w*", text, re.IGNORECASE)
    ]
    return distinct([*own, *(Mention(*match.span()) for match in _person_pattern().finditer(text))])


def presented(text: str) -> list[Mention]:
    """Where somebody says who they are without a surname or a legal form: 'Esa täällä', 't. Esa', 'Korhosen Konepajalta'."""
    names = [
        Mention(*match.span(group))
        for match in _presented_pattern().finditer(text)
        for group, name in match.groupdict().items()
        if name
    ]
    return distinct([*names, *(Mention(*match.span()) for match in _FAMILY_FIRM.finditer(text))])


def distinct(found: list[Mention]) -> list[Mention]:
    """In their order, without those that overlap an earlier or a longer one."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda mention: (mention.start, -mention.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


@lru_cache(maxsize=64)
def _company_pattern(name: str) -> re.Pattern[str] | None:
    core = " ".join(_LEGAL_WORD.sub(" ", _IN_BRACKETS.sub(" ", name)).split()).strip(" ,.-")
    if len(core) < 3:
        return None
    words = core.split(" ")
    stems = "|".join(re.escape(stem) for stem in stems_of(words[-1]))
    before = r"\s+".join([*(re.escape(word) for word in words[:-1]), ""])
    legal = rf"(?:,?\s+(?i:{LEGAL_FORM})\b\.?(?P<legal_case>:\w{{1,5}})?)?"
    # One word may be an ordinary one as well ('saha'), so it counts only as it is written in the name, or all in capitals.
    flags = re.IGNORECASE if len(words) > 1 else re.NOFLAG
    shouted = "" if len(words) > 1 else f"|{re.escape(core.upper())}"
    return re.compile(
        rf"(?<!\w)(?:(?i:{LEGAL_FORM})\s+)?{before}(?:{stems}{shouted})(?P<case>:?(?:{CASES}))?(?!\w){legal}",
        flags,
    )


def stems_of(name: str) -> Iterator[str]:
    """The beginnings that a Finnish name has in its cases: 'Lahti' -> Lahti, Lahte, Lahdi, Lahde."""
    yield name
    if name.endswith("nen"):
        yield from (f"{name[:-3]}se", f"{name[:-3]}si", f"{name[:-3]}s")
    elif name.endswith(("us", "ys")):
        yield from (f"{name[:-1]}{end}" for end in ("de", "te", "kse", "t"))
    elif name.endswith("s"):
        yield f"{name[:-1]}kse"
    elif len(name) > 3 and name[-1] in "aäeiouyö":
        body, vowel = name[:-1], name[-1]
        vowels = "ie" if vowel == "i" else vowel
        strong, weak = next((pair for pair in _GRADES if body.endswith(pair[0])), ("", ""))
        for end in vowels:
            yield body + end
            if strong:
                yield body[: -len(strong)] + weak + end


@lru_cache(maxsize=1)
def _person_pattern() -> re.Pattern[str]:
    first = "|".join(_FIRST_NAMES.split())
    surname = r"[A-ZÅÄÖ][a-zåäö]\w+(?:-[A-ZÅÄÖ]\w+)?"
    title = r"(?:Dr|Mr|Mrs|Ms|Prof)\.?"
    named = rf"(?:{title}\s+)?(?:{first})(?:-[A-ZÅÄÖ]\w+)?\s+{surname}"
    return re.compile(rf"(?<!\w)(?:{named}|{title}\s+(?:[A-ZÅÄÖ]\w+\s+)?{surname})")


@lru_cache(maxsize=1)
def _presented_pattern() -> re.Pattern[str]:
    first = "|".join(_FIRST_NAMES.split())
    before = (
        r"terveisin|terve|terv\.?|t\.|yst\.?|nimeni on|nimi on|olen|hei|moi"
        r"|my name is|i am|i'm|this is|regards|br|hi|hello|dear"
    )
    return re.compile(
        rf"(?<!\w)(?:(?i:(?P<here>{first})(?=\s+(?:täällä|tässä|here|speaking)\b))"
        rf"|(?i:{before})[\s,:]+(?P<greeted>(?:{first}))(?!\w)"
        rf"|(?<=[a-zåäö0-9,;)]\s)(?P<inside>(?:{first}))(?![\w-]))"
    )


_FIRST_NAMES = """
Aino Aki Aleksi Anna Anne Anneli Anni Annika Antero Anton Antti Ari Arja Arto Asko Atte Eero Eeva Eija Eila Eino Elina Ella
Emilia Emma Erkki Esa Eveliina Hanna Hannele Hannu Harri Heidi Heikki Helena Henna Henri Henrik Hilkka Iida Iiro Ilkka Ilmari
Ilona Inka Irma Ismo Jaakko Jaana Jani Janne Jari Jarkko Jarmo Jenna Jenni Jesse Joni Jonna Joonas Jorma Jouko Jouni Juha
Juhani Juho Jukka Julia Jussi Juuso Jyrki Kaarina Kai Kaija Kaisa Kalevi Kalle Kari Kati Katja Katri Keijo Kimmo Kirsi Krista
Kristiina Lari Lasse Lassi Laura Lauri Leena Leila Leo Liisa Lotta Maarit Maija Mari Maria Marika Marita Maritta Marja Marjatta
Marjo Marko Markku Markus Martti Matias Matti Mauri Merja Mia Miia Mika Mikael Mikko Miko Milla Minna Mira Mirja Mirka Niina
Niklas Niko Noora Olavi Olli Oskari Otto Outi Paavo Pasi Paula Pauli Pekka Pentti Petra Petri Petteri Piia Pirjo Pirkko Päivi
Raija Raimo Raisa Reijo Reima Reino Riikka Riitta Risto Ritva Roope Sakari Sami Sampo Sampsa Samuli Sanna Santeri Sara Sari Satu
Saara Seppo Sini Sirkka Sirpa Soile Sofia Susanna Suvi Taina Tanja Tapani Tapio Tarja Taru Teemu Tero Terhi Tiia Tiina Timo Tomi
Tommi Toni Topi Tuija Tuomas Tuomo Tuula Tuomas Ulla Valtteri Veera Veijo Veikko Veli Ville Virpi Visa Yrjö
John James Robert Michael David Mary Peter Thomas Daniel Erik Lars Johan Karin Eva
"""
