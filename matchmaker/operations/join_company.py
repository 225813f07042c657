"""People and their company: registering it, asking to join it, accepting, leaving.

The first to name a company becomes its member. Whoever names one that is here already asks to join; a member or a
coordinator accepts, and until then sees nothing of it.
"""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.company import Company, CompanyProfile
from matchmaker.model.errors import NotAllowed, NotFound
from matchmaker.model.introduction import MailKind
from matchmaker.model.user import Actor, Membership, MembershipState, Role, User
from matchmaker.store import audit, companies, outbox, users
from matchmaker.store.database import write_tx


def register_company(db: Database, *, profile: CompanyProfile, user: User, now: datetime) -> Membership:
    """Make the company and its first member, or ask to join the one that is here. Returns an active or requested membership.

    A company is here when one has the business ID, or, where either has none, the same name in the same municipality.
    Side effects: rows in companies and memberships, an audit row; a request is mailed to the members, or to the
    coordinators when there are none. A second call finds the first one's membership. Raises NotAllowed while another
    request of the user waits.
    """
    actor = Actor(user.id, Role.COMPANY)
    with write_tx(db):
        held = [m for m in users.list_memberships(db, user.id) if m.role is Role.COMPANY]
        company = _find_known(db, profile)
        same = next((m for m in held if company is not None and m.company_id == company.id), None)
        if same is not None:
            return same
        if held:
            raise NotAllowed("register_company", "has-company")
        if company is not None:
            return _ask_to_join(db, company, user, actor, now)
        company = companies.add_company(db, profile, now=now, is_demo=user.is_demo)
        audit.record_of_company(db, "register_company", company.id, actor, now, {"user": user.id})
        membership = users.add_membership(
            db,
            user_id=user.id,
            role=Role.COMPANY,
            state=MembershipState.REQUESTED,
            now=now,
            company_id=company.id,
            created_by=user.id,
        )
        users.set_membership_state(db, membership.id, MembershipState.ACTIVE, now=now, by=user.id)
        return users.get_membership(db, membership.id)


def accept_member(
    db: Database, *, membership_id: str, company_id: str, actor: Actor, now: datetime
) -> Membership:
    """Let a person who asked into the company. Side effects: the membership, an audit row, a mail to the person.

    A second call does nothing. Raises NotFound for a membership of another company or one that has ended.
    """
    with write_tx(db):
        membership = _membership_of(db, membership_id, company_id)
        if membership.state is MembershipState.ACTIVE:
            return membership
        users.set_membership_state(db, membership.id, MembershipState.ACTIVE, now=now, by=actor.user_id)
        audit.record_of_company(db, "accept_member", company_id, actor, now, {"user": membership.user_id})
        person = users.get_user(db, membership.user_id)
        company = companies.get_company(db, company_id)
        outbox.enqueue(
            db,
            template="membership_accepted",
            recipient=person.email,
            language=person.language,
            params={"company": company.profile.name},
            now=now,
        )
        return users.get_membership(db, membership.id)


def end_membership(db: Database, *, membership_id: str, company_id: str, actor: Actor, now: datetime) -> None:
    """Refuse a request, remove a member or take one's own request back. Side effects: the membership, an audit row.

    Raises NotFound as `accept_member` does, NotAllowed for the last member: a company keeps somebody who answers for it.
    """
    with write_tx(db):
        membership = _membership_of(db, membership_id, company_id)
        active = [
            m
            for m, _user in users.list_members(db, company_id=company_id)
            if m.state is MembershipState.ACTIVE
        ]
        if [m.id for m in active] == [membership.id]:
            raise NotAllowed("end_membership", "last-member")
        users.set_membership_state(db, membership.id, MembershipState.ENDED, now=now, by=actor.user_id)
        audit.record_of_company(db, "end_membership", company_id, actor, now, {"user": membership.user_id})


def _find_known(db: Database, profile: CompanyProfile) -> Company | None:
    if profile.business_id is not None:
        company = companies.find_company_by_business_id(db, profile.business_id)
        if company is not None:
            return company
    if profile.municipality is None:
        return None
    namesake = companies.find_company_by_name(db, profile.name, profile.municipality)
    if namesake is None or (profile.business_id and namesake.profile.business_id):
        return None  # both have a business ID and they differ: two companies of one name
    return namesake


def _ask_to_join(db: Database, company: Company, user: User, actor: Actor, now: datetime) -> Membership:
    membership = users.add_membership(
        db,
        user_id=user.id,
        role=Role.COMPANY,
        state=MembershipState.REQUESTED,
        now=now,
        company_id=company.id,
        created_by=user.id,
    )
    audit.record_of_company(db, "ask_to_join", company.id, actor, now, {"user": user.id})
    members = [
        person for held, person in users.list_members(db, company_id=company.id) if _counts(held, person)
    ]
    page = "/company/members" if members else "/coordinator/companies"
    for recipient in members or users.list_users_with_role(db, Role.COORDINATOR):
        outbox.enqueue(
            db,
            template="membership_requested",
            recipient=recipient.email,
            language=recipient.language,
            params={"company": company.profile.name, "person": user.email, "page": page},
            now=now,
            kind=MailKind.NOTICE,
        )
    return membership


def _counts(membership: Membership, person: User) -> bool:
    return membership.state is MembershipState.ACTIVE and person.disabled_at is None


def _membership_of(db: Database, membership_id: str, company_id: str) -> Membership:
    membership = users.get_membership(db, membership_id)
    if membership.company_id != company_id or membership.state is MembershipState.ENDED:
        raise NotFound("membership", membership_id)
    return membership
