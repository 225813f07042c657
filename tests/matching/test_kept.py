"""What is kept on disk gives the same analyser, sooner, and never an outdated one."""

import gzip
from pathlib import Path

import pytest

from matchmaker.matching import kept
from matchmaker.text import lexicon

FIN_ENG = "hitsaus /hitsɑus/ <n>\nwelding\nsärö /særø/ <n>\ncrack, fracture\n"
ENG_FIN = "weld /wɛld/ <n>\nhitsi, sauma\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with two small dictionaries."""
    folder = tmp_path / "dictd"
    folder.mkdir()
    for name, text in zip(lexicon.FILES, (FIN_ENG, ENG_FIN), strict=True):
        (folder / name).write_bytes(gzip.compress(text.encode()))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "lexicons"


class Reader:
    """Reads a term into one key per word, and notes how often it was asked."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, text: str, language: str) -> tuple[str, ...]:
        self.read.append(text)
        return tuple(f"{language}:{word}" for word in text.split())


def test_kept_dictionary_translates_as_the_one_that_was_read(source: Path, folder: Path, monkeypatch):
    read = lexicon.read(source)
    kept.dictionary(folder, source)
    monkeypatch.setattr(lexicon, "read", None)  # from here on it can only come from the folder
    again = kept.dictionary(folder, source)
    assert list(again.headwords) == list(read.headwords) == ["hitsaus", "hitsi", "sauma", "särö"]
    for word in read.headwords:
        assert again.translations(word) == read.translations(word)


def test_dictionary_is_read_anew_when_its_file_changed(source: Path, folder: Path):
    kept.dictionary(folder, source)
    more = FIN_ENG + "laakeri /lɑːkeri/ <n>\nbearing\n"
    (source / lexicon.FILES[0]).write_bytes(gzip.compress(more.encode()))
    assert kept.dictionary(folder, source).translations("laakeri") == (("bearing", 1.0),)
    assert len(list(folder.iterdir())) == 1


def test_damaged_dictionary_is_read_anew(source: Path, folder: Path):
    kept.dictionary(folder, source)
    for path in folder.rglob("weights.npy"):
        path.write_bytes(b"")
    assert kept.dictionary(folder, source).translations("hitsaus") == (("welding", 1.0),)
    assert all(path.stat().st_size for path in folder.rglob("weights.npy"))


def test_no_dictionary_is_none(tmp_path: Path, folder: Path):
    assert kept.dictionary(folder, tmp_path) is None


def test_each_term_is_read_once(folder: Path):
    first = Reader()
    reader = kept.TermReader(folder, "a", first)
    expected = reader("kuiva puu", "fi")
    reader.save()
    second = Reader()
    assert kept.TermReader(folder, "a", second)("kuiva puu", "fi") == expected == ("fi:kuiva", "fi:puu")
    assert (first.read, second.read) == (["kuiva puu"], [])


def test_same_term_of_another_language_and_another_analyser_are_read_for_themselves(folder: Path):
    reader = kept.TermReader(folder, "a", Reader())
    reader("pump", "en")
    reader.save()
    again, other = Reader(), Reader()
    assert kept.TermReader(folder, "a", again)("pump", "fi") == ("fi:pump",)
    kept.TermReader(folder, "b", other)("pump", "en")
    assert (again.read, other.read) == (["pump"], ["pump"])


def test_folder_that_cannot_be_written_to_costs_time_only(source: Path, tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.touch()
    assert kept.dictionary(blocked / "lexicons", source).translations("hitsaus") == (("welding", 1.0),)
    reader = kept.TermReader(blocked / "lexicons", "a", Reader())
    assert reader("puu", "fi") == ("fi:puu",)
    reader.save()
