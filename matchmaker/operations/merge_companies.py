"""Two entries of one company become one."""

from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.company import Company, CompanyProfile
from matchmaker.model.errors import NotAllowed
from matchmaker.model.user import Actor, MembershipState
from matchmaker.store import audit, companies, needs, users
from matchmaker.store.database import write_tx


def merge_companies(db: Database, *, company_id: str, into: str, actor: Actor, now: datetime) -> Company:
    """Hand everything of one entry to another; what the survivor's profile lacks is taken from the one that goes.

    Side effects: needs, consents and memberships move, the survivor's open needs wait to be ranked by its completed
    profile, the merged entry points to the survivor, audit row. Drafts belong to people and stay as they are. Raises
    NotAllowed for an entry with itself (`same`), for one already merged (`merged`), and for two different business IDs
    (`business-ids`): those are two companies.
    """
    if company_id == into:
        raise NotAllowed("merge_companies", "same")
    with write_tx(db):
        gone, survivor = companies.get_company(db, company_id), companies.get_company(db, into)
        if gone.merged_into or survivor.merged_into:
            raise NotAllowed("merge_companies", "merged")
        ids = {gone.profile.business_id, survivor.profile.business_id} - {None}
        if len(ids) > 1:
            raise NotAllowed("merge_companies", "business-ids")
        companies.move_company_rows(db, company_id, into)
        _move_members(db, company_id, into, actor, now)
        companies.mark_merged(db, company_id, into, now)
        companies.update_profile(db, into, _completed(survivor.profile, gone.profile), now)
        needs.mark_unranked(db, into)
        audit.record_of_company(db, "merge_companies", into, actor, now, {"merged": company_id})
        return companies.get_company(db, into)


def _move_members(db: Database, company_id: str, into: str, actor: Actor, now: datetime) -> None:
    """Each person keeps the stronger of the two memberships: who was in stays in."""
    there = {user.id: membership for membership, user in users.list_members(db, company_id=into)}
    for membership, user in users.list_members(db, company_id=company_id):
        users.set_membership_state(db, membership.id, MembershipState.ENDED, now=now, by=actor.user_id)
        kept = there.get(user.id) or users.add_membership(
            db,
            user_id=user.id,
            role=membership.role,
            state=membership.state,
            now=now,
            company_id=into,
            created_by=actor.user_id,
        )
        if membership.state is MembershipState.ACTIVE and kept.state is not MembershipState.ACTIVE:
            users.set_membership_state(db, kept.id, MembershipState.ACTIVE, now=now, by=actor.user_id)


def _completed(kept: CompanyProfile, other: CompanyProfile) -> CompanyProfile:
    return replace(
        kept,
        business_id=kept.business_id or other.business_id,
        municipality=kept.municipality or other.municipality,
        size=kept.size or other.size,
        sector=kept.sector or other.sector,
        nace_section=kept.nace_section or other.nace_section,
        makes=kept.makes or other.makes,
        website=kept.website or other.website,
    )
