"""A company corrects or completes a need that it has sent; a coordinator what was told by phone, and plain facts of any."""

from dataclasses import fields
from datetime import datetime

from sqlite_utils import Database

from matchmaker.matching.index import Index
from matchmaker.model.errors import AlreadyDecided, NotAllowed, NotFound
from matchmaker.model.match import MatchState
from matchmaker.model.need import Need, NeedContent, NeedState
from matchmaker.model.user import Actor, Role
from matchmaker.operations.answer_clarification import answer_with_text
from matchmaker.operations.days import day_in_finland
from matchmaker.operations.need_mails import enqueue_need_corrected, enqueue_need_news
from matchmaker.operations.rank_need import RankedNeed, rank_need
from matchmaker.operations.refresh_matches import number_ranked_for
from matchmaker.store import audit, companies, matches, needs
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
    changed = [
        field.name
        for field in fields(content)
        if getattr(content, field.name) != getattr(before.content, field.name)
    ]
    _check(before, company_id, seen_version_id, changed)
    if not changed:
        return before
    by_company = actor.role is Role.COMPANY
    if not by_company and not PLAIN_FACTS.issuperset(changed) and needs.is_written_by_company(db, need_id):
        raise NotAllowed("edit_need", "company")
    catalogue = number_ranked_for(db, index)
    ranked = _rank_again(db, index, company_id, content, now) if _RANKED_BY & set(changed) else None
    with write_tx(db):
        current = needs.get_need(db, need_id)
        _check(current, company_id, seen_version_id, changed)
        need = needs.add_need_version(db, need_id, content, created_by=actor.user_id, now=now)
        if ranked is not None:
            _store(db, need, ranked, model_version, now)
            needs.set_ranked(db, need_id, catalogue=catalogue, no_good_match=ranked.no_good_match)
        if by_company and ranked is not None:
            answer_with_text(db, need, actor, now)
            if current.state is NeedState.CLARIFICATION:
                needs.move_need(db, need_id, before=current.state, after=NeedState.SUBMITTED, now=now)
        audit.record_of_need(
            db, "edit_need", need_id, actor, now, {"changed": changed, "version": need.version_number}
        )
        if by_company:
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


def _rank_again(
    db: Database, index: Index, company_id: str, content: NeedContent, now: datetime
) -> RankedNeed:
    profile = companies.get_company(db, company_id).profile
    return rank_need(db, index, content=content, company=profile, as_of=day_in_finland(now))


def _store(db: Database, need: Need, ranked: RankedNeed, model_version: str, now: datetime) -> None:
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
        model_version=model_version,
        now=now,
    )
