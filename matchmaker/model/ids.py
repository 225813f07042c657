"""Identifiers that cannot be guessed: they stand in URLs."""

import secrets

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
LENGTH = 16


def new_id() -> str:
    """Return 16 characters out of 32 (80 random bits), safe in a URL and readable aloud (no l, o, 0, 1)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))


def is_id(text: str) -> bool:
    """Whether a text could have come from `new_id`."""
    return len(text) == LENGTH and all(character in _ALPHABET for character in text)
