"""An explanation adds up to the score, names the right words and marks the right characters."""

import json
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.explained import Explanation, from_json, to_json
from matchmaker.matching.explanation import Explainer, explain
from matchmaker.matching.index import build
from matchmaker.matching.meeting import LineKind
from matchmaker.matching.ranking import rank
from tests.matching.conftest import OFFERINGS

WORDS = """
hitsaus hitsausrobotti savukaasujen mittaus lämpöpumppu lampopumppu laakerit hajoaa tarttis testata
kattila päästöt welding robots flue gas measurement heat pump usability nurses test ISO 15614-1 CO2
10 kW biokaasulaitos NOx-päästöt metaani konenäkö rahoitusta ja the of blorp qwerty särö väsyminen
fatigue crack
""".split()  # noqa: SIM905 -- thirty words read better as a text
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)


def total(explanation: Explanation) -> float:
    return sum(line.share for line in explanation.lines) + explanation.subject + explanation.remainder


def marked(document: Document, spans, line: int) -> list[str]:
    return [
        passage.text[span.start : span.end]
        for passage, found in zip(document.passages, spans, strict=True)
        for span in found
        if span.line == line
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=texts, description=texts, chosen=st.sampled_from(OFFERINGS))
def test_lines_and_remainder_add_up_to_the_score(index, make, title, description, chosen):
    need = make("n", title, description)
    ranked = {hit.id: hit.score for hit in rank(index, need, top=None)}
    explanation = explain(index, need, chosen)
    assert explanation.score == pytest.approx(ranked.get(chosen.id, 0.0), abs=1e-6)
    assert total(explanation) == pytest.approx(explanation.score, abs=1e-6)
    assert min(explanation.remainder, explanation.subject) >= -1e-6
    assert all(line.share > 0 and line.need_words and line.offering_words for line in explanation.lines)
    for document, spans in ((need, explanation.need_spans), (chosen, explanation.offering_spans)):
        assert len(spans) == len(document.passages)
        for passage, found in zip(document.passages, spans, strict=True):
            ends = [0, *(span.end for span in found)]
            assert all(
                end <= span.start < span.end <= len(passage.text)
                for end, span in zip(ends, found, strict=False)
            )
            assert all(0 <= span.line < len(explanation.lines) for span in found)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=texts, chosen=st.sampled_from(OFFERINGS))
def test_explanation_survives_being_stored(index, make, title, chosen):
    explanation = explain(index, make("n", title), chosen)
    assert from_json(json.loads(json.dumps(to_json(explanation)))) == explanation


def test_inflected_word_is_marked_as_it_stands(analyser, make):
    need, offering = (
        make("n", "Savukaasuja pitäisi mitata"),
        make("o", "Palvelu", "Mittaamme savukaasuista päästöt."),
    )
    explanation = explain(build([offering, make("p", "Ruoka")], analyser), need, offering)
    line = next(line for line in explanation.lines if "Savukaasuja" in line.need_words)
    number = explanation.lines.index(line)
    assert line.kind is LineKind.WORD
    assert line.offering_words == ("savukaasuista",)
    assert marked(need, explanation.need_spans, number) == ["Savukaasuja"]
    assert marked(offering, explanation.offering_spans, number) == ["savukaasuista"]


def test_compound_part_is_marked_inside_its_word(analyser, make):
    need, offering = make("n", "suodatin"), make("o", "Suodatinkotelojen testaus")
    explanation = explain(build([offering, make("p", "Ruoka")], analyser), need, offering)
    line = next(line for line in explanation.lines if line.kind is LineKind.PART)
    assert line.need_words == ("suodatin",)
    assert line.offering_words == ("Suodatinkotelojen",)
    assert marked(offering, explanation.offering_spans, explanation.lines.index(line)) == ["Suodatin"]


def test_two_languages_meet_as_a_pair_of_words(analyser, make):
    need, offering = make("n", "hitsaus"), make("o", "Welding tests", language="en")
    explanation = explain(build([offering, make("p", "Ruoka")], analyser), need, offering)
    assert explanation.lines[0].need_words == ("hitsaus",)
    assert explanation.lines[0].offering_words == ("Welding",)
    assert explanation.lines[0].kind in (LineKind.CONCEPT, LineKind.DICTIONARY)


def test_misspelt_word_is_credited_to_the_word_it_resembles(analyser, make):
    need, offering = make("n", "spektrometrria"), make("o", "Spektrometria")
    explanation = explain(build([offering, make("p", "Ruoka")], analyser), need, offering)
    assert [(line.kind, line.need_words, line.offering_words) for line in explanation.lines] == [
        (LineKind.NGRAM, ("spektrometrria",), ("Spektrometria",))
    ]


def test_offering_with_a_closed_field_is_explained_by_what_is_open(index, make):
    need = make("n", "Savukaasujen mittaus", "Salainen reseptimme on hake")
    opened = Document("n", "1", need.passages[:1])
    whole, part = explain(index, need, OFFERINGS[0]), explain(index, opened, OFFERINGS[0])
    assert len(part.need_spans) == 1
    assert all("hake" not in line.need_words for line in part.lines)
    assert any(line.need_words for line in whole.lines)


def test_nothing_in_common_is_explained_by_nothing(index):
    explanation = explain(index, Document("n", "1", (Passage(Field.TITLE, "qwerty"),)), OFFERINGS[6])
    assert (explanation.score, explanation.lines) == (pytest.approx(0.0, abs=0.02), explanation.lines)
    assert explanation.score == pytest.approx(total(explanation))


def test_a_text_that_repeats_itself_is_explained_in_a_moment(index, make):
    """Comparing every place of a word with every other took 14 seconds for this one: ten visitors could stop the service."""
    need = make("n", "savukaasut", "savukaasujen päästöt mittaus " * 1200)
    began = process_time()
    explain(index, need, OFFERINGS[0])
    assert process_time() - began < 4


STUFFED = {
    "one word": "Hitsaus " * 1250,
    "one word, sentence by sentence": "Hitsaus. " * 1100,
    "a compound": "hitsaussaumatestaus " * 500,
    "a word of many meanings": "työ " * 2500,
    "words of one concept": "hitsaus hitsi sauma juotos welding weld seam " * 220,
    "phrases": "hitsaussaumojen testaus mittaus ja analyysi " * 220,
}


@pytest.mark.parametrize("text", STUFFED.values(), ids=STUFFED.keys())
def test_two_stuffed_texts_cost_their_lengths_and_not_the_product(analyser, index, make, text):
    need, offering = make("need", text[:150], text), make("weld", text[:150], text)
    stuffed = build([*OFFERINGS[:1], offering, *OFFERINGS[2:]], analyser)
    (hit,) = [hit for hit in rank(stuffed, need, top=8) if hit.id == "weld"]
    explain(stuffed, need, OFFERINGS[0])  # what is read once per process
    before = process_time()
    explanation = explain(stuffed, need, offering)
    assert process_time() - before < 1.5, "it took up to a minute; a fifth of a second on an idle machine"
    assert explanation.score == pytest.approx(hit.score, abs=1e-6)
    assert total(explanation) == pytest.approx(hit.score)


def test_one_need_is_explained_against_several_offerings_as_against_each(index, make):
    need = make("need", "Hitsaus", "Hitsaussaumaan tulee säröjä, laakeri värähtelee.")
    explainer = Explainer(index, need)
    assert [explainer.explain(offering) for offering in OFFERINGS] == [
        explain(index, need, offering) for offering in OFFERINGS
    ]
