"""Finnish and English words, with or without a request.

Source strings are English. `fi/*.po` translate them, one file per room; they are read and merged in memory, so there is
nothing to compile and nothing to forget.
"""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LANGUAGES: tuple[str, ...] = ("fi", "en")
LANGUAGE_NAMES: dict[str, str] = {"fi": "Suomi", "en": "English"}


def N_(message: str) -> str:  # noqa: N802 -- gettext's own name for "mark, translate later"
    """Mark a message for translation where it is defined rather than shown."""
    return message


@lru_cache(maxsize=len(LANGUAGES))
def translator(language: str) -> NullTranslations:
    """The translations of one language; English is its own translation. Raises KeyError for other languages."""
    if language not in LANGUAGES:
        raise KeyError(language)
    if language == "en":
        return NullTranslations()
    merged = Translations()
    for path in sorted((Path(__file__).parent / language).glob("*.po")):
        merged.merge(_read(path, language))
    return merged


def _read(path: Path, language: str) -> Translations:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    binary = BytesIO()
    write_mo(binary, catalogue)
    binary.seek(0)
    return Translations(binary)


__all__ = ["LANGUAGES", "LANGUAGE_NAMES", "N_", "translator"]
