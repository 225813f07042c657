"""A coordinator writes down a need that was told by phone or during a visit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from matchmaker.matching.index import Index
from matchmaker.model.codes import Language
from matchmaker.model.company import Company, CompanyProfile, ConsentPurpose
from matchmaker.model.errors import Conflict, NotAllowed, NotFound
from matchmaker.model.need import Need, NeedChannel, NeedContent
from matchmaker.model.user import Actor, MembershipState, Role
from matchmaker.operations.company_identity import identity_of
from matchmaker.operations.naming import Identity
from matchmaker.operations.submit_need import ConsentGiven, living_entry, rank_now, store_need
from matchmaker.operations.word_summary import with_summary
from matchmaker.store import audit, companies, drafts, needs, users
from matchmaker.store.database import write_tx


@dataclass(frozen=True, slots=True)
class Contact:
    """Who may follow the need on the company's pages."""

    name: str
    email: str
    language: Language


def enter_need(
    db: Database,
    index: Index,
    *,
    company: str | CompanyProfile,
    content: NeedContent,
    consent: ConsentGiven,
    channel: NeedChannel,
    contact: Contact | None,
    submission_key: str,
    model_version: str,
    actor: Actor,
    now: datetime,
    draft_id: str | None = None,
    told_apart: Collection[str] = (),
) -> Need:
    """Rank a need for a company, known by its id or new by its profile, and store it; all of it or nothing.

    A need without a summary gets the proposed one. Side effects: those of `submit_need`, the draft's end among them; with
    them, for a new company, its row and an audit row; for a contact who has no membership there yet, an account and an
    invitation that their first sign-in accepts. A second call with the same `submission_key` returns the first one's need
    and does nothing. Raises NotAllowed without consent to matching (`no-consent`), NotFound for an unknown or merged
    company, Conflict when the new company is here already (`business_id` or `name`; the value of a `name` conflict is the
    company's id, unless it is among those `told_apart`) or when the contact belongs to another company (`email`).
    """
    if ConsentPurpose.MATCH not in consent.purposes:
        raise NotAllowed("enter_need", "no-consent")
    already = needs.find_need_by_submission(db, submission_key)
    if already is not None:
        return already
    profile = _known(db, company).profile if isinstance(company, str) else company
    ranking = rank_now(db, index, content=content, company=profile, model_version=model_version, now=now)
    with write_tx(db):
        already = needs.find_need_by_submission(db, submission_key)
        if already is not None:
            return already
        company_id = _entry(db, company, told_apart, actor, now)
        if contact is not None:
            invite_contact(db, company_id, contact, actor, now)
        if draft_id is not None:
            drafts.delete_draft(db, draft_id)
        return store_need(
            db,
            ranking,
            company_id=company_id,
            content=with_summary(content, _identity(db, company_id, consent, contact)),
            consent=consent,
            submission_key=submission_key,
            actor=actor,
            now=now,
            channel=channel,
        )


def _identity(db: Database, company_id: str, consent: ConsentGiven, contact: Contact | None) -> Identity:
    known = identity_of(db, company_id)
    named = (consent.agreed_by, contact.name if contact else "")
    return Identity(known.companies, (*known.people, *(name for name in named if name)))


def _known(db: Database, company_id: str) -> Company:
    company = companies.get_company(db, company_id)
    if company.merged_into:
        raise NotFound("company", company_id)
    return company


def _entry(
    db: Database, company: str | CompanyProfile, told_apart: Collection[str], actor: Actor, now: datetime
) -> str:
    """The id of the company that lives on, or of a new one."""
    return (
        living_entry(db, company)
        if isinstance(company, str)
        else _add_company(db, company, told_apart, actor, now)
    )


def _add_company(
    db: Database, profile: CompanyProfile, told_apart: Collection[str], actor: Actor, now: datetime
) -> str:
    namesake = companies.find_company_by_name(db, profile.name, profile.municipality or "")
    two_ids = bool(namesake and profile.business_id and namesake.profile.business_id)
    if namesake is not None and namesake.id not in told_apart and not two_ids:
        raise Conflict("company", "name", namesake.id)
    writer = users.find_user(db, actor.user_id) if actor.user_id else None
    company = companies.add_company(
        db, profile, now=now, is_demo=writer.is_demo if writer is not None else False
    )
    audit.record_of_company(db, "register_company", company.id, actor, now)
    return company.id


def add_contact(db: Database, *, company_id: str, contact: Contact, actor: Actor, now: datetime) -> None:
    """Let mails about a company's needs reach somebody, who may sign in from then on.

    Side effects: those of `enter_need` for a contact. Raises NotFound for an unknown or merged company, Conflict (`email`)
    for a person of another company.
    """
    with write_tx(db):
        invite_contact(db, _known(db, company_id).id, contact, actor, now)


def invite_contact(db: Database, company_id: str, contact: Contact, actor: Actor, now: datetime) -> None:
    """Give a contact an account and an invitation inside the caller's write transaction; nothing for a member."""
    user = users.find_user_by_email(db, contact.email) or users.add_user(
        db, email=contact.email, language=contact.language, now=now, name=contact.name
    )
    held = [m for m in users.list_memberships(db, user.id) if m.role is Role.COMPANY]
    if any(membership.company_id == company_id for membership in held):
        return
    if held:
        raise Conflict("membership", "email", contact.email)
    users.add_membership(
        db,
        user_id=user.id,
        role=Role.COMPANY,
        state=MembershipState.INVITED,
        now=now,
        company_id=company_id,
        created_by=actor.user_id,
    )
    audit.record_of_company(db, "invite_member", company_id, actor, now, {"user": user.id})
