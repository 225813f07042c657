"""Whether a company that is being entered or renamed is here already under another spelling. It warns; people decide."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from sqlite_utils import Database

from matchmaker.model.company import Company
from matchmaker.store import companies, company_signs
from matchmaker.store.addresses import one_spelling

MOST = 5
# Addresses there say nothing of a company.
PUBLIC_PROVIDERS = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "outlook.fi", "hotmail.com", "hotmail.fi", "live.com", "live.fi",
        "msn.com", "icloud.com", "me.com", "mac.com", "yahoo.com", "yahoo.fi", "aol.com", "gmx.com", "gmx.net", "gmx.de",
        "mail.com", "proton.me", "protonmail.com", "pm.me", "tutanota.com", "zoho.com", "yandex.com", "mail.ru",
        "luukku.com", "suomi24.fi", "kolumbus.fi", "elisanet.fi", "saunalahti.fi", "welho.com", "dnainternet.net",
        "pp.inet.fi", "inet.fi", "netti.fi", "jippii.fi", "nic.fi", "surffi.fi", "phnet.fi", "telia.com", "telia.fi",
        "co.inet.fi", "mbnet.fi", "sci.fi", "facebook.com", "instagram.com", "linkedin.com",
    }
)  # fmt: skip
# Legal forms as they stand in a folded name, before, after or within it.
_LEGAL_FORM = re.compile(
    r" (?:(?:julkinen )?osakeyhtio|kommandiittiyhtio|avoin yhtio|toiminimi|osuuskunta|aktiebolag"
    r"|oyj|oy|abp|ab|ky|ay|t ?mi|osk|ltd|limited|inc|gmbh|corp|llc)(?![a-z0-9])"
)
_IN_BRACKETS = re.compile(r"\([^()\n]*\)")
_ACCENTS = (
    ("ä", "a"),
    ("ö", "o"),
    ("å", "a"),
    ("ü", "u"),
    ("é", "e"),
    ("è", "e"),
    ("ø", "o"),
    ("æ", "a"),
    ("'", ""),
)
_APART = re.compile(r"[^a-z0-9\n]+")
_DIGITS = re.compile(r"\d+")


class Sign(StrEnum):
    """What two entries have in common, the surest first."""

    BUSINESS_ID = "business-id"
    NAME = "name"
    SPELLING = "spelling"
    PHONE = "phone"
    DOMAIN = "domain"


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a company; what is empty is not compared. Numbers, IDs and addresses as they are kept."""

    name: str = ""
    business_id: str | None = None
    phone: str = ""
    email: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Twin:
    """An entry that is likely the same company, and why."""

    company: Company
    signs: tuple[Sign, ...]


def likely_same(db: Database, told: Told, *, other_than: str | None = None) -> list[Twin]:
    """The entries that are likely this company, the likeliest first, a handful at the most; `other_than` is its own one.

    Names are the same without legal form, case, umlauts, spaces and hyphens; near when one letter is wrong, too many,
    missing or changed places with its neighbour, or two in a long name. Reads only.
    """
    found: dict[str, list[Sign]] = {}
    for sign, company_id in _signs(db, told):  # the surest sign first
        if company_id != other_than:
            found.setdefault(company_id, []).append(sign)
    best = sorted(found, key=lambda company_id: (list(Sign).index(found[company_id][0]), company_id))[:MOST]
    known = companies.list_companies_by_ids(db, best)
    return [Twin(known[company_id], tuple(dict.fromkeys(found[company_id]))) for company_id in best]


def _signs(db: Database, told: Told) -> Iterator[tuple[Sign, str]]:
    if told.business_id:
        holder = companies.find_company_by_business_id(db, told.business_id)
        if holder is not None:
            yield Sign.BUSINESS_ID, holder.id
    if told.name:
        yield from _named_alike(db, told.name)
    if told.phone:
        yield from (
            (Sign.PHONE, company_id) for company_id in company_signs.list_ids_by_phone(db, told.phone)
        )
    for domain in _domains(told):
        sites = company_signs.list_websites(db, domain)
        same = {company_id for company_id, website in sites if _host(website) == domain}
        for company_id in same | company_signs.list_ids_by_mail_domain(db, domain):
            yield Sign.DOMAIN, company_id


def _named_alike(db: Database, name: str) -> Iterator[tuple[Sign, str]]:
    (wanted,) = keys_of([name])
    if not wanted:
        return
    rows = company_signs.list_names(db)
    near = _Near(wanted)
    for (company_id, _name), key in zip(rows, keys_of([name for _id, name in rows]), strict=True):
        if key == wanted:
            yield Sign.NAME, company_id
        elif near.to(key):
            yield Sign.SPELLING, company_id


class _Near:
    """Names that are a typo or two away; what cannot be is told by its length and its letters first."""

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        # Short names of different companies lie close together.
        self.typos = 0 if len(wanted) < 5 else 1 if len(wanted) < 9 else 2
        self.lengths = range(len(wanted) - self.typos, len(wanted) + self.typos + 1)
        self.letters = set(wanted)
        self.digits = _DIGITS.findall(wanted)  # 'Halli 1' is not 'Halli 2'

    def to(self, key: str) -> bool:
        return (
            self.typos > 0
            and len(key) in self.lengths
            and len(self.letters.symmetric_difference(key)) <= 2 * self.typos
            and within(self.wanted, key, self.typos)
            and _DIGITS.findall(key) == self.digits
        )


def keys_of(names: list[str]) -> list[str]:
    """Names as they are compared. They are folded as one text: ten thousand take some ten milliseconds. Pure."""
    text = "\n ".join(["", *names]).casefold()
    for letter, plain in _ACCENTS:
        text = text.replace(letter, plain)
    apart = _APART.sub(" ", _IN_BRACKETS.sub(" ", text))
    return _LEGAL_FORM.sub("", apart).replace(" ", "").split("\n")[1:]


def within(one: str, other: str, typos: int) -> bool:
    """Whether so many typos at most make one word of the other. Pure."""
    if not typos:
        return one == other
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if same is None:
        return abs(len(one) - len(other)) <= typos
    one, other = one[same:], other[same:]
    return (
        within(one[1:], other[1:], typos - 1)
        or within(one[1:], other, typos - 1)
        or within(one, other[1:], typos - 1)
        or (one[:2] == other[1::-1] and within(one[2:], other[2:], typos - 1))
    )


def _domains(told: Told) -> set[str]:
    mail = one_spelling(told.email).rpartition("@")[2]
    return {domain for domain in (mail, _host(told.website)) if domain} - PUBLIC_PROVIDERS


def _host(website: str) -> str:
    try:
        return (urlsplit(website).hostname or "").removeprefix("www.")
    except ValueError:  # something between brackets that is no address
        return ""
