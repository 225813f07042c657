"""Who has the page of a question open: the holder of a mail's link, or a member who is signed in."""

from dataclasses import dataclass
from typing import Protocol

from matchmaker.model.introduction import Answer, DeclineReason, Progress
from matchmaker.operations.read_introduction import Question


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the forms of a question's page are sent to."""

    answer: str
    hand_on: str
    take_back: str
    reason: str
    reconsider: str
    progress: str


class Reader(Protocol):
    """What both can do; each method is the operation of its name, with its side effects and errors."""

    @property
    def urls(self) -> Urls: ...

    @property
    def email(self) -> str:
        """The reader's address."""

    @property
    def back(self) -> str | None:
        """The page that the reader came from, if it is known."""

    def question(self) -> Question:
        """The question as it stands now."""

    def answer(self, answer: Answer, reason: DeclineReason | None, note: str) -> None: ...

    def explain(self, reason: DeclineReason | None, note: str) -> None: ...

    def reconsider(self) -> None: ...

    def hand_on(self, email: str, why: str) -> None: ...

    def take_back(self) -> None: ...

    def tell_progress(self, progress: Progress) -> None: ...
