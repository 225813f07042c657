"""The committed thesaurus is in order, and its terms are found in real sentences."""

from collections.abc import Sequence

import pytest

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.text import thesaurus as thesauri
from matchmaker.text.thesaurus import Concept, thesaurus
from matchmaker.text.thesaurus_check import ERRORS, Fault, Finding, accepted, check, doubts, is_accepted


@pytest.fixture(scope="module")
def base() -> Sequence[Concept]:
    return thesauri.base()


def test_committed_thesaurus_has_nothing_to_find(base, analyser):
    """No error, no term that is never found, and no term of two concepts but those that share it on purpose."""
    found = check(base, analyser.term_keys)
    assert [finding for finding in found if not is_accepted(finding)] == []


def test_every_shared_term_is_still_shared(base):
    assert {finding.detail: set(finding.concepts) for finding in check(base)} == accepted()


def test_terms_that_analysis_makes_nothing_of_are_found(analyser):
    """Of 'can people get out' only a common word is left, of 'what is this' nothing; a rare word may stand alone."""
    doubtful = Concept("a", ("hitsaus",), ("can people get out", "what is this", "where is the boiler"))
    found = check([doubtful], analyser.term_keys)
    assert [finding for finding in found if finding.fault is not Fault.UNRELATED] == [
        Finding(Fault.SHRUNK_TERM, ("a",), "can people get out"),
        Finding(Fault.EMPTY_TERM, ("a",), "what is this"),
    ]
    assert not any(finding.fault in ERRORS for finding in found)


def test_committed_thesaurus_is_large_enough_and_well_related(base):
    assert len(base) >= 1400
    assert sum(len(concept.broader) + len(concept.related) for concept in base) / len(base) >= 3


@pytest.mark.parametrize(
    ("concepts", "finding"),
    [
        (
            [Concept("a", ("yksi",), ("one",)), Concept("a", ("kaksi",), ("two",))],
            Finding(Fault.DOUBLE_ID, ("a",)),
        ),
        (
            [Concept("a", ("yksi",), ("one",), broader=("b",))],
            Finding(Fault.UNKNOWN_RELATION, ("a",), "b"),
        ),
        (
            [
                Concept("a", ("yksi",), ("one",), broader=("b",)),
                Concept("b", ("kaksi",), ("two",), broader=("a",)),
            ],
            Finding(Fault.CYCLE, ("a",)),
        ),
        ([Concept("a", ("yksi",), ())], Finding(Fault.MISSING_LANGUAGE, ("a",), "en")),
        (
            [Concept("a", ("Yksi",), ("one",)), Concept("b", ("kaksi",), ("two",), fi_lay=("yksi",))],
            Finding(Fault.DOUBLE_TERM, ("a", "b"), "yksi"),
        ),
        ([Concept("a", ("yksi",), ("one",))], Finding(Fault.UNRELATED, ("a",))),
    ],
)
def test_each_fault_is_found(concepts, finding):
    assert finding in check(concepts)


def test_doubts_are_those_of_one_concept(analyser):
    """A term that is never found is told as such only, however many concepts have it."""
    concepts = [
        Concept("a", ("hitsaus", "mikä tämä on"), ("welding",)),
        Concept("b", ("hitsaus", "Mikä tämä on"), ("what is this",)),
    ]
    assert doubts(concepts, "a", analyser.term_keys) == [
        Finding(Fault.DOUBLE_TERM, ("a", "b"), "hitsaus"),
        Finding(Fault.EMPTY_TERM, ("a",), "mikä tämä on"),
    ]


def test_overlay_replaces_a_concept_and_changes_the_digest():
    base = [Concept("a", ("yksi",), ("one",)), Concept("b", ("kaksi",), ("two",))]
    plain, laid_over = thesaurus(base), thesaurus(base, overlay=[Concept("a", ("eka",), ("first",))])
    assert [concept.fi for concept in laid_over.concepts] == [("eka",), ("kaksi",)]
    assert plain.digest != laid_over.digest
    assert plain.digest == thesaurus(reversed(base)).digest


def test_row_and_concept_are_the_same_thing(base):
    assert all(thesauri.concept(thesauri.cells(concept)) == concept for concept in base[:50])


def test_row_without_an_id_is_refused_with_its_line(tmp_path):
    file = tmp_path / "wrong.csv"
    file.write_text("id,fi,en\na,yksi,one\n,kaksi,two\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"wrong\.csv, line 3"):
        list(thesauri.read(file))


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Savukaasujen mittaus pitäisi tehdä", "emission_measurement"),
        ("hitsausrobotti seisoo", "robot_welding"),
        ("robotin hankinta mietityttää", "robotics"),
        ("lämpöpumpuille testauspaikka", "heat_pump_testing"),
        ("Our bearings fail every year", "bearings"),
        ("additive manufacturing of spare parts", "3d_printing"),
        ("päästöjä mitataan piipusta", "emission_measurement"),
    ],
)
def test_concepts_are_found_in_real_sentences(analyser, text, concept):
    document = Document("n", "1", (Passage(Field.DESCRIPTION, text),))
    assert concept in _concepts(analyser, document)


def _concepts(analyser, document: Document) -> set[str]:
    return {
        occurrence.term[2:]
        for occurrence in analyser.occurrences(document)
        if occurrence.term.startswith("c ")
    }
