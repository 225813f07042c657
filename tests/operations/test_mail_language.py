"""In which language mails come: by the reader's own choice, else as the institution noted it; never by the last page."""

import pytest
from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.introduction import Side
from matchmaker.model.user import Actor, Role
from matchmaker.operations.choose_mail import choose_language
from matchmaker.operations.hand_on_introduction import hand_on_introduction
from matchmaker.operations.recipients import recipient_of
from matchmaker.operations.sign_in import make_link_token, open_link
from matchmaker.store import audit, users
from tests.conftest import NOW
from tests.introducing import PROFESSOR, World, build_world


@pytest.fixture
def world(db: Database) -> World:
    built = build_world(db)
    built.ask()
    return built


def read_by_institution(world: World) -> Language:
    person = recipient_of(world.db, world.introduction, Side.INSTITUTION)
    assert person is not None
    return person.language


def test_a_contact_persons_account_begins_with_the_language_noted_and_keeps_the_one_chosen(
    world: World,
) -> None:
    for _visit in range(2):
        token = make_link_token(world.db, email=PROFESSOR, next_path="", now=NOW)
        user = open_link(world.db, token=token, language=Language.EN, now=NOW).user
        assert user.language is Language.FI, "the page's language is not the mails'"
    choose_language(world.db, user=user, language=Language.EN, actor=Actor(user.id, Role.SIGNED_IN), now=NOW)
    assert read_by_institution(world) is Language.EN
    assert audit.list_for_object(world.db, "user", user.id)[0].action == "choose_mail_language"


def test_a_colleague_nobody_knows_reads_the_language_of_the_contact_person(world: World) -> None:
    world.db.execute("UPDATE contacts SET language = 'en'")
    assert read_by_institution(world) is Language.EN
    hand_on_introduction(
        world.db,
        introduction_id=world.introduction.id,
        email="kollega@tutkimus.example",
        actor=world.researcher,
        now=NOW,
    )
    assert read_by_institution(world) is Language.EN, "the need is in Finnish"


def test_choosing_the_language_one_has_changes_nothing(world: World) -> None:
    user = users.get_user(world.db, str(world.researcher.user_id))
    before = audit.count_entries(world.db)
    choose_language(world.db, user=user, language=user.language, actor=world.researcher, now=NOW)
    assert audit.count_entries(world.db) == before
