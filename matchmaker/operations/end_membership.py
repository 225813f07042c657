"""Staff take a role from a person, or close and reopen an account."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.errors import NotAllowed, NotFound
from matchmaker.model.user import Actor, Membership, MembershipState, Role
from matchmaker.store import audit, sessions, users
from matchmaker.store.database import write_tx


def end_membership(db: Database, *, membership_id: str, actor: Actor, now: datetime) -> Membership:
    """End a role or take an invitation back; it counts from the person's next page. A second call does nothing.

    Side effects: the membership, an audit row. Raises NotFound for an unknown one, and, when a coordinator asks, for
    one that is not an institution's. Raises NotAllowed for the last administrator (`last-admin`): somebody has to
    be able to invite the next.
    """
    with write_tx(db):
        membership = users.get_membership(db, membership_id)
        if actor.role is not Role.ADMIN and membership.role is not Role.INSTITUTION:
            raise NotFound("membership", membership_id)
        if membership.state is MembershipState.ENDED:
            return membership
        if membership.role is Role.ADMIN and membership.state is MembershipState.ACTIVE:
            _keep_an_admin(db, membership.user_id, "end_membership")
        users.set_membership_state(db, membership_id, MembershipState.ENDED, now=now, by=actor.user_id)
        _record(
            db,
            "end_membership",
            membership.user_id,
            actor,
            now,
            {
                "role": membership.role,
                "company_id": membership.company_id,
                "institution_id": membership.institution_id,
            },
        )
        return membership


def disable_user(db: Database, *, user_id: str, actor: Actor, now: datetime) -> None:
    """Close an account: the person is signed out everywhere and cannot sign in. A second call does nothing.

    Side effects: the user, all sessions, an audit row. Raises NotFound for an unknown user, NotAllowed for one's own
    account (`own`) and for the last administrator (`last-admin`).
    """
    with write_tx(db):
        user = users.get_user(db, user_id)
        if user_id == actor.user_id:
            raise NotAllowed("disable_user", "own")
        if user.disabled_at is not None:
            return
        _keep_an_admin(db, user_id, "disable_user")
        users.disable_user(db, user_id, now)
        sessions.end_sessions_of(db, user_id, now)
        _record(db, "disable_user", user_id, actor, now, {})


def enable_user(db: Database, *, user_id: str, actor: Actor, now: datetime) -> None:
    """Open a closed account again, with the roles it had. A second call does nothing.

    Side effects: the user, an audit row. Raises NotFound for an unknown user.
    """
    with write_tx(db):
        user = users.get_user(db, user_id)
        if user.disabled_at is None:
            return
        users.enable_user(db, user_id)
        _record(db, "enable_user", user_id, actor, now, {})


def _keep_an_admin(db: Database, user_id: str, action: str) -> None:
    if [admin.id for admin in users.list_users_with_role(db, Role.ADMIN)] == [user_id]:
        raise NotAllowed(action, "last-admin")


def _record(
    db: Database, action: str, user_id: str, actor: Actor, now: datetime, detail: dict[str, object]
) -> None:
    audit.record(
        db, actor=actor, action=action, object_type="user", object_id=user_id, now=now, detail=detail
    )
