"""What the analyser finds in a document, where it stands, and how it does without Voikko or dictionary."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.engine import LONGEST_PASSAGE, Analyser
from matchmaker.matching.index import build
from matchmaker.matching.ranking import rank
from matchmaker.text import finnish
from matchmaker.text import thesaurus as thesauri
from matchmaker.text.snowball import SnowballFinnish
from matchmaker.text.terms import Source
from matchmaker.text.thesaurus import Concept, thesaurus
from tests.matching.conftest import OFFERINGS


def terms(analyser: Analyser, text: str, language: str | None = None) -> dict[str, set[str]]:
    """Each term with the characters it stands on."""
    found: dict[str, set[str]] = {}
    for item in analyser.occurrences(Document("d", "1", (Passage(Field.DESCRIPTION, text, language),))):
        found.setdefault(item.term, set()).update(text[start:end] for start, end in item.spans)
    return found


@pytest.fixture(scope="session")
def plain() -> Analyser:
    """What a machine without Voikko and dictionaries has."""
    return Analyser(SnowballFinnish(), None, thesauri.thesaurus(thesauri.base()))


def test_both_languages_of_a_mixed_text_are_read_in_their_own_way(analyser):
    found = terms(analyser, "Hitsaus tökkii. We need welding tests.")
    assert found["w fi:hitsaus"] == {"Hitsaus"}
    assert found["w en:weld"] == {"welding"}
    assert found["b weld"] == {"Hitsaus", "welding"}


def test_english_word_in_a_finnish_sentence_is_english(analyser):
    assert "w en:pump" in terms(analyser, "Kuka tietää tästä heat pump hommasta jotain", "fi")


def test_finnish_name_in_an_english_sentence_is_finnish(analyser):
    assert "w fi:hitsausliike" in terms(analyser, "We are a hitsausliike from Iisalmi", "en")


def test_standards_codes_and_units_stay_whole(analyser):
    found = terms(analyser, "ISO 3834-2, IEC 60601-1-2, S960QL, CO2, 5G ja 10 kW")
    assert {
        "w x:iso 3834",
        "w x:iso 3834-2",
        "w x:iec 60601",
        "w x:s960ql",
        "w x:co2",
        "w x:5g",
        "w x:10kw",
    } <= set(found)


def test_untranslatable_part_reaches_the_common_space_as_it_is(analyser):
    assert terms(analyser, "IrDA-tekniikka", "fi")["b irda"] == {"IrDA"}


def test_compound_without_a_translation_is_translated_by_its_parts(analyser):
    found = terms(analyser, "pellettikattiloille", "fi")
    assert {"b pellet"} <= set(found)


@pytest.mark.parametrize("text", ["ja että se on kuitenkin sitten", "and of the with which"])
def test_stop_words_are_no_terms(analyser, text):
    assert terms(analyser, text) == {}


def test_signature_changes_with_the_thesaurus(analyser, lexicons):
    other = Analyser.create(keep=lexicons, overlay=[Concept("own", ("lirkutinkone",), ("cajoling machine",))])
    assert other.signature != analyser.signature
    assert "c own" in terms(other, "Haluamme lirkutinkoneita")


def test_only_the_beginning_of_an_endless_passage_is_read(analyser):
    text = "x " * (LONGEST_PASSAGE // 2) + "hitsaus"
    assert "w fi:hitsaus" not in terms(analyser, text)


def test_without_voikko_the_analyser_says_so_and_still_ranks(plain, make):
    assert plain.degraded
    assert plain.name == "snowball"
    index = build(OFFERINGS, plain)
    assert rank(index, make("n", "Hitsausrobotti kokeiluun"))[0].id == "robot"
    assert rank(index, make("n", "usability of our infusion pump"))[0].id == "usability"


def test_full_analyser_names_its_parts(full_analyser):
    assert full_analyser.name == "voikko+freedict"


def test_without_a_thesaurus_no_concepts_are_found(analyser):
    without = Analyser(finnish.create(), analyser.dictionary, thesaurus(()))
    assert not [term for term in terms(without, "hitsaus ja savukaasu") if term.startswith("c ")]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=120))
def test_any_text_is_read_with_terms_inside_it(analyser, text):
    document = Document("d", "1", (Passage(Field.TITLE, text), Passage(Field.KEYWORDS, "hitsaus; welding")))
    for item in analyser.occurrences(document):
        assert item.weight > 0
        assert item.source in Source
        length = len(document.passages[item.passage].text)
        assert item.spans
        assert all(0 <= start < end <= length for start, end in item.spans)


@pytest.mark.parametrize(
    ("sentence", "concept"),
    [
        ("Suodattimen vaihto unohtuu ja suodattimia kuluu liikaa.", "filtration"),
        ("Onko suodatin tukossa?", "filtration"),
        ("Polttimen nokeaminen vaivaa joka talvi.", "burner"),
        ("Uusi poltin on tilattu.", "burner"),
        ("Hallin valaisimet välkkyvät.", "lighting"),
        ("Perunoita lajitellaan käsin.", "berries_veg"),
        ("Kasvatamme perunaa ja peruna mätänee varastossa.", "berries_veg"),
        ("Laite pitäisi saada sairaalan testialustalle.", "living_lab"),
        ("Tarvitsemme oikean testialustan.", "living_lab"),
        ("Kehitämme terveysteknologiaa ikäihmisille.", "health_tech"),
        ("Tulistimen putket kuluvat.", "boiler_tubes"),
        ("Sekoittimessa on vika.", "mixing"),
        ("Savuilmaisimien testaus puuttuu.", "fire_detection"),
        ("Tukkien mittaus sahalla on epätarkka.", "sawmill"),
        ("Jyrsinnässä terä kuluu.", "milling"),
        ("Huuhdomme kultaa pienellä kaivoksella.", "critical_minerals"),
        ("Onko joessa kulta vai katinkulta?", "critical_minerals"),
        ("Läpäiseekö HEPA pienet hiukkaset?", "filter_testing"),
        ("hepa-suodattimen läpi menee pölyä", "filter_testing"),
        ("Käymisen lämpötila karkaa.", "fermentation"),
        ("Oluen käymistä pitäisi seurata.", "fermentation"),
        ("Kasvisten maitohappokäyminen pysähtyy.", "fermentation"),
    ],
)
def test_inflected_word_reaches_the_concept_of_its_base_form(analyser, sentence, concept):
    assert f"c {concept}" in terms(analyser, sentence, "fi")


@pytest.mark.parametrize(
    ("term", "keys"),
    [
        ("suodatin", ("fi:suodatin",)),
        ("HEPA-suodatin", ("fi:hepa-suodatin",)),
        ("peruna", ("fi:peruna",)),
        ("terveysteknologia", ("fi:terveysteknologia",)),
        ("valmistustapa", ("fi:valmistustapa",)),
        ("kulta", ("fi:kulta",)),
        ("käyminen", ("fi:käyminen",)),
        ("HEPA", ("x:hepa",)),
        ("softa", ("fi:ohjelmisto",)),
        # the verbs of lay phrases are not nouns, and its little words are still left out
        ("massa ei valu", ("fi:massa", "fi:valua")),
        ("pinta jää karheaksi", ("fi:jäädä", "fi:karhea", "fi:pinta")),
        ("asiakas ei osta", ("fi:asiakas", "fi:ostaa")),
        ("savu piipusta", ("fi:piippu", "fi:savu")),
        ("saako jätteen myydä tuotteena", ("fi:jäte", "fi:myydä", "fi:tuote")),
    ],
)
def test_thesaurus_term_is_read_as_the_word_that_it_is(analyser, term, keys):
    assert analyser.term_keys(term, "fi") == keys


@pytest.mark.parametrize("text", ["Ei voi", "Tuli tee", "Häntä jolla"])
def test_stop_word_that_could_be_a_noun_stays_a_stop_word(analyser, text):
    assert not [term for term in terms(analyser, text, "fi") if term.startswith("w")]


def test_every_base_form_term_of_the_thesaurus_finds_its_concept_in_its_genitive(analyser):
    """'suodatin' was once read as 'I filtered': a word of the catalogue in any case must lead where the term leads."""
    genitives = {
        "suodatin": "suodattimen",
        "kytkin": "kytkimen",
        "palvelin": "palvelimen",
        "lämmitin": "lämmittimen",
    }
    genitives |= {
        "sammutin": "sammuttimen",
        "kaasutin": "kaasuttimen",
        "kuljetin": "kuljettimen",
        "arina": "arinan",
    }
    read = {word: terms(analyser, f"{genitive} vaihto", "fi") for word, genitive in genitives.items()}
    assert all(f"w fi:{word}" in found for word, found in read.items())
    assert all(analyser.term_keys(word, "fi") == (f"fi:{word}",) for word in genitives)
