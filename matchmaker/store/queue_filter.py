"""What the coordinators' list of needs is narrowed to and in which order it stands, as SQL."""

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

    `words` are looked for, all of them, in title, description, and the company's name and business ID.
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
    words = [unbent(word) for word in text.split()]
    long = [word for word in words if len(word) >= SHORTEST]
    found = [(_HAS, [f"%{_plain(word)}%"]) for word in words if len(word) < SHORTEST]
    if long:
        query = " AND ".join('"' + word.replace('"', '""') + '"' for word in long)
        found.append((_NAMED, [query]))
    return found


def unbent(word: str) -> str:
    """A longer word without its ending, so that 'hitsaus' finds 'hitsauksen'; what holds digits stays whole."""
    return word[:-ENDING] if len(word) >= UNBENT and word.isalpha() else word


def _plain(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
