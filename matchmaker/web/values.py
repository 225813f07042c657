"""What people type for facts that have one right form, and the form they are kept in. Each raises ValueError for nonsense."""

import re
from datetime import date
from urllib.parse import urlsplit

import phonenumbers
from stdnum.exceptions import ValidationError as NumberError
from stdnum.fi import ytunnus

_DASHES = re.compile(r"[\u002d\u2010-\u2015\u2212]")
_ISO_DAY = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})", re.ASCII)
_FINNISH_DAY = re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})", re.ASCII)
_NULL_ID = "00000000"  # its check digit is right, but nobody has it
_HOST = re.compile(r"(?!-)[^\s/:@.]{1,63}(\.[^\s/:@.]{1,63})*\.[^\s/:@.\d]{2,63}", re.IGNORECASE)


def business_id(typed: str) -> str:
    """A Finnish business ID as 1234567-8, from that form, a VAT number (FI12345678) or an old one with six digits."""
    compact = re.sub(r"\s", "", typed).upper().removeprefix("FI")
    digits = _DASHES.sub("", compact)
    if _DASHES.search(compact) and len(digits) == 7:
        digits = "0" + digits
    try:
        digits = ytunnus.validate(digits)
    except NumberError as error:
        raise ValueError("business ID") from error
    if digits == _NULL_ID:
        raise ValueError("business ID")
    return f"{digits[:7]}-{digits[7]}"


def website(typed: str) -> str:
    """An http or https address; a missing scheme becomes https."""
    address = typed if re.match(r"[a-z][a-z0-9+.-]*:(?!\d)", typed, re.IGNORECASE) else f"https://{typed}"
    parts = urlsplit(address)  # raises ValueError for a broken address
    plain = parts.scheme in ("http", "https") and "@" not in parts.netloc and not re.search(r"\s", address)
    if not plain or not _HOST.fullmatch(parts.hostname or ""):
        raise ValueError("website")
    return address


def phone(typed: str) -> str:
    """A telephone number in international form, +358 40 1234567; without a country code it is a Finnish one."""
    try:
        number = phonenumbers.parse(typed, "FI")
    except phonenumbers.NumberParseException as error:
        raise ValueError("phone") from error
    if not phonenumbers.is_valid_number(number):
        raise ValueError("phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def day(typed: str) -> date:
    """A day of the years 1900-2199 from 31.12.2026 or 2026-12-31."""
    match = _ISO_DAY.fullmatch(typed) or _FINNISH_DAY.fullmatch(typed)
    if match is None or not 1900 <= int(match["y"]) <= 2199:
        raise ValueError("day")
    return date(int(match["y"]), int(match["m"]), int(match["d"]))
