"""An installation's own concepts: laid over the base in a moment, with the answers of an analyser made from both."""

from dataclasses import fields

import numpy as np
import pytest

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.engine import Analyser
from matchmaker.matching.scope import scope_finder
from matchmaker.text.language import LANGUAGES
from matchmaker.text.phrases import Patterns, laid_over, patterns
from matchmaker.text.thesaurus import Concept

NEW = Concept("zorbo_fault", ("zörbön vika",), ("zorbo fault",), ("zörbö piippaa",), related=("bearings",))


def corrected(analyser: Analyser, concept_id: str, **changes: tuple[str, ...]) -> Concept:
    (base,) = [concept for concept in analyser.thesaurus.base if concept.id == concept_id]
    values = {name: getattr(base, name) for name in base.__dataclass_fields__} | changes
    return Concept(**values)


def found(analyser: Analyser, text: str) -> set[str]:
    document = Document("n", "1", (Passage(Field.DESCRIPTION, text, "fi"),))
    return {one.term[2:] for one in analyser.occurrences(document) if one.term.startswith("c ")}


def test_new_concept_is_found_in_a_sentence(analyser: Analyser) -> None:
    text = "Koneen zörbö taas piippaa aamuisin."
    assert "zorbo_fault" not in found(analyser, text)
    assert "zorbo_fault" in found(analyser.with_overlay([NEW]), text)


def test_correction_replaces_the_terms_of_the_base(analyser: Analyser) -> None:
    text = "Päästömittaus pitäisi teettää."
    assert "emission_measurement" in found(analyser, text)
    other = analyser.with_overlay([corrected(analyser, "emission_measurement", fi=("zörbötys",), fi_lay=())])
    assert "emission_measurement" not in found(other, text)
    assert "emission_measurement" in found(other, "Tarvitaan zörbötys.")
    assert found(other.with_overlay([]), text) == found(analyser, text)


def test_laid_over_base_is_what_reading_everything_gives(analyser: Analyser) -> None:
    own = [NEW, corrected(analyser, "welding", fi=("hitsaus", "zörbön vika"))]
    other = analyser.with_overlay(own)
    made = laid_over(patterns(analyser.thesaurus, _plain), other.thesaurus, _plain)
    read = patterns(other.thesaurus, _plain)
    for array in fields(Patterns):
        assert np.array_equal(getattr(made, array.name), getattr(read, array.name))


def _plain(term: str, language: str) -> tuple[str, ...]:
    return tuple(sorted({f"{language}:{word}" for word in term.casefold().split()}))


def test_signature_follows_the_concepts(analyser: Analyser) -> None:
    other = analyser.with_overlay([NEW])
    assert other.signature != analyser.signature
    assert other.signature == analyser.with_overlay([NEW]).signature
    assert other.with_overlay([]).signature == analyser.signature
    assert (len(other.thesaurus.base), other.thesaurus.own) == (len(analyser.thesaurus), (NEW,))


def test_what_needs_no_thesaurus_is_shared(analyser: Analyser) -> None:
    assert scope_finder(analyser.with_overlay([NEW])) is scope_finder(analyser)


def test_laying_over_reads_the_own_terms_alone(analyser: Analyser, monkeypatch: pytest.MonkeyPatch) -> None:
    """A web process does this in the middle of a request: reading all terms takes seconds."""
    own = [NEW, corrected(analyser, "welding", fi=("hitsaus",))]
    read, term_keys = [], Analyser.term_keys
    monkeypatch.setattr(
        Analyser,
        "term_keys",
        lambda self, term, language: read.append(term) or term_keys(self, term, language),
    )
    analyser.with_overlay(own)
    assert sorted(read) == sorted(
        term for one in own for language in LANGUAGES for term in one.terms(language)
    )
