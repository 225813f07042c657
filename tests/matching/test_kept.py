"""What is kept on disk gives the same analyser, sooner, and never an outdated one."""

import gzip
from pathlib import Path

import pytest

from matchmaker.matching import kept
from matchmaker.text import lexicon
from matchmaker.text.thesaurus import Concept, thesaurus

FIN_ENG = "hitsaus /hitsɑus/ <n>\nwelding\nsärö /særø/ <n>\ncrack, fracture\n"
TERMS = thesaurus([Concept("wood", ("kuiva puu", "puu"), ("wood",))])
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


def test_thesaurus_terms_are_read_once(folder: Path):
    first, second = Reader(), Reader()
    read = kept.patterns(folder, "a", TERMS, first)
    again = kept.patterns(folder, "a", TERMS, second)
    assert (first.read, second.read) == (["kuiva puu", "puu", "wood"], [])
    for name in kept._PATTERNS:
        assert getattr(again, name).tolist() == getattr(read, name).tolist()
    assert len(again) == 3


def test_other_terms_and_another_analyser_are_read_for_themselves(folder: Path):
    kept.patterns(folder, "a", TERMS, Reader())
    analyser, terms = Reader(), Reader()
    kept.patterns(folder, "b", TERMS, analyser)
    kept.patterns(folder, "b", thesaurus([Concept("wood", ("puu",), ("timber",))]), terms)
    assert (analyser.read, terms.read) == (["kuiva puu", "puu", "wood"], ["puu", "timber"])
    assert len(list(folder.iterdir())) == 1


def test_folder_that_cannot_be_written_to_costs_time_only(source: Path, tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.touch()
    assert kept.dictionary(blocked / "lexicons", source).translations("hitsaus") == (("welding", 1.0),)
    assert len(kept.patterns(blocked / "lexicons", "a", TERMS, Reader())) == 3
