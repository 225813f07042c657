"""An index that is saved, opened, rebuilt or partly taken over ranks the same."""

import json

import numpy as np
import pytest

from matchmaker.matching.index import StaleIndex, build, open_index, save
from matchmaker.matching.ranking import rank
from matchmaker.text.thesaurus import Concept
from tests.matching.conftest import OFFERINGS

NEEDS = ("hitsausrobotti kokeiluun", "Kattilan päästöt", "usability of our device")


def rankings(index, make):
    return [rank(index, make("n", text), top=None) for text in NEEDS]


def test_opened_index_ranks_as_the_built_one(index, analyser, make, tmp_path):
    save(index, tmp_path / "one")
    opened = open_index(tmp_path / "one", analyser)
    assert (opened.version, opened.ids, opened.versions, len(opened)) == (
        index.version,
        index.ids,
        index.versions,
        len(OFFERINGS),
    )
    assert rankings(opened, make) == rankings(index, make)


def test_saved_index_is_plain_arrays_and_text(index, tmp_path):
    save(index, tmp_path / "one")
    for path in (tmp_path / "one").iterdir():
        if path.suffix == ".npy":
            np.load(path, allow_pickle=False)
        else:
            json.loads(path.read_text(encoding="utf-8"))


def test_index_is_not_saved_over_another(index, tmp_path):
    save(index, tmp_path / "one")
    with pytest.raises(FileExistsError):
        save(index, tmp_path / "one")


def test_index_of_another_analyser_is_stale(index, tmp_path):
    other = type(index.analyser).create(overlay=[Concept("own_term", ("oma sana",), ("own term",))])
    save(index, tmp_path / "one")
    with pytest.raises(StaleIndex):
        open_index(tmp_path / "one", other)


def test_version_follows_content(index, analyser, make):
    assert build(OFFERINGS, analyser).version == index.version
    assert build(OFFERINGS[1:], analyser).version != index.version
    changed = make("boiler", "Polttokokeet", version="2")
    assert build([changed, *OFFERINGS[1:]], analyser).version != index.version


def test_rebuilding_from_a_previous_index_gives_the_same_index(index, analyser, make):
    documents = [
        make("boiler", "Polttokokeet ja tuhka", "Uusi teksti kattilasta ja lietteestä.", version="2"),
        *OFFERINGS[2:],
        make("zzz", "Lietteen kuivaus", "Koelaitos."),
        make("aaa", "Additive manufacturing trials"),
    ]
    fresh = build(documents, analyser)
    reused = build(documents, analyser, previous=index)
    assert list(reused.vocabulary) == list(fresh.vocabulary)
    assert reused.version == fresh.version
    for one, other in zip(rankings(reused, make), rankings(fresh, make), strict=True):
        assert [hit.id for hit in one] == [hit.id for hit in other]
        assert [hit.score for hit in one] == pytest.approx([hit.score for hit in other], abs=1e-6)


def test_unchanged_texts_are_not_analysed_again(index, analyser, make, monkeypatch):
    analysed = []
    original = type(analyser).occurrences

    def counting(self, document):
        analysed.append(document.id)
        return original(self, document)

    monkeypatch.setattr(type(analyser), "occurrences", counting)
    build([*OFFERINGS, make("new", "Uusi palvelu")], analyser, previous=index)
    assert analysed == ["new"]


def test_nothing_changed_gives_the_same_arrays(index, analyser):
    again = build(OFFERINGS, analyser, previous=index)
    assert np.array_equal(again.arrays.weighted.values, index.arrays.weighted.values)
    assert np.array_equal(again.arrays.letters.indices, index.arrays.letters.indices)


def test_common_columns_add_up_as_rare_ones_do(analyser):
    index = build(OFFERINGS, analyser)
    columns = np.arange(len(index.vocabulary))
    values = np.linspace(0.1, 1.0, len(columns))
    wanted = index.arrays.weighted.csr() @ values
    for _again in range(2):  # the second time from what the first one kept
        assert np.allclose(index.offerings_times(columns, values), wanted, atol=1e-6)
    assert index.made["whole"]
    assert index.offerings_times(columns[:0], values[:0]).tolist() == [0.0] * len(index)
