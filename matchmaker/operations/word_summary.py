"""A coordinator words what institutions read first of a need that the company did not summarise itself."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.errors import AlreadyDecided, NotAllowed
from matchmaker.model.match import MatchState
from matchmaker.model.need import Audience, Need, NeedContent, NeedPart
from matchmaker.model.user import Actor
from matchmaker.operations.company_identity import identity_of
from matchmaker.operations.edit_need import EDITABLE
from matchmaker.operations.naming import Identity
from matchmaker.operations.opened_need import ASKED_STATES
from matchmaker.operations.propose_summary import names_found, propose_summary
from matchmaker.store import audit, authorship, matches, needs
from matchmaker.store.database import write_tx

_ASKED = (MatchState.ASKED, MatchState.INTRODUCED, MatchState.MET, MatchState.OUTCOME)


class NamesSomebody(NotAllowed):
    """The summary tells who the company is; `found` are the words that do."""

    def __init__(self, found: list[str]) -> None:
        super().__init__("word_summary", "names")
        self.found = found


def with_summary(content: NeedContent, identity: Identity) -> NeedContent:
    """The content with its summary, proposed from the text where there is none."""
    if content.summary:
        return content
    return replace(content, summary=proposal_for(content, identity))


def proposal_for(content: NeedContent, identity: Identity) -> str:
    """The summary that the rules make of a need's text; a title that institutions see is not said again."""
    shown = content.openness.get(NeedPart.TITLE) is Audience.ASKED
    return propose_summary(content.title, content.description, content.language, identity, title_shown=shown)


@dataclass(frozen=True, slots=True)
class Renewal:
    """A summary proposed for a changed text; `silent` when it may take the old proposal's place without asking."""

    summary: str
    silent: bool


def renewal(db: Database, need: Need, changed: NeedContent) -> Renewal | None:
    """The summary that a changed text calls for, None when the present one may stay or was itself changed. Reads only.

    What the company wrote itself, and what an institution has read, is never overwritten without asking.
    """
    identity = identity_of(db, need.company_id)
    before, after = proposal_for(need.content, identity), proposal_for(changed, identity)
    kept = need.content.summary or before
    if changed.summary != kept or after in (before, kept):
        return None
    read = matches.list_matches(db, need.id, states=ASKED_STATES)
    return Renewal(after, silent=kept == before and not read)


def hindrance(db: Database, need: Need) -> str:
    """Why a coordinator may not word this need's summary ('' when they may): `closed`, `company` (its own words), `asked`."""
    if need.state not in EDITABLE:
        return "closed"
    if need.content.summary and authorship.is_summary_of_company(db, need.id):
        return "company"
    return "asked" if matches.list_matches(db, need.id, states=_ASKED) else ""


def word_summary(
    db: Database, *, need_id: str, seen_version_id: str, summary: str, actor: Actor, now: datetime
) -> Need:
    """Make a new version of the need with this summary and nothing else changed.

    Side effects: a version, an audit row; nothing when it is the present one. Raises NotAllowed (`empty`, NamesSomebody, and
    those of `hindrance`), AlreadyDecided when somebody has edited the need since `seen_version_id`.
    """
    with write_tx(db):
        need = needs.get_need(db, need_id)
        reason = hindrance(db, need)
        if reason or not summary.strip():
            raise NotAllowed("word_summary", reason or "empty")
        found = names_found(summary, identity_of(db, need.company_id))
        if found:
            raise NamesSomebody(found)
        if need.version_id != seen_version_id:
            raise AlreadyDecided("need", need.id, need.version_id)
        if summary == need.content.summary:
            return need
        changed = replace(need.content, summary=summary)
        need = needs.add_need_version(db, need_id, changed, created_by=actor.user_id, now=now)
        audit.record_of_need(db, "word_summary", need_id, actor, now, {"version": need.version_number})
        return need
