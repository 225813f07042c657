"""Inviting a person by e-mail: an account, a membership that waits, and a mail with a link."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.errors import NotAllowed
from matchmaker.model.user import Actor, Membership, MembershipState, Role, User
from matchmaker.store import audit, companies, institutions, outbox, users
from matchmaker.store.database import write_tx

# Where the link in the mail leads.
FIRST_PAGE = {
    Role.COMPANY: "/company/needs",
    Role.INSTITUTION: "/institution/offerings",
    Role.COORDINATOR: "/coordinator/needs",
    Role.ADMIN: "/admin",
}


@dataclass(frozen=True, slots=True)
class Invited:
    """The person and the membership; `mailed` is False when the person has the role already."""

    user: User
    membership: Membership
    mailed: bool


def invite_user(
    db: Database,
    *,
    email: str,
    role: Role,
    language: Language,
    actor: Actor,
    now: datetime,
    name: str = "",
    company_id: str | None = None,
    institution_id: str | None = None,
) -> Invited:
    """Invite the owner of an address to a role; the first sign-in accepts. Inviting again sends another mail.

    `company_id` goes with Role.COMPANY, `institution_id` with Role.INSTITUTION. Side effects: a user and an invited
    membership where there are none, an audit row, a mail. Raises NotFound for an unknown organisation, NotAllowed when
    a coordinator invites to anything but an institution (`role`), when the account is closed (`disabled`) or when the
    person belongs to another organisation of the kind (`elsewhere`): a person acts for one at a time.
    """
    if actor.role is not Role.ADMIN and role is not Role.INSTITUTION:
        raise NotAllowed("invite_user", "role")
    with write_tx(db):
        organisation = _organisation_name(db, company_id, institution_id)
        user = users.find_user_by_email(db, email) or users.add_user(
            db, email=email, language=language, now=now, name=name
        )
        membership = _membership(db, user, role, company_id, institution_id, actor, now)
        if membership.state is MembershipState.ACTIVE:
            return Invited(user, membership, mailed=False)
        _send(db, user, role, organisation, actor, now)
        audit.record(
            db,
            actor=actor,
            action="invite_user",
            object_type="user",
            object_id=user.id,
            now=now,
            detail={"role": role, "company_id": company_id, "institution_id": institution_id},
        )
        return Invited(user, membership, mailed=True)


def _organisation_name(db: Database, company_id: str | None, institution_id: str | None) -> str:
    if institution_id is not None:
        return institutions.get_institution(db, institution_id).name
    return companies.get_company(db, company_id).profile.name if company_id is not None else ""


def _membership(
    db: Database,
    user: User,
    role: Role,
    company_id: str | None,
    institution_id: str | None,
    actor: Actor,
    now: datetime,
) -> Membership:
    """The membership there is, or a new one that waits for the person. Who had asked to join is taken in at once."""
    if user.disabled_at is not None:
        raise NotAllowed("invite_user", "disabled")
    held = [one for one in users.list_memberships(db, user.id) if one.role is role]
    same = next((m for m in held if (m.company_id, m.institution_id) == (company_id, institution_id)), None)
    if same is None and held:
        raise NotAllowed("invite_user", "elsewhere")
    if same is None:
        return users.add_membership(
            db,
            user_id=user.id,
            role=role,
            state=MembershipState.INVITED,
            now=now,
            company_id=company_id,
            institution_id=institution_id,
            created_by=actor.user_id,
        )
    if same.state is MembershipState.REQUESTED:
        users.set_membership_state(db, same.id, MembershipState.INVITED, now=now, by=actor.user_id)
        return users.get_membership(db, same.id)
    return same


def _send(db: Database, user: User, role: Role, organisation: str, actor: Actor, now: datetime) -> None:
    inviter = users.find_user(db, actor.user_id) if actor.user_id else None
    outbox.enqueue(
        db,
        template="invitation",
        recipient=user.email,
        language=user.language,
        params={
            "role": role,
            "organisation": organisation,
            "inviter": (inviter.name or inviter.email) if inviter else "",
            "next": FIRST_PAGE[role],
        },
        now=now,
    )
