"""Giving a person a role: the first administrator of an installation, coordinators, an institution's people."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.user import Actor, Membership, MembershipState, Role, User
from matchmaker.store import audit, users
from matchmaker.store.database import write_tx


@dataclass(frozen=True, slots=True)
class Granted:
    """The user with the role, and whether either is new."""

    user: User
    new_user: bool
    new_role: bool


def grant_role(
    db: Database,
    *,
    email: str,
    role: Role,
    actor: Actor,
    now: datetime,
    name: str = "",
    language: Language = Language.FI,
    institution_id: str | None = None,
) -> Granted:
    """Make the owner of an address an active holder of a role; `institution_id` goes with Role.INSTITUTION.

    An account that exists keeps its name and language. Side effects: a user and a membership where there are none (an
    invitation becomes active), and an audit row for a new role; no mail.
    """
    with write_tx(db):
        known = users.find_user_by_email(db, email)
        user = known or users.add_user(db, email=email, language=language, now=now, name=name)
        held = _held(db, user.id, role, institution_id)
        new_role = held is None or held.state is not MembershipState.ACTIVE
        if held is None:
            users.add_membership(
                db,
                user_id=user.id,
                role=role,
                state=MembershipState.ACTIVE,
                now=now,
                institution_id=institution_id,
                created_by=actor.user_id,
            )
        elif new_role:
            users.set_membership_state(db, held.id, MembershipState.ACTIVE, now=now, by=actor.user_id)
        if new_role:
            audit.record(
                db,
                actor=actor,
                action="grant_role",
                object_type="user",
                object_id=user.id,
                now=now,
                detail={"role": role, "institution_id": institution_id},
            )
    return Granted(user, new_user=known is None, new_role=new_role)


def _held(db: Database, user_id: str, role: Role, institution_id: str | None) -> Membership | None:
    memberships = users.list_memberships(db, user_id)
    return next(
        (one for one in memberships if one.role is role and one.institution_id == institution_id), None
    )
