"""After a change of the thesaurus only the offerings that it can be about are analysed again; the index is the same."""

from collections.abc import Sequence

import numpy as np
import pytest

from matchmaker.matching.engine import Analyser
from matchmaker.matching.index import Arrays, Index, build
from matchmaker.matching.sparse import Rows
from matchmaker.text.thesaurus import Concept
from tests.matching.conftest import OFFERINGS


def changed(analyser: Analyser, concept_id: str, **changes: tuple[str, ...]) -> Concept:
    (base,) = [concept for concept in analyser.thesaurus.base if concept.id == concept_id]
    return Concept(**{name: getattr(base, name) for name in base.__dataclass_fields__} | changes)


def numbers(arrays: Arrays) -> list[np.ndarray]:
    """Everything an index holds, as plain arrays."""
    found: list[np.ndarray] = []
    for name in arrays.__dataclass_fields__:
        value = getattr(arrays, name)
        found += [value.starts, value.indices, value.values] if isinstance(value, Rows) else [value]
    return found


def assert_same(one: Index, other: Index) -> None:
    assert (list(one.vocabulary), one.version) == (list(other.vocabulary), other.version)
    for mine, theirs in zip(numbers(one.arrays), numbers(other.arrays), strict=True):
        assert np.allclose(mine, theirs, atol=1e-6)


CASES = {
    "a phrase in one offering": [Concept("own", ("syötteiden analyysit",), ("feed analyses",))],
    "a word in no offering": [Concept("own", ("zörbötin",), ("zorboter",))],
    "a compound part": [Concept("own", ("kokeilu",), ("trying out",))],
    "an English word": [Concept("own", ("näyte",), ("piece",))],
    "an id before all others": [Concept("0_own", ("laakerivika",), ("bearing failure",))],
}


@pytest.mark.parametrize("own", CASES.values(), ids=CASES.keys())
def test_added_concept_gives_the_index_of_a_whole_build(
    own: Sequence[Concept], index: Index, analyser: Analyser
) -> None:
    other = analyser.with_overlay(own)
    built = build(OFFERINGS, other, previous=index)
    assert_same(built, build(OFFERINGS, other))
    assert_same(build(OFFERINGS, analyser, previous=built), index)


def test_corrected_concept_gives_the_index_of_a_whole_build(index: Index, analyser: Analyser) -> None:
    own = [
        changed(analyser, "welding", fi=("kattilakoe",), fi_lay=()),
        changed(analyser, "bearings", broader=(), related=("welding",)),
    ]
    other = analyser.with_overlay(own)
    assert_same(build(OFFERINGS, other, previous=index), build(OFFERINGS, other))


def test_only_offerings_that_have_the_words_are_analysed_again(
    index: Index, analyser: Analyser, monkeypatch: pytest.MonkeyPatch
) -> None:
    analysed: list[str] = []
    original = Analyser.occurrences

    def counting(self: Analyser, document):
        analysed.append(document.id)
        return original(self, document)

    monkeypatch.setattr(Analyser, "occurrences", counting)
    phrase = Concept("own", ("syötteiden analyysit",), ("shelf evaluation of pilots",))
    build(OFFERINGS, analyser.with_overlay([phrase]), previous=index)
    assert analysed == ["biogas", "food"]
    analysed.clear()
    relations_only = changed(analyser, "welding", related=("bearings",))
    build(OFFERINGS, analyser.with_overlay([relations_only]), previous=index)
    assert analysed == []
