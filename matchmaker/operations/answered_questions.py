"""Which answers of a company tell something by themselves."""

from collections.abc import Sequence

from matchmaker.i18n import N_, translator
from matchmaker.model.codes import Language
from matchmaker.model.introduction import Clarification

IN_THE_TEXT = N_("The answer is in the need's text, which the company has changed.")


def answered_in_words(asked: Sequence[Clarification]) -> list[Clarification]:
    """The questions that have an answer of their own, not one that stands in the changed text."""
    in_the_text = {translator(language).gettext(IN_THE_TEXT) for language in Language}
    return [one for one in asked if one.answer and one.answer not in in_the_text]
