"""A role is granted once; an invitation becomes active; an account keeps its name."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.user import Actor, MembershipState, Role
from matchmaker.operations.grant_role import grant_role
from matchmaker.store import audit, users
from matchmaker.store.database import write_tx


def test_the_first_administrator_gets_an_account_and_the_role(db: Database, now: datetime) -> None:
    granted = grant_role(
        db,
        email="Aino@Example.com",
        role=Role.ADMIN,
        actor=Actor.system(),
        now=now,
        name="Aino",
        language=Language.EN,
    )
    assert (granted.new_user, granted.new_role) == (True, True)
    assert (granted.user.email, granted.user.name, granted.user.language) == (
        "aino@example.com",
        "Aino",
        Language.EN,
    )
    assert [user.email for user in users.list_users_with_role(db, Role.ADMIN)] == ["aino@example.com"]
    assert [entry.action for entry in audit.list_for_object(db, "user", granted.user.id)] == ["grant_role"]


def test_granting_again_changes_nothing(db: Database, now: datetime) -> None:
    first = grant_role(db, email="a@example.com", role=Role.ADMIN, actor=Actor.system(), now=now, name="Aino")
    again = grant_role(
        db, email="A@example.com", role=Role.ADMIN, actor=Actor.system(), now=now, name="Other"
    )
    assert (again.user, again.new_user, again.new_role) == (first.user, False, False)
    assert len(users.list_memberships(db, first.user.id)) == 1
    assert len(audit.list_for_object(db, "user", first.user.id)) == 1


def test_an_invitation_becomes_active_and_other_roles_stay(db: Database, now: datetime) -> None:
    with write_tx(db):
        user = users.add_user(db, email="a@example.com", language=Language.FI, now=now)
        users.add_membership(
            db, user_id=user.id, role=Role.COORDINATOR, state=MembershipState.INVITED, now=now
        )
        users.add_membership(db, user_id=user.id, role=Role.ADMIN, state=MembershipState.ACTIVE, now=now)
    granted = grant_role(db, email="a@example.com", role=Role.COORDINATOR, actor=Actor.system(), now=now)
    assert (granted.new_user, granted.new_role) == (False, True)
    assert {(one.role, one.state) for one in users.list_memberships(db, user.id)} == {
        (Role.ADMIN, MembershipState.ACTIVE),
        (Role.COORDINATOR, MembershipState.ACTIVE),
    }
