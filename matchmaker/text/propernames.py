"""Whether a Finnish word is a name: what Voikko knows of it. Without Voikko nothing is known to be one."""

import threading
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, NamedTuple

from matchmaker.text.spoken import FORMS, with_umlauts, written_forms


class Kind(StrEnum):
    """What a word written large is: `unknown` is in no dictionary, as brands and companies are; `word` may be a common one."""

    PERSON = "person"
    PLACE = "place"
    UNKNOWN = "unknown"
    WORD = "word"


class Read(NamedTuple):
    """A word as it was read; `case` is the ending of its case, '' for the base form."""

    kind: Kind
    case: str


_KINDS = {"etunimi": Kind.PERSON, "sukunimi": Kind.PERSON, "paikannimi": Kind.PLACE}
_ENDINGS = {
    "omanto": "n", "osanto": "ta", "sisaolento": "ssa", "sisaeronto": "sta", "sisatulento": "in", "ulkoolento": "lla",
    "ulkoeronto": "lta", "ulkotulento": "lle", "tulento": "ksi", "olento": "na",
}  # fmt: skip
# One handle for all threads of a process, which take turns: the library does not say that it may be shared.
_TURN = threading.Lock()


@lru_cache(maxsize=5_000)
def read(word: str) -> Read:
    """A word that is written large. One that is a name only in some readings ('Virta', 'Tuuli') is a word."""
    handle = _voikko()
    if handle is None:
        return Read(Kind.WORD, "")
    with _TURN:
        found = handle.analyze(word)
        if not found:
            small = word.lower()
            spoken = small in FORMS or any(
                handle.analyze(form) for form in (*with_umlauts(small), *written_forms(small))
            )
            return Read(Kind.WORD if spoken else Kind.UNKNOWN, "")
    case = _ENDINGS.get(found[0].get("SIJAMUOTO", ""), "")
    kinds = {_KINDS.get(one.get("CLASS", ""), Kind.WORD) for one in found}
    if Kind.WORD in kinds:
        return Read(Kind.WORD, case)
    return Read(Kind.PERSON if Kind.PERSON in kinds else Kind.PLACE, case)


@cache
def _voikko() -> Any:
    try:
        import libvoikko

        return libvoikko.Voikko("fi")
    except (ImportError, OSError):
        return None
    except libvoikko.VoikkoException:
        return None
