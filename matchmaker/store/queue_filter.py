"""What the coordinators' list of needs is narrowed to and in which order it stands, as SQL."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypedDict

from matchmaker.model.codes import Sector
from matchmaker.model.need import NeedState


class QueueOrder(StrEnum):
    """In which order needs stand; the first one is the usual one."""

    PRESSING = "pressing"
    NEWEST = "newest"
    OLDEST = "oldest"
    COMPANY = "company"


class Narrowed(TypedDict, total=False):
    """What the list is narrowed to; what is missing, empty or None lets everything through.

    `words` are looked for, all of them, in title, description, the company's name and business ID, and
    its people's names, addresses and telephone numbers, however a number is spaced.
    """

    states: Iterable[NeedState]
    sector: Sector | None
    municipality: str | None
    assignee_id: str | None
    urgent: bool
    words: str


# Urgent ones press until they are closed.
ORDERS: Mapping[QueueOrder, str] = {
    QueueOrder.PRESSING: "needs.turn, needs.waiting_since, needs.id",
    QueueOrder.NEWEST: "needs.submitted_at DESC, needs.id",
    QueueOrder.OLDEST: "needs.submitted_at, needs.id",
    QueueOrder.COMPANY: "companies.name COLLATE NOCASE, needs.submitted_at, needs.id",
}
_CLOSED_LAST = "needs.state = 'closed', "
_VERSION = "(SELECT {} FROM need_versions WHERE id = needs.version_id)"
_COMPANY = "(SELECT {} FROM companies WHERE id = needs.company_id)"
_NAMED = (  # a trigram finds parts of words, of three letters and more
    "needs.id IN (SELECT need_id FROM need_texts WHERE id IN (SELECT rowid FROM need_words WHERE need_words MATCH ?))"
)
_HAS = "(SELECT body FROM need_texts WHERE need_id = needs.id) LIKE ? ESCAPE '\\'"
SHORTEST, UNBENT, ENDING = 3, 6, 2
# A number as it is dialled; a business ID, though it may begin with 0, has other spaces and no end like this.
_PHONE = re.compile(r"(?<!\S)(?:\+|0)(?!\d{6}-\d(?!\S))[\d\s()-]{3,}\d(?!\S)")
_DIALLED_BEFORE = re.compile(r"^(?:00358|358)?0?")


def order_by(order: QueueOrder, states: Iterable[NeedState]) -> str:
    """The ORDER BY of a list that joins `needs` and `companies`."""
    mixed = order is QueueOrder.PRESSING and (not (wanted := set(states)) or NeedState.CLOSED in wanted)
    return (_CLOSED_LAST if mixed else "") + ORDERS[order]


def conditions(narrowed: Narrowed) -> tuple[str, list[str]]:
    """The WHERE on `needs`, with its parameters."""
    found: list[tuple[str, list[str]]] = [_states(narrowed.get("states", ()))]
    for column, value in (
        (_VERSION.format("sector"), narrowed.get("sector")),
        (_COMPANY.format("municipality"), narrowed.get("municipality")),
        ("needs.assignee_id", narrowed.get("assignee_id")),
    ):
        if value:
            found.append((f"{column} = ?", [str(value)]))
    if narrowed.get("urgent"):
        found.append(("needs.turn = 0", []))
    found += _words(narrowed.get("words", ""))
    return " AND ".join(clause for clause, _params in found), [p for _clause, params in found for p in params]


def _states(states: Iterable[NeedState]) -> tuple[str, list[str]]:
    wanted = list(states)
    if not wanted:
        return "1", []
    if set(wanted) == set(NeedState) - {NeedState.CLOSED}:
        return "needs.state <> 'closed'", []  # as the index of open needs says it
    return f"needs.state IN ({', '.join('?' * len(wanted))})", [str(state) for state in wanted]


def _words(text: str) -> list[tuple[str, list[str]]]:
    words = [unbent(word) for word in _PHONE.sub(" ", text).split()]
    found = [(_HAS, [f"%{_plain(word)}%"]) for word in words if len(word) < SHORTEST]
    wanted = [_quoted(word) for word in words if len(word) >= SHORTEST]
    wanted += [f"({_quoted(number)} OR {_quoted(_dialled(number))})" for number in _PHONE.findall(text)]
    if wanted:
        found.append((_NAMED, [" AND ".join(wanted)]))
    return found


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _dialled(number: str) -> str:
    """The digits that a number has with and without the country in front: '+358 40 123' and '040123' are '40123'."""
    return _DIALLED_BEFORE.sub("", "".join(filter(str.isdigit, number)))


def unbent(word: str) -> str:
    """A longer word without its ending, so that 'hitsaus' finds 'hitsauksen'; what holds digits stays whole."""
    return word[:-ENDING] if len(word) >= UNBENT and word.isalpha() else word


def _plain(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
