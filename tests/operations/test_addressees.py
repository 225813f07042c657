"""A mail goes to whom it concerns when it leaves, and a question to whoever answers for its side by then."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.model.codes import Language
from matchmaker.model.errors import LinkInvalid, NotAllowed
from matchmaker.model.introduction import Answer, KnownLink, Side
from matchmaker.model.match import MatchState
from matchmaker.model.user import MembershipState, Role
from matchmaker.operations.answer_introduction import answer_by_link
from matchmaker.operations.ask_clarification import ask_clarification
from matchmaker.operations.deliver_mail import deliver_mail
from matchmaker.operations.hand_on_introduction import hand_on_introduction
from matchmaker.operations.introduction_params import introduction_params
from matchmaker.operations.read_introduction import QuestionState, read_linked_question, read_question
from matchmaker.operations.watch_deadlines import watch_deadlines
from matchmaker.store import action_links, institutions, offerings, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW, demo_settings
from tests.introducing import COORDINATOR, KAISA, MEMBER, PROFESSOR, World, build_world

DAY = timedelta(days=1)
LEFT = NOW + timedelta(minutes=10)
MATTI = "matti@saha.example"
Post = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def world(db: Database) -> World:
    """The approved match, with a second member at the company who reads English."""
    built = build_world(db)
    with write_tx(db):
        matti = users.add_user(db, email=MATTI, language=Language.EN, now=NOW, name="Matti Saha")
        users.add_membership(
            db,
            user_id=matti.id,
            role=Role.COMPANY,
            state=MembershipState.ACTIVE,
            now=NOW,
            company_id=built.company_id,
        )
    return built


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return demo_settings(tmp_path)


@pytest.fixture
def post(world: World, settings: Settings) -> Post:
    """`post(moment)` delivers what is due; (recipient, subject) of the new mails."""
    seen: set[Path] = set()

    def deliver(moment: object) -> list[tuple[str, str]]:
        while deliver_mail(world.db, settings, now=moment):  # type: ignore[arg-type]
            pass
        new = sorted(set(settings.outbox.glob("*.eml")) - seen)
        seen.update(new)
        mails = [message_from_bytes(path.read_bytes(), policy=default) for path in new]
        return sorted((str(mail["To"]), str(mail["Subject"])) for mail in mails)

    return deliver


def leave(world: World, *emails: str) -> None:
    """Their memberships end, and they are contact persons no more."""
    with write_tx(world.db):
        for email in emails:
            user = users.find_user_by_email(world.db, email)
            for membership in users.list_memberships(world.db, user.id) if user else ():
                users.set_membership_state(world.db, membership.id, MembershipState.ENDED, now=NOW, by=None)
        for contact in institutions.list_contacts(world.db, world.institution_id):
            if contact.email in emails:
                institutions.end_contact(world.db, contact.id, NOW)


def close_account(world: World, email: str) -> None:
    user = users.find_user_by_email(world.db, email)
    assert user is not None
    with write_tx(world.db):
        users.disable_user(world.db, user.id, NOW)


def recipients(mails: list[tuple[str, str]]) -> list[str]:
    return [recipient for recipient, _subject in mails]


def known(world: World, token: str) -> KnownLink:
    found = action_links.find_action_link(world.db, token, NOW + DAY)
    assert found is not None
    return found


@pytest.mark.parametrize("go", [leave, close_account])
def test_the_introduction_goes_to_who_answers_for_the_sides_now(
    world: World, post: Post, go: Callable[[World, str], None]
) -> None:
    world.ask()
    assert recipients(post(LEFT)) == [KAISA, PROFESSOR]
    world.answer(Side.COMPANY, Answer.YES)
    go(world, KAISA)
    leave(world, PROFESSOR)
    world.answer(Side.INSTITUTION, Answer.YES)
    assert recipients(post(LEFT)) == [COORDINATOR, MATTI, MEMBER]
    told = introduction_params(
        world.db, "introduced_company", {"introduction_id": world.introduction.id}, Language.EN
    )
    assert (told["institution_person"], told["institution_email"]) == ("Member", MEMBER)
    assert (told["company_person"], told["company_email"]) == ("Matti Saha", MATTI)
    contact = read_question(world.db, world.introduction, Side.COMPANY, NOW).contact
    assert contact is not None
    assert (contact.name, contact.email) == ("Member", MEMBER)


def test_a_question_that_waits_goes_to_the_next_one_in_their_language(world: World, post: Post) -> None:
    world.ask()
    leave(world, KAISA, PROFESSOR)
    mails = dict(post(LEFT))
    assert sorted(mails) == [MATTI, MEMBER]
    assert "institution" not in mails[MATTI]
    links = [
        (row["action"], row["email"])
        for row in world.db.query("SELECT action, email FROM action_links ORDER BY action")
    ]
    assert links == [("answer-company", MATTI), ("answer-institution", MEMBER)]
    answer_by_link(world.db, token=world.link(Side.COMPANY, email=MATTI), answer=Answer.YES, now=NOW + DAY)
    answer_by_link(
        world.db, token=world.link(Side.INSTITUTION, email=MEMBER), answer=Answer.YES, now=NOW + DAY
    )
    assert world.state is MatchState.INTRODUCED


def test_the_reminder_finds_the_successor_and_the_old_link_shows_nothing(world: World, post: Post) -> None:
    world.ask()
    post(LEFT)
    old = world.link(Side.COMPANY)
    leave(world, KAISA)
    late = NOW + 4 * DAY
    watch_deadlines(world.db, now=late)
    assert recipients(post(late)) == [MATTI, PROFESSOR]
    with pytest.raises(LinkInvalid):
        answer_by_link(world.db, token=old, answer=Answer.YES, now=late)
    assert read_linked_question(world.db, known(world, old), late).state is QuestionState.HANDED_ON


def test_a_mail_that_waits_for_the_server_is_not_sent_to_who_left_meanwhile(world: World, post: Post) -> None:
    world.ask()
    post(LEFT)
    for side in Side:
        world.answer(side, Answer.YES)
    leave(world, KAISA, PROFESSOR, COORDINATOR)
    assert recipients(post(NOW + DAY)) == [MATTI, MEMBER]
    assert post(NOW + 2 * DAY) == []


def test_with_nobody_left_the_contact_stays_empty_and_the_coordinator_is_told_to_call(
    world: World, post: Post, settings: Settings
) -> None:
    world.ask()
    post(LEFT)
    world.answer(Side.COMPANY, Answer.YES)
    leave(world, KAISA, MATTI)
    world.answer(Side.INSTITUTION, Answer.YES)
    assert recipients(post(NOW + DAY)) == [COORDINATOR, PROFESSOR]
    told = introduction_params(
        world.db, "introduction_result", {"introduction_id": world.introduction.id}, Language.FI
    )
    assert told["unreached"] == ["company"]
    assert KAISA not in str(told)
    texts = [
        message_from_bytes(path.read_bytes(), policy=default).get_body(("plain",)).get_content()  # type: ignore[union-attr]
        for path in settings.outbox.glob("*.eml")
    ]
    assert sum("Yritystä ei tavoita sähköpostilla" in text for text in texts) == 1
    assert not any(KAISA in text or MATTI in text for text in texts)


def test_a_colleague_outside_the_institution_keeps_what_was_handed_on(world: World, post: Post) -> None:
    world.ask()
    hand_on_introduction(
        world.db,
        introduction_id=world.introduction.id,
        email="kollega@muualla.example",
        actor=world.researcher,
        now=NOW,
    )
    leave(world, PROFESSOR)
    assert recipients(post(LEFT)) == [KAISA, "kollega@muualla.example"]


def test_nothing_is_handed_on_to_who_has_left(world: World, post: Post) -> None:
    world.ask()
    post(LEFT)
    leave(world, MEMBER)
    with pytest.raises(NotAllowed) as refused:
        hand_on_introduction(
            world.db, introduction_id=world.introduction.id, email=MEMBER, actor=world.researcher, now=NOW
        )
    assert refused.value.reason == "left"
    assert world.introduction.institution_email == PROFESSOR
    assert post(LEFT) == []


def test_the_earlier_address_of_a_handed_on_question_gets_it_no_more(world: World, post: Post) -> None:
    """A mail that a worker held while the question was handed on is not taken back by it; it still must not leave."""
    world.ask()
    world.db.execute("UPDATE introductions SET institution_email = 'kollega@muualla.example'")
    assert recipients(post(LEFT)) == [KAISA]


def test_a_question_about_a_need_goes_to_who_belongs_to_the_company(world: World, post: Post) -> None:
    world.db.execute("UPDATE needs SET state = 'submitted'")
    ask_clarification(
        world.db, need_id=world.need_id, question="Mikä teräs?", actor=world.coordinator, now=NOW
    )
    leave(world, KAISA)
    assert recipients(post(NOW)) == [MATTI]


def test_a_reminder_about_an_offering_goes_to_who_answers_for_it_now(world: World, post: Post) -> None:
    with write_tx(world.db):
        for offering in offerings.list_of_institution(world.db, world.institution_id):
            offerings.confirm_offering(world.db, offering.id, NOW - 340 * DAY)
    watch_deadlines(world.db, now=NOW)
    leave(world, PROFESSOR)
    assert set(recipients(post(NOW))) == {MEMBER}
