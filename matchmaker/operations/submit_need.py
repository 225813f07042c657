"""A company (or a coordinator for it) sends a need."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from matchmaker.matching.index import Index
from matchmaker.model.company import CompanyProfile, ConsentChannel, ConsentPurpose
from matchmaker.model.errors import NotAllowed
from matchmaker.model.introduction import MailKind
from matchmaker.model.need import Need, NeedChannel, NeedContent
from matchmaker.model.user import Actor, Role
from matchmaker.operations.days import day_in_finland
from matchmaker.operations.rank_need import RankedNeed, rank_need
from matchmaker.operations.refresh_matches import number_ranked_for
from matchmaker.store import audit, companies, drafts, matches, needs, outbox, users
from matchmaker.store.database import write_tx


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """Who agreed to which purposes, under which text, how and when. `purposes` must contain MATCH to rank at all."""

    purposes: frozenset[ConsentPurpose]
    text_version: str
    agreed_by: str
    channel: ConsentChannel
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Ranking:
    """What the engine says of a need, for which state of the catalogue, by which model."""

    ranked: RankedNeed
    catalogue: int
    model_version: str


def submit_need(
    db: Database,
    index: Index,
    *,
    company_id: str,
    content: NeedContent,
    consent: ConsentGiven,
    submission_key: str,
    model_version: str,
    actor: Actor,
    now: datetime,
    channel: NeedChannel = NeedChannel.WEB,
    draft_id: str | None = None,
) -> Need:
    """Rank without a lock, then store the need with its version, consents, matches, audit row and mails in one transaction.

    Side effects: rows in needs, need_versions, consents, matches, audit; the draft is deleted; one mail to the sender
    (receipt) and one to each coordinator. A second call with the same `submission_key` returns the first one's need and
    does nothing. The need of a company that was merged belongs to the entry that lives on. Raises NotAllowed without
    consent to matching, NotFound for an unknown company.
    """
    if ConsentPurpose.MATCH not in consent.purposes:
        raise NotAllowed("submit_need", "no-consent")
    company = companies.get_company(db, company_id)
    already = needs.find_need_by_submission(db, submission_key)
    if already is not None:
        return already
    ranking = rank_now(
        db, index, content=content, company=company.profile, model_version=model_version, now=now
    )
    with write_tx(db):
        already = needs.find_need_by_submission(db, submission_key)
        if already is not None:
            return already
        need = store_need(
            db,
            ranking,
            # Ranking takes a moment, in which the entry may have been merged.
            company_id=living_entry(db, company_id),
            content=content,
            consent=consent,
            submission_key=submission_key,
            actor=actor,
            now=now,
            channel=channel,
        )
        if draft_id is not None:
            drafts.delete_draft(db, draft_id)
    return need


def rank_now(
    db: Database,
    index: Index,
    *,
    content: NeedContent,
    company: CompanyProfile,
    model_version: str,
    now: datetime,
) -> Ranking:
    """Rank a need that is not stored yet. Reads only, without a lock."""
    catalogue = number_ranked_for(db, index)
    ranked = rank_need(db, index, content=content, company=company, as_of=day_in_finland(now))
    return Ranking(ranked, catalogue, model_version)


def store_need(
    db: Database,
    ranking: Ranking,
    *,
    company_id: str,
    content: NeedContent,
    consent: ConsentGiven,
    submission_key: str,
    actor: Actor,
    now: datetime,
    channel: NeedChannel,
) -> Need:
    """Store a ranked need inside the caller's write transaction. Side effects: those of `submit_need`, but for the draft."""
    ranked = ranking.ranked
    need = needs.add_need(
        db,
        company_id=company_id,
        content=content,
        channel=channel,
        submission_key=submission_key,
        created_by=actor.user_id,
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
    store_consents(db, need, consent, actor)
    audit.record_of_need(
        db,
        "submit_need" if channel is NeedChannel.WEB else "enter_need",
        need.id,
        actor,
        now,
        {"channel": channel, "suggested": 0 if ranked.no_good_match else len(ranked.results)},
    )
    _enqueue_mails(db, need, actor, now)
    return needs.get_need(db, need.id)


def living_entry(db: Database, company_id: str) -> str:
    """The entry that a company's entry was merged into, and that one's, to the one that lives on."""
    company = companies.get_company(db, company_id)
    return company.id if company.merged_into is None else living_entry(db, company.merged_into)


def store_consents(db: Database, need: Need, consent: ConsentGiven, actor: Actor) -> None:
    """Insert the consents to a need's purposes inside the caller's write transaction."""
    for purpose in sorted(consent.purposes):
        companies.add_consent(
            db,
            company_id=need.company_id,
            need_id=need.id,
            purpose=purpose,
            text_version=consent.text_version,
            agreed_by=consent.agreed_by,
            channel=consent.channel,
            given_at=consent.given_at,
            recorded_by=actor.user_id,
        )


def _enqueue_mails(db: Database, need: Need, actor: Actor, now: datetime) -> None:
    params = {"need_id": need.id}
    if actor.role is Role.COMPANY and actor.user_id is not None:
        sender = users.get_user(db, actor.user_id)
        outbox.enqueue(
            db,
            template="need_received",
            recipient=sender.email,
            language=sender.language,
            params=params,
            now=now,
        )
    for coordinator in users.list_users_with_role(db, Role.COORDINATOR):
        if coordinator.id != actor.user_id:
            outbox.enqueue(
                db,
                template="need_waiting",
                recipient=coordinator.email,
                language=coordinator.language,
                params=params,
                now=now,
                kind=MailKind.NOTICE,
            )
