"""A mailed link outlives neither the account nor the membership of whom it was mailed to."""

from datetime import timedelta

import pytest
from sqlite_utils import Database

from matchmaker.model.errors import LinkInvalid
from matchmaker.model.introduction import Answer, KnownLink, Progress, Side
from matchmaker.model.user import MembershipState
from matchmaker.operations.answer_introduction import answer_by_link
from matchmaker.operations.hand_on_introduction import hand_on_by_link, hand_on_introduction
from matchmaker.operations.read_introduction import QuestionState, read_linked_question
from matchmaker.operations.tell_progress import tell_progress_by_link
from matchmaker.store import action_links, institutions, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW
from tests.introducing import KAISA, MEMBER, PROFESSOR, World, build_world

LATER = NOW + timedelta(days=1)


@pytest.fixture
def world(db: Database) -> World:
    return build_world(db).asked()


def close_account(world: World, email: str) -> None:
    user = users.find_user_by_email(world.db, email)
    assert user is not None
    with write_tx(world.db):
        users.disable_user(world.db, user.id, NOW)


def leave(world: World, email: str) -> None:
    """The person's memberships end, or it is no contact person any more."""
    user = users.find_user_by_email(world.db, email)
    with write_tx(world.db):
        for membership in users.list_memberships(world.db, user.id) if user else ():
            users.set_membership_state(world.db, membership.id, MembershipState.ENDED, now=NOW, by=None)
        for contact in institutions.list_contacts(world.db, world.institution_id):
            if contact.email == email:
                institutions.end_contact(world.db, contact.id, NOW)


def known(world: World, token: str) -> KnownLink:
    found = action_links.find_action_link(world.db, token, LATER)
    assert found is not None
    return found


def hand_to(world: World, email: str) -> None:
    hand_on_introduction(
        world.db, introduction_id=world.introduction.id, email=email, actor=world.researcher, now=NOW
    )


@pytest.mark.parametrize("gone", [close_account, leave])
def test_who_left_the_company_answers_nothing_and_sees_nothing(world: World, gone: object) -> None:
    world.answer(Side.INSTITUTION, Answer.YES)
    token = world.link(Side.COMPANY)
    gone(world, KAISA)  # type: ignore[operator]
    with pytest.raises(LinkInvalid):
        answer_by_link(world.db, token=token, answer=Answer.YES, now=LATER)
    with pytest.raises(LinkInvalid):
        tell_progress_by_link(world.db, token=token, progress=Progress.MET, now=LATER)
    seen = read_linked_question(world.db, known(world, token), LATER)
    assert (seen.state, seen.need, seen.opened, seen.contact) == (QuestionState.HANDED_ON, None, None, None)
    assert not world.introduction.both_said_yes


@pytest.mark.parametrize(
    ("email", "gone"),
    [(PROFESSOR, leave), (MEMBER, leave), (MEMBER, close_account)],
    ids=["contact-leaves", "member-leaves", "member-closes-account"],
)
def test_who_left_the_institution_answers_nothing_and_sees_nothing(
    world: World, email: str, gone: object
) -> None:
    if email != PROFESSOR:
        hand_to(world, email)
    world.answer(Side.COMPANY, Answer.YES)
    token = world.link(Side.INSTITUTION)
    gone(world, email)  # type: ignore[operator]
    with pytest.raises(LinkInvalid):
        answer_by_link(world.db, token=token, answer=Answer.YES, now=LATER)
    with pytest.raises(LinkInvalid):
        hand_on_by_link(world.db, token=token, email="muu@tutkimus.example", now=LATER)
    assert read_linked_question(world.db, known(world, token), LATER).state is QuestionState.HANDED_ON


def test_a_colleague_without_any_tie_to_the_institution_answers_what_was_handed_on(world: World) -> None:
    hand_to(world, "kollega@tutkimus.example")
    answered = answer_by_link(world.db, token=world.link(Side.INSTITUTION), answer=Answer.YES, now=LATER)
    assert answered.answers[Side.INSTITUTION].answer is Answer.YES
