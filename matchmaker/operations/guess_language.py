"""Which language a company wrote in."""

from matchmaker.matching.index import Index
from matchmaker.model.codes import Language


def guess_language(index: Index, *, text: str) -> Language:
    """The language most of a text is in, by the lexicons that will read it. No side effects."""
    return Language(index.analyser.language(text))
