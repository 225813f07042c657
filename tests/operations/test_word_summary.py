"""A summary for institutions is proposed for what was told, and worded by a coordinator until somebody is asked."""

from dataclasses import replace

import pytest
from sqlite_utils import Database

from matchmaker.model.errors import AlreadyDecided, NotAllowed
from matchmaker.model.user import Actor
from matchmaker.operations.word_summary import NamesSomebody, hindrance, word_summary
from matchmaker.store import audit, companies, needs
from matchmaker.store.database import write_tx
from tests.conftest import NOW
from tests.introducing import NEED, World, build_world

TEXT = "Konepaja etsii apua hitsiin, joka halkeaa pakkasella."


@pytest.fixture
def world(db: Database) -> World:
    """A need without a summary of the company's own."""
    return build_world(db, content=replace(NEED, summary=""))


def word(world: World, summary: str = TEXT, *, seen: str | None = None, actor: Actor | None = None) -> None:
    word_summary(
        world.db,
        need_id=world.need_id,
        seen_version_id=seen or needs.get_need(world.db, world.need_id).version_id,
        summary=summary,
        actor=actor or world.coordinator,
        now=NOW,
    )


def test_a_new_version_differs_in_its_summary_only(world: World):
    before = needs.get_need(world.db, world.need_id)
    word(world)
    after = needs.get_need(world.db, world.need_id)
    assert after.content == replace(before.content, summary=TEXT)
    assert after.version_number == before.version_number + 1
    assert audit.list_for_need(world.db, world.need_id)[0].action == "word_summary"
    word(world)
    assert needs.get_need(world.db, world.need_id).version_number == after.version_number


def test_it_may_be_worded_again_by_coordinators_but_not_over_the_companys_words(world: World):
    word(world)
    word(world, "Toinen yritys sanoa sama.")
    content = needs.get_need(world.db, world.need_id).content
    with write_tx(world.db):
        needs.add_need_version(
            world.db,
            world.need_id,
            replace(content, phone="+358 40 111 1111"),
            created_by=world.kaisa.user_id,
            now=NOW,
        )
    assert hindrance(world.db, needs.get_need(world.db, world.need_id)) == ""
    with write_tx(world.db):
        needs.add_need_version(
            world.db,
            world.need_id,
            replace(content, summary="Yrityksen omin sanoin."),
            created_by=world.kaisa.user_id,
            now=NOW,
        )
    with pytest.raises(NotAllowed) as refused:
        word(world)
    assert refused.value.reason == "company"
    assert needs.get_need(world.db, world.need_id).content.summary == "Yrityksen omin sanoin."


def test_who_is_asked_has_read_it(world: World):
    word(world)
    world.ask()
    with pytest.raises(NotAllowed) as refused:
        word(world, "Jotain muuta.")
    assert refused.value.reason == "asked"


@pytest.mark.parametrize("detail", ["040 123 4567", "kaisa@saha.example", "{name}"])
def test_it_names_nobody(world: World, detail: str):
    name = companies.get_company(world.db, world.company_id).profile.name
    with pytest.raises(NamesSomebody) as refused:
        word(world, f"{TEXT} Soita {detail.format(name=name)}.")
    assert refused.value.found
    assert needs.get_need(world.db, world.need_id).content.summary == ""


def test_an_empty_one_and_one_of_an_older_text_are_refused(world: World):
    with pytest.raises(NotAllowed):
        word(world, "  ")
    with pytest.raises(AlreadyDecided):
        word(world, seen="x" * 16)
