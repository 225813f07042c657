"""An approved match becomes visible to the institution, as far as the company opened its need."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.company import ConsentPurpose
from matchmaker.model.errors import NotAllowed
from matchmaker.model.match import Decision, MatchState
from matchmaker.model.user import Actor
from matchmaker.operations.decide_match import decide_match
from matchmaker.store import companies, matches, needs


def ask_both_sides(db: Database, *, match_id: str, actor: Actor, now: datetime) -> Decision:
    """Move an approved match to asked. Side effects: those of `decide_match`.

    Raises NotAllowed without a standing consent to introduce for this need (`no-consent`) or when the need is closed
    (`closed`), AlreadyDecided when the match is no longer approved.
    """
    match = matches.get_match(db, match_id)
    need = needs.get_need(db, match.need_id)
    given = companies.list_consents(db, need.company_id, need.id)
    if not any(c.purpose is ConsentPurpose.INTRODUCE and c.withdrawn_at is None for c in given):
        raise NotAllowed("ask_both_sides", "no-consent")
    return decide_match(
        db, match_id=match_id, seen=MatchState.APPROVED, after=MatchState.ASKED, actor=actor, now=now
    )
