"""Invitations: who may invite whom, what is written, and that the first sign-in accepts."""

from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlite_utils import Database

from matchmaker.model.codes import InstitutionKind, Language
from matchmaker.model.errors import LinkInvalid, NotAllowed, NotFound
from matchmaker.model.institution import Institution
from matchmaker.model.user import Actor, MembershipState, Role, User
from matchmaker.operations.deliver_mail import deliver_mail
from matchmaker.operations.end_membership import disable_user, enable_user, end_membership
from matchmaker.operations.invite_user import Invited, invite_user
from matchmaker.operations.sign_in import make_link_token, open_link
from matchmaker.store import audit, institutions, sessions, users
from matchmaker.store.database import write_tx
from tests.conftest import demo_settings

ADDRESS = "uusi.tutkija@example.com"


@pytest.fixture
def admin(db: Database, now: datetime) -> User:
    with write_tx(db):
        user = users.add_user(db, email="aino@example.com", language=Language.FI, now=now, name="Aino Admin")
        users.add_membership(db, user_id=user.id, role=Role.ADMIN, state=MembershipState.ACTIVE, now=now)
        return user


@pytest.fixture
def actor(admin: User) -> Actor:
    return Actor(admin.id, Role.ADMIN)


@pytest.fixture
def lab(db: Database, now: datetime) -> Institution:
    with write_tx(db):
        return institutions.add_institution(
            db, name="Koelaitos", kind=InstitutionKind.RESEARCH_INSTITUTE, now=now
        )


def invite(db: Database, actor: Actor, now: datetime, **values: object) -> Invited:
    given = {"email": ADDRESS, "role": Role.COORDINATOR, "language": Language.EN, **values}
    return invite_user(db, actor=actor, now=now, **given)


def queued(db: Database) -> list[tuple[str, str, str, str]]:
    sql = "SELECT template, recipient, language, json_extract(params, '$.next') AS next FROM outbox"
    return [tuple(row.values()) for row in db.query(sql)]


def test_new_person_gets_an_account_a_waiting_role_and_a_mail(
    db: Database, actor: Actor, lab: Institution, now: datetime
) -> None:
    invited = invite(
        db, actor, now, email=ADDRESS.upper(), role=Role.INSTITUTION, institution_id=lab.id, name="Uusi"
    )
    assert (invited.user.email, invited.user.name, invited.user.language) == (ADDRESS, "Uusi", Language.EN)
    assert (invited.membership.state, invited.membership.institution_id) == (MembershipState.INVITED, lab.id)
    assert queued(db) == [("invitation", ADDRESS, "en", "/institution/offerings")]
    (entry,) = audit.list_for_object(db, "user", invited.user.id)
    assert (entry.action, entry.detail["role"], entry.detail["institution_id"]) == (
        "invite_user",
        "institution",
        lab.id,
    )


def test_first_sign_in_accepts(db: Database, actor: Actor, lab: Institution, now: datetime) -> None:
    invite(db, actor, now, role=Role.INSTITUTION, institution_id=lab.id)
    token = make_link_token(db, email=ADDRESS, next_path="", now=now)
    person = open_link(db, token=token, language=Language.FI, now=now).user
    (membership,) = users.list_memberships(db, person.id)
    assert (membership.state, membership.institution_id) == (MembershipState.ACTIVE, lab.id)


def test_inviting_again_sends_again_and_adds_no_second_role(
    db: Database, actor: Actor, now: datetime
) -> None:
    first = invite(db, actor, now)
    assert invite(db, actor, now).mailed
    assert [one.id for one in users.list_memberships(db, first.user.id)] == [first.membership.id]
    assert len(queued(db)) == 2


def test_who_has_the_role_already_gets_no_mail(
    db: Database, actor: Actor, admin: User, now: datetime
) -> None:
    assert not invite(db, actor, now, email=admin.email, role=Role.ADMIN).mailed
    assert queued(db) == []


def test_coordinator_invites_to_institutions_only(
    db: Database, admin: User, lab: Institution, now: datetime
) -> None:
    coordinator = Actor(admin.id, Role.COORDINATOR)
    assert invite(db, coordinator, now, role=Role.INSTITUTION, institution_id=lab.id).mailed
    for role in (Role.COORDINATOR, Role.ADMIN, Role.COMPANY):
        with pytest.raises(NotAllowed) as refusal:
            invite(db, coordinator, now, email="toinen@example.com", role=role)
        assert refusal.value.reason == "role"
    assert users.find_user_by_email(db, "toinen@example.com") is None


def test_nobody_acts_for_two_institutions(
    db: Database, actor: Actor, lab: Institution, now: datetime
) -> None:
    with write_tx(db):
        other = institutions.add_institution(db, name="Muu", kind=InstitutionKind.UNIVERSITY, now=now)
    invite(db, actor, now, role=Role.INSTITUTION, institution_id=lab.id)
    with pytest.raises(NotAllowed) as refusal:
        invite(db, actor, now, role=Role.INSTITUTION, institution_id=other.id)
    assert refusal.value.reason == "elsewhere"


def test_unknown_organisation_leaves_no_account_behind(db: Database, actor: Actor, now: datetime) -> None:
    with pytest.raises(NotFound):
        invite(db, actor, now, role=Role.INSTITUTION, institution_id="a" * 16)
    assert users.find_user_by_email(db, ADDRESS) is None


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        (Role.INSTITUTION, "Aino Admin invites you to take care of the offerings of Koelaitos"),
        (Role.COORDINATOR, "Aino Admin invites you to be a coordinator"),
        (Role.ADMIN, "Aino Admin invites you to look after the matchmaking service"),
    ],
)
def test_mail_says_what_for_and_its_link_signs_in(
    db: Database,
    actor: Actor,
    lab: Institution,
    now: datetime,
    tmp_path: Path,
    role: Role,
    sentence: str,
) -> None:
    invite(db, actor, now, role=role, institution_id=lab.id if role is Role.INSTITUTION else None)
    assert deliver_mail(db, demo_settings(tmp_path), now=now) == 1
    (path,) = (tmp_path / "outbox").glob("*.eml")
    text = message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("plain",)).get_content()
    assert sentence in " ".join(text.split())
    link = next(word for word in text.split() if "/sign-in/" in word)
    token = link.rpartition("/")[2]
    assert open_link(db, token=token, language=Language.EN, now=now).user.email == ADDRESS


def test_ended_role_is_gone_and_may_be_given_again(db: Database, actor: Actor, now: datetime) -> None:
    invited = invite(db, actor, now)
    for _press in range(2):
        end_membership(db, membership_id=invited.membership.id, actor=actor, now=now)
    assert users.list_memberships(db, invited.user.id) == []
    assert invite(db, actor, now).membership.id != invited.membership.id
    actions = [entry.action for entry in audit.list_for_object(db, "user", invited.user.id)]
    assert actions == ["invite_user", "end_membership", "invite_user"]


def test_last_administrator_cannot_be_removed(db: Database, actor: Actor, admin: User, now: datetime) -> None:
    (own,) = users.list_memberships(db, admin.id)
    with pytest.raises(NotAllowed) as refusal:
        end_membership(db, membership_id=own.id, actor=actor, now=now)
    assert refusal.value.reason == "last-admin"
    with pytest.raises(NotAllowed):
        disable_user(db, user_id=admin.id, actor=Actor.system(), now=now)


def test_coordinator_ends_memberships_of_institutions_only(
    db: Database, actor: Actor, admin: User, lab: Institution, now: datetime
) -> None:
    coordinator = Actor(admin.id, Role.COORDINATOR)
    member = invite(db, actor, now, role=Role.INSTITUTION, institution_id=lab.id).membership
    end_membership(db, membership_id=member.id, actor=coordinator, now=now)
    colleague = invite(db, actor, now, email="toinen@example.com").membership
    with pytest.raises(NotFound):
        end_membership(db, membership_id=colleague.id, actor=coordinator, now=now)


def test_closed_account_is_signed_out_and_cannot_sign_in(db: Database, actor: Actor, now: datetime) -> None:
    person = invite(db, actor, now).user
    link = make_link_token(db, email=ADDRESS, next_path="", now=now)
    session = open_link(db, token=link, language=Language.FI, now=now).token
    disable_user(db, user_id=person.id, actor=actor, now=now)
    assert sessions.find_session_user_id(db, session, now) is None
    another = make_link_token(db, email=ADDRESS, next_path="", now=now)
    with pytest.raises(LinkInvalid) as refusal:
        open_link(db, token=another, language=Language.FI, now=now)
    assert refusal.value.reason == "disabled"
    with pytest.raises(NotAllowed):
        invite(db, actor, now)
    enable_user(db, user_id=person.id, actor=actor, now=now)
    assert open_link(db, token=another, language=Language.FI, now=now).user.id == person.id


def test_nobody_closes_the_own_account(db: Database, actor: Actor, admin: User, now: datetime) -> None:
    with pytest.raises(NotAllowed) as refusal:
        disable_user(db, user_id=admin.id, actor=actor, now=now)
    assert refusal.value.reason == "own"
