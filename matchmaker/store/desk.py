"""What waits for the coordinators: one query for each kind of work, however much there is of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.store.database import to_text, to_time, to_time_or_none
from matchmaker.store.waits import WAITS, Wait, to_wait


class Work(StrEnum):
    """Kinds of work on needs, in the order in which they press; the last one is what others have to do first."""

    HANDED = "handed"
    ANSWERED = "answered"
    TO_CALL = "to-call"
    YES_AFTER_ALL = "yes-after-all"
    NEW = "new"
    CLARIFICATION_OVERDUE = "clarification-overdue"
    PERMISSION_OVERDUE = "permission-overdue"
    CAME_BACK = "came-back"
    TO_ASK = "to-ask"
    SILENT = "silent"
    TO_GO_ON = "to-go-on"
    FOLLOW_UP = "follow-up"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One thing to do: the need it is about, since when it waits, and until when where there is a limit.

    `sent_at` is when the company sent the need. `match_id` and `offering_id` are set where one match is meant. `left` is how
    many suggestions of the need nobody has decided on. `state` is the match's state, or the need's where no match is meant.
    `wait` is what others have not answered, in the lines that wait for them.
    """

    need_id: str
    title: str
    language: Language
    company_name: str
    assignee_id: str | None
    urgent: bool
    since: datetime
    due_at: datetime | None
    match_id: str | None
    offering_id: str | None
    state: str
    left: int
    sent_at: datetime
    wait: Wait | None = None


@dataclass(frozen=True, slots=True)
class WorkGroup:
    """The longest waiting lines of one kind, and how many there are in all."""

    lines: list[WorkLine]
    total: int


_UNDER_WAY = "('approved', 'asked', 'introduced', 'met', 'outcome')"
_NOTHING_UNDER_WAY = (
    f"NOT EXISTS (SELECT 1 FROM matches WHERE need_id = needs.id AND matches.state IN {_UNDER_WAY})"
)
_SENT_BACK = "(SELECT 1 FROM matches WHERE need_id = needs.id AND matches.state IN ('declined', 'lapsed'))"
_LEFT = "(SELECT count(*) FROM matches WHERE need_id = needs.id AND matches.state = 'suggested' AND withdrawn = 0)"
_ON_HOLD = "(SELECT 1 FROM matches WHERE need_id = needs.id AND matches.state = 'on-hold')"

_UNANSWERED = "(SELECT 1 FROM clarifications WHERE need_id = needs.id AND answer IS NULL)"
_ANSWERED = "(SELECT 1 FROM clarifications WHERE need_id = needs.id AND answer IS NOT NULL)"
# No coordinator has done anything with the need since the company's last answer; a need without answers has no NULL to tell.
_UNREAD = (
    f"(EXISTS {_ANSWERED} AND coalesce((SELECT max(id) FROM audit WHERE audit.need_id = needs.id"
    " AND action = 'answer_clarification') > (SELECT max(id) FROM audit WHERE audit.need_id = needs.id"
    " AND actor_role = 'coordinator'), 0))"
)
# Said of the newest question: one that was asked after it has an end of its own.
_YES_AFTER_ALL = (
    "(SELECT max(at) FROM audit WHERE object_type = 'match' AND object_id = matches.id AND action = 'reconsider_answer'"
    " AND json_extract(detail, '$.introduction') = (SELECT id FROM introductions WHERE match_id = matches.id"
    " ORDER BY asked_at DESC, rowid DESC LIMIT 1))"
)

_HANDED_TO_ME = (
    "EXISTS (SELECT 1 FROM handovers WHERE need_id = needs.id AND seen_at IS NULL AND handovers.to_id = :me)"
)


@dataclass(frozen=True, slots=True)
class _Question:
    """How one kind of work is found: since when it waits, until when, and the FROM and WHERE.

    `indexed` means that an index has the lines in their order. Where statistics of one day would mislead SQLite (all
    matches suggested, no question asked yet), the FROM says where to begin: CROSS JOIN and INDEXED BY.
    """

    since: str
    source: str
    due: str = "NULL"
    on_match: bool = False
    on_wait: bool = False
    indexed: bool = False

    @property
    def columns(self) -> str:
        if self.on_wait:
            return (
                f"{self.since} AS since, {self.due} AS due_at, waits.match_id, waits.offering_id, needs.state AS state,"
                " waits.kind, waits.asked_at, waits.reminded_at, waits.company, waits.institution"
            )
        match = "matches.id AS match_id, matches.offering_id AS offering_id, matches.state AS state"
        need = "NULL AS match_id, NULL AS offering_id, needs.state AS state"
        return f"{self.since} AS since, {self.due} AS due_at, {match if self.on_match else need}"

    @property
    def kept(self) -> str:
        """What an index gives in order is read twice, to count it and as far as the limit; all else is found once."""
        return "NOT MATERIALIZED" if self.indexed else "MATERIALIZED"

    @property
    def order(self) -> str:
        """Urgent ones first, then the soonest due or the longest waiting; without a limit as an index of needs has it."""
        return (
            f"turn, {'since' if self.due == 'NULL' else 'coalesce(due_at, since), since'}, need_id, match_id"
        )


_QUESTIONS: Mapping[Work, _Question] = {
    Work.HANDED: _Question(
        since="handovers.handed_at",
        source="FROM handovers INDEXED BY handovers_unseen CROSS JOIN needs ON needs.id = handovers.need_id"
        " WHERE handovers.seen_at IS NULL AND handovers.to_id = :me AND needs.state <> 'closed'",
    ),
    Work.NEW: _Question(
        since="needs.waiting_since",
        indexed=True,
        source="FROM needs WHERE needs.state = 'submitted' AND needs.state <> 'closed'"
        f" AND NOT EXISTS {_ANSWERED}",
    ),
    Work.ANSWERED: _Question(
        since="(SELECT max(answered_at) FROM clarifications WHERE need_id = needs.id)",
        source="FROM needs WHERE needs.state IN ('submitted', 'accepted', 'in-dialogue')"
        f" AND EXISTS {_ANSWERED} AND (needs.state = 'submitted' OR {_UNREAD})",
    ),
    Work.CLARIFICATION_OVERDUE: _Question(
        since="(SELECT min(asked_at) FROM clarifications WHERE need_id = needs.id AND answer IS NULL)",
        due="(SELECT min(due_at) FROM clarifications WHERE need_id = needs.id AND answer IS NULL)",
        source="FROM needs WHERE needs.state IN ('clarification', 'accepted', 'in-dialogue') AND EXISTS"
        " (SELECT 1 FROM clarifications WHERE need_id = needs.id AND answer IS NULL AND due_at <= :now)",
    ),
    Work.PERMISSION_OVERDUE: _Question(
        since="permission_requests.asked_at",
        due="permission_requests.due_at",
        source="FROM permission_requests INDEXED BY permission_requests_open"
        " CROSS JOIN needs ON needs.id = permission_requests.need_id"
        " WHERE permission_requests.answered_at IS NULL AND permission_requests.due_at <= :now"
        " AND needs.state <> 'closed'",
    ),
    Work.CAME_BACK: _Question(
        since="(SELECT max(updated_at) FROM matches WHERE need_id = needs.id AND state IN ('declined', 'lapsed'))",
        source=f"FROM needs WHERE needs.state IN ('accepted', 'in-dialogue') AND EXISTS {_SENT_BACK}"
        f" AND {_NOTHING_UNDER_WAY} AND NOT EXISTS (SELECT 1 FROM matches WHERE need_id = needs.id"
        f" AND matches.state IN ('declined', 'lapsed') AND {_YES_AFTER_ALL} IS NOT NULL)",
    ),
    Work.YES_AFTER_ALL: _Question(
        since=_YES_AFTER_ALL,
        on_match=True,
        source="FROM matches INDEXED BY matches_state CROSS JOIN needs ON needs.id = matches.need_id"
        f" WHERE matches.state IN ('declined', 'lapsed') AND needs.state <> 'closed' AND {_YES_AFTER_ALL} IS NOT NULL",
    ),
    Work.TO_GO_ON: _Question(
        since="needs.waiting_since",
        source=f"FROM needs WHERE needs.state = 'accepted' AND NOT EXISTS {_SENT_BACK} AND {_NOTHING_UNDER_WAY}"
        f" AND ({_LEFT} > 0 OR NOT EXISTS {_ON_HOLD}) AND NOT EXISTS {_UNANSWERED} AND NOT {_UNREAD}",
    ),
    Work.TO_ASK: _Question(
        since="matches.updated_at",
        on_match=True,
        source="FROM matches INDEXED BY matches_state CROSS JOIN needs ON needs.id = matches.need_id"
        " WHERE matches.state = 'approved' AND needs.state IN ('submitted', 'accepted', 'in-dialogue')",
    ),
    Work.TO_CALL: _Question(
        since="introductions.call_since",
        on_match=True,
        source="FROM introductions CROSS JOIN matches ON matches.id = introductions.match_id"
        " CROSS JOIN needs ON needs.id = matches.need_id WHERE introductions.call_since IS NOT NULL"
        " AND matches.state IN ('introduced', 'declined', 'lapsed') AND needs.state <> 'closed'",
    ),
    Work.SILENT: _Question(
        since="introductions.asked_at",
        due="introductions.due_at",
        on_match=True,
        source="FROM introductions CROSS JOIN matches ON matches.id = introductions.match_id"
        " CROSS JOIN needs ON needs.id = matches.need_id WHERE introductions.ended_at IS NULL"
        " AND (introductions.reminded_at IS NOT NULL OR introductions.due_at <= :soon)",
    ),
    Work.FOLLOW_UP: _Question(
        since="matches.updated_at",
        on_match=True,
        source="FROM matches INDEXED BY matches_state CROSS JOIN needs ON needs.id = matches.need_id"
        " WHERE matches.state IN ('introduced', 'met') AND matches.updated_at <= :follow_up AND needs.state <> 'closed'",
    ),
    # An answer that is due soon, or whose side was reminded, presses already and stands among these.
    Work.WAITING: _Question(
        since="waits.asked_at",
        due="waits.due_at",
        on_wait=True,
        source=f"FROM ({WAITS}) AS waits CROSS JOIN needs ON needs.id = waits.need_id WHERE needs.state <> 'closed'"
        " AND waits.due_at > :now AND (waits.company OR waits.institution)"
        " AND NOT (waits.kind = 'introduction' AND (waits.reminded_at IS NOT NULL OR waits.due_at <= :soon))",
    ),
}


def list_work(
    db: Database,
    kind: Work,
    *,
    now: datetime,
    soon: datetime,
    follow_up: datetime,
    user_id: str | None,
    only_mine: bool = False,
    limit: int = 10,
) -> WorkGroup:
    """The lines of one kind as one person has them before them, urgent and then the longest waiting first.

    What was handed to them and not looked at yet stands in that group alone. `only_mine` leaves out what others have.
    Answers due by `soon` press already; what was introduced or met by `follow_up` is to be asked after.
    """
    asked = _QUESTIONS[kind]
    narrowed = "" if kind is Work.HANDED else f" AND NOT {_HANDED_TO_ME}"
    narrowed += " AND (needs.assignee_id = :me OR needs.assignee_id IS NULL)" if only_mine else ""
    sql = (
        f"WITH found AS {asked.kept} (SELECT needs.id AS need_id, needs.version_id, needs.company_id, needs.assignee_id,"
        f" needs.turn, needs.submitted_at AS sent_at, {asked.columns}"
        f" {asked.source}{narrowed}),"
        f" shown AS (SELECT *, (SELECT count(*) FROM found) AS total FROM found ORDER BY {asked.order} LIMIT :limit)"
        " SELECT shown.*, need_versions.title, need_versions.language, companies.name AS company_name,"
        f" {_LEFT.replace('needs.id', 'shown.need_id')} AS left_over"
        " FROM shown JOIN need_versions ON need_versions.id = shown.version_id"
        f" JOIN companies ON companies.id = shown.company_id ORDER BY {asked.order}"
    )
    params = {
        "now": to_text(now),
        "soon": to_text(soon),
        "follow_up": to_text(follow_up),
        "me": user_id,
        "limit": limit,
    }
    rows = list(db.query(sql, params))
    return WorkGroup([_line(row) for row in rows], rows[0]["total"] if rows else 0)


def find_next_need(db: Database, *, user_id: str | None, passed: Collection[str] = ()) -> str | None:
    """The need that a person reads next: theirs or nobody's, urgent and then the longest waiting first, none of `passed`.

    One that is taken up counts only while suggestions of it are left: with none there is nothing to read. None when
    there is no other.
    """
    sql = (
        "SELECT id FROM needs INDEXED BY needs_turn WHERE needs.state <> 'closed'"
        f" AND needs.id NOT IN ({', '.join('?' * len(passed))})"
        " AND needs.state IN ('submitted', 'accepted') AND (needs.assignee_id = ? OR needs.assignee_id IS NULL)"
        f" AND {_NOTHING_UNDER_WAY} AND ({_LEFT} > 0 OR (needs.state = 'submitted' AND NOT EXISTS {_ON_HOLD}))"
        " ORDER BY turn, waiting_since, id LIMIT 1"
    )
    for row in list(db.query(sql, [*passed, user_id])):
        return str(row["id"])
    return None


def has_unread_answer(db: Database, need_id: str) -> bool:
    """Whether the company has answered a question and no coordinator has done anything with the need since."""
    return bool(list(db.query(f"SELECT 1 FROM needs WHERE id = ? AND {_UNREAD}", [need_id])))


def _line(row: Mapping[str, Any]) -> WorkLine:
    return WorkLine(
        need_id=row["need_id"],
        title=row["title"],
        language=Language(row["language"]),
        company_name=row["company_name"],
        assignee_id=row["assignee_id"],
        urgent=row["turn"] == 0,
        since=to_time(row["since"]),
        due_at=to_time_or_none(row["due_at"]),
        match_id=row["match_id"],
        offering_id=row["offering_id"],
        state=row["state"],
        left=row["left_over"],
        sent_at=to_time(row["sent_at"]),
        wait=to_wait(row) if "kind" in row else None,
    )
