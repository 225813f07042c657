"""Who builds the catalogue's index: one worker at a time, in a process of its own when that is asked for."""

from pathlib import Path

import pytest
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.matching.engine import Analyser
from matchmaker.operations.catalogue_index import BuildFailed, CatalogueIndex
from matchmaker.store import offerings


def test_two_workers_build_the_same_index_once(
    demo_db: Database, settings: Settings, analyser: Analyser, tmp_path: Path
) -> None:
    first, second = (CatalogueIndex(settings.index_folder, analyser) for _worker in range(2))
    first.rebuild(demo_db)
    (built,) = [path for path in settings.index_folder.iterdir() if path.name.startswith(f"{first.number}-")]
    inode = built.stat().st_ino
    second.rebuild(demo_db)
    assert (second.is_current(demo_db), built.stat().st_ino) == (True, inode)


def test_index_is_built_by_another_process_when_that_is_asked_for(
    demo_db: Database, settings: Settings, analyser: Analyser, tmp_path: Path
) -> None:
    index = CatalogueIndex(tmp_path / "built", analyser, apart=settings.database)
    built = index.rebuild(demo_db)
    assert (index.is_current(demo_db), len(built)) == (True, len(offerings.list_listed(demo_db)))
    assert built.version == CatalogueIndex(settings.index_folder, analyser).rebuild(demo_db).version


def test_process_that_fails_to_build_the_index_is_noticed(
    demo_db: Database, analyser: Analyser, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "no-folder"
    folder.write_text("a file where the index should be", encoding="utf-8")
    with pytest.raises(NotADirectoryError):
        CatalogueIndex(folder, analyser).is_current(demo_db)
    broken = CatalogueIndex(tmp_path / "built", analyser, apart=tmp_path)  # a folder is no database
    with pytest.raises(BuildFailed):
        broken.rebuild(demo_db)
    assert "unable to open database file" in capfd.readouterr().err
