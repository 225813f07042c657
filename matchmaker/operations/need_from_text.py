"""A text of which nothing else is known yet, as the need that it would be when it is sent as it stands."""

from matchmaker.matching.index import Index
from matchmaker.model.need import NeedContent
from matchmaker.operations.guess_language import guess_language
from matchmaker.operations.sentences import presents, sentences_of
from matchmaker.operations.writing_help import tells_trouble

LONGEST_TITLE = 150
# 'Mistä se johtuu?' names nothing; 'Puhallin tärisee pahasti.' does.
_FEWEST_WORDS = {True: 5, False: 3}


def need_from_text(index: Index, *, text: str, title: str = "") -> NeedContent:
    """The content that is ranked for a text, before and after it is sent. No side effects."""
    return NeedContent(
        title=title or proposed_title(text) or _cut(text.split("\n", 1)[0]),
        description=text,
        language=guess_language(index, text=f"{title}\n{text}"),
    )


def proposed_title(text: str) -> str:
    """The first sentence that says what the matter is, cut between words where it is too long; '' when none does.

    Sentences that greet, sign or present somebody are no title, and a short question is none if there is another.
    """
    about = [one for one in sentences_of(text) if tells_trouble(one) or not presents(one)]
    troubled = [
        one for one in about if tells_trouble(one) and len(one.split()) >= _FEWEST_WORDS[one.endswith("?")]
    ]
    return _cut(next(iter(troubled or about), ""))


def _cut(title: str) -> str:
    if len(title) <= LONGEST_TITLE:
        return title
    return title[: LONGEST_TITLE - 1].rsplit(" ", 1)[0][: LONGEST_TITLE - 1] + "…"
