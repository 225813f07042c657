"""A company corrects or completes a need that it has sent; a coordinator what was told by phone, and plain facts of any."""

from collections.abc import Collection
from datetime import datetime

from sqlite_utils import Database

from matchmaker.matching.index import Index
from matchmaker.model.changes import changed_parts
from matchmaker.model.errors import AlreadyDecided, NotAllowed, NotFound
from matchmaker.model.match import MatchState
from matchmaker.model.need import Need, NeedContent, NeedState
from matchmaker.model.user import Actor, Role
from matchmaker.operations.answer_clarification import answer_with_text
from matchmaker.operations.need_mails import enqueue_need_corrected, enqueue_need_news
from matchmaker.operations.submit_need import Ranking, rank_now
from matchmaker.store import audit, authorship, companies, matches, needs
from matchmaker.store.database import write_tx

# Once the company and an institution talk, the text is what both agreed to talk about.
EDITABLE = frozenset({NeedState.SUBMITTED, NeedState.CLARIFICATION, NeedState.ACCEPTED})

# What ranking reads. A change of anything else, such as the telephone number, leaves the matches alone.
_RANKED_BY = frozenset({"title", "description", "language", "helps", "sector"})

# What a coordinator may correct of a need that its company wrote: no words of its own, and nothing that it opened or closed.
PLAIN_FACTS = frozenset({"language", "helps", "sector", "urgency", "call_me", "phone"})


# How the company is reached may change as long as the need is open.
REACH = frozenset({"call_me", "phone"})


def edit_need(
    db: Database,
    index: Index,
    *,
    need_id: str,
    company_id: str,
    seen_version_id: str,
    content: NeedContent,
    model_version: str,
    actor: Actor,
    now: datetime,
) -> Need:
    """Make a new version of a need. The old one stays, so that what changed can be shown.

    Side effects: a version, an audit row naming the changed parts; a question that waited counts as answered by a
    new text; a notice goes to the coordinator who has taken the need up. What a coordinator corrects answers nothing and
    is told to the company instead, where a mail reaches it. When the text, the help or the field changed, the need is
    ranked again: untouched matches are renewed or withdrawn, rejected ones that fit the new text return to the queue by a
    decision of the service, all other decisions stand. Nothing happens when nothing changed. Raises NotFound for another
    company's need, NotAllowed in a state that is not editable (the telephone number is while the need is open) or when a
    coordinator changes words of the company's own (`company`), AlreadyDecided when somebody else edited it since
    `seen_version_id`.
    """
    before = needs.get_need(db, need_id)
    changed = changed_parts(before.content, content)
    _check(before, company_id, seen_version_id, changed)
    if not changed:
        return before
    _check_whose_words(db, need_id, changed, actor)
    ranking = None
    if not _RANKED_BY.isdisjoint(changed):
        profile = companies.get_company(db, company_id).profile
        ranking = rank_now(db, index, content=content, company=profile, model_version=model_version, now=now)
    with write_tx(db):
        current = needs.get_need(db, need_id)
        _check(current, company_id, seen_version_id, changed)
        need = needs.add_need_version(db, need_id, content, created_by=actor.user_id, now=now)
        if ranking is not None:
            _store(db, need, ranking, now)
            _answer(db, need, current.state, actor, now)
        detail = {"changed": changed, "version": need.version_number}
        audit.record_of_need(db, "edit_need", need_id, actor, now, detail)
        if actor.role is Role.COMPANY:
            enqueue_need_news(db, "need_edited", need, {}, now)
        else:
            enqueue_need_corrected(db, need, changed, now)
    return needs.get_need(db, need_id)


def _check(need: Need, company_id: str, seen_version_id: str, changed: list[str]) -> None:
    if need.company_id != company_id:
        raise NotFound("need", need.id)
    if need.state not in EDITABLE and (need.state is NeedState.CLOSED or not REACH.issuperset(changed)):
        raise NotAllowed("edit_need", need.state)
    if need.version_id != seen_version_id:
        raise AlreadyDecided("need", need.id, need.version_id)


def _check_whose_words(db: Database, need_id: str, changed: Collection[str], actor: Actor) -> None:
    if actor.role is Role.COMPANY or PLAIN_FACTS.issuperset(changed):
        return
    if authorship.is_written_by_company(db, need_id):
        raise NotAllowed("edit_need", "company")


def _answer(db: Database, need: Need, before: NeedState, actor: Actor, now: datetime) -> None:
    """A company's new text answers what it was asked."""
    if actor.role is not Role.COMPANY:
        return
    answer_with_text(db, need, actor, now)
    if before is NeedState.CLARIFICATION:
        needs.move_need(db, need.id, before=before, after=NeedState.SUBMITTED, now=now)


def _store(db: Database, need: Need, ranking: Ranking, now: datetime) -> None:
    ranked = ranking.ranked
    named = {result.offering_id for result in ranked.results}
    for match in matches.list_matches(db, need.id, states=[MatchState.REJECTED]):
        if match.offering_id in named:
            matches.move_match(
                db,
                match.id,
                before=MatchState.REJECTED,
                after=MatchState.SUGGESTED,
                reason=None,
                note="",
                actor_id=None,
                now=now,
            )
    matches.store_run(
        db,
        need_id=need.id,
        need_version_id=need.version_id,
        results=ranked.results,
        model_version=ranking.model_version,
        now=now,
    )
    needs.set_ranked(db, need.id, catalogue=ranking.catalogue, no_good_match=ranked.no_good_match)
