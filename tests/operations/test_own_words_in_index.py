"""The index follows the installation's own concepts; whoever reads it reads with the same ones."""

import json
import logging
import shutil
from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.matching.engine import Analyser
from matchmaker.matching.index import StaleIndex
from matchmaker.matching.ranking import search
from matchmaker.model.user import Actor
from matchmaker.operations.catalogue_index import CatalogueIndex
from matchmaker.operations.save_concept import add_concept, remove_own_concept
from matchmaker.store.database import open_database
from matchmaker.text.thesaurus import Concept
from tests.conftest import NOW

NEW = Concept("zorboter", ("zörbötin",), ("zorboter",), related=("vibration_measurement", "vibration"))


@pytest.fixture
def db(settings: Settings) -> Iterator[Database]:
    opened = open_database(settings.database)
    yield opened
    opened.close()


@pytest.fixture
def builder(settings: Settings, analyser: Analyser) -> CatalogueIndex:
    """The worker's view of the index folder."""
    return CatalogueIndex(settings.index_folder, analyser)


@pytest.fixture
def reader(settings: Settings, analyser: Analyser) -> CatalogueIndex:
    """A web process' view of the same folder, with its index open."""
    opened = CatalogueIndex(settings.index_folder, analyser)
    opened.current()
    return opened


def add(db: Database) -> None:
    add_concept(db, content=NEW, actor=Actor.system(), now=NOW)


def test_reader_serves_the_old_index_until_the_new_one_is_there(
    db: Database, builder: CatalogueIndex, reader: CatalogueIndex
) -> None:
    before = reader.current()
    add(db)
    assert not builder.is_current(db)
    assert reader.current() is before
    assert search(reader.current(), "zörbötin") == ()
    builder.rebuild(db)
    assert builder.is_current(db)
    opened = reader.current()
    assert opened.analyser.thesaurus.own == (NEW,)
    assert search(opened, "zörbötin") == search(builder.current(), "zörbötin") != ()


def test_looking_at_new_words_does_not_disturb_the_open_index(db: Database, reader: CatalogueIndex) -> None:
    """A page that asks for the newest words meanwhile (`follow`) leaves need and index on the same ones."""
    before = reader.current()
    add(db)
    assert reader.follow(db).thesaurus.own == (NEW,)
    assert reader.follow(db) is reader.follow(db)
    assert reader.current() is before
    assert reader.current().analyser.thesaurus.own == ()


def test_words_taken_back_are_forgotten(
    db: Database, builder: CatalogueIndex, reader: CatalogueIndex
) -> None:
    version = builder.current().version
    add(db)
    builder.rebuild(db)
    assert reader.current().version != version
    remove_own_concept(db, concept_id="zorboter", actor=Actor.system(), now=NOW)
    builder.rebuild(db)
    assert reader.current().version == version
    assert search(reader.current(), "zörbötin") == ()


def test_index_of_another_release_is_not_opened_but_the_open_one_serves(
    settings: Settings, db: Database, reader: CatalogueIndex, caplog: pytest.LogCaptureFixture
) -> None:
    before = reader.current()
    (built,) = [path for path in settings.index_folder.iterdir() if path.is_dir()]
    other = settings.index_folder / "99-ffffffffffffffff"
    shutil.copytree(built, other)
    about = json.loads((other / "about.json").read_text(encoding="utf-8"))
    (other / "about.json").write_text(json.dumps({**about, "signature": "f" * 16}), encoding="utf-8")
    (settings.index_folder / "current").write_text(other.name, encoding="ascii")
    with caplog.at_level(logging.WARNING):
        assert [reader.current(), reader.current()] == [before, before]
    assert caplog.text.count("cannot be opened") == 1
    with pytest.raises(StaleIndex):
        CatalogueIndex(settings.index_folder, before.analyser).current()
