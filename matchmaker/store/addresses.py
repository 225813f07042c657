"""One e-mail address, one spelling: `A@ÄITI.fi` and `a@xn--iti-pla.fi` are the same mailbox, so the same person.

Addresses are kept as mail servers write them, in lower case and with the domain in ASCII. Rows from before may hold a
domain in letters: records are read in the one spelling, and look-ups ask for both.
"""

from email_validator import EmailNotValidError, validate_email


def one_spelling(email: str) -> str:
    """The spelling in which an address is kept. What is no address is only put into lower case."""
    lower = email.lower()
    return lower if lower.isascii() else _both(lower)[0]


def spellings(email: str) -> tuple[str, str]:
    """An address as it is kept, and as a row from before may hold it; mostly the same."""
    lower = email.lower()
    return _both(lower) if not lower.isascii() or "xn--" in lower else (lower, lower)


def _both(lower: str) -> tuple[str, str]:
    try:
        checked = validate_email(
            lower, check_deliverability=False, globally_deliverable=False, allow_quoted_local=True
        )
    except EmailNotValidError:
        return lower, lower
    local = checked.local_part.lower()
    return f"{local}@{checked.ascii_domain}".lower(), f"{local}@{checked.domain}".lower()
