"""Everyday business is told from needs for research by its words, in both languages."""

from collections import Counter

import pytest

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.engine import Analyser
from matchmaker.matching.scope import NOTHING_SAID, RDI, Scope, cues, scope_finder


def look(analyser: Analyser, text: str, *, field: Field = Field.DESCRIPTION) -> Scope:
    return scope_finder(analyser).look(Document("n", "1", (Passage(field, text),)))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Haemme pajalle osa-aikaista työntekijää ja kesäapulaista.", "recruiting"),
        ("Mistä pankista saa yrityslainan pienimmällä korolla?", "loans"),
        ("Pitääkö tästä tilittää arvonlisävero vai kysynkö verottajalta?", "tax"),
        ("Etsimme uutta tilitoimistoa, joka hoitaa palkanlaskennan.", "accounting"),
        ("Vuokranantaja irtisanoi sopimuksen ja tarvitsemme juristin.", "disputes"),
        ("Toimistolle tarvitaan siivouspalvelu kahdesti viikossa.", "cleaning"),
        ("Kone pitää siirtää lavetilla, nosturiauto mukaan.", "transport"),
        ("Tarvitaan henkilönostin ja työmaakoppi.", "rental"),
        ("Lämpöpumppu pimeni, tarvitaan sähköasentaja ja huoltomies.", "repairs"),
        ("Tilaamme uudet kotisivut, logon ja käyntikortit.", "advertising"),
        ("Kilpailutamme vastuuvakuutuksen ja YEL-vakuutuksen.", "insurance"),
        ("Kuka hakee meille rakennusluvan ja tekee lupapiirustukset?", "permits"),
        ("We want to recruit a full-time receptionist.", "recruiting"),
        ("Our landlord is threatening to sue, we need a lawyer.", "disputes"),
        ("Office cleaning twice a week and snow removal.", "cleaning"),
        ("Who sells second-hand lathes, and at what piece price?", "goods"),
    ],
)
def test_everyday_business_is_named_by_its_kind(analyser: Analyser, text: str, kind: str):
    scope = look(analyser, text)
    assert (scope.kind, scope.everyday >= 1.0, scope.rdi) == (kind, True, 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "Haluamme palkata opinnäytetyöntekijän mittaamaan hävikkiä.",
        "Ennen kuin ostamme robotin, haluaisimme kokeilla sitä ja saada puolueettoman vertailun.",
        "Tarvitsemme rahoitusta tuotekehitykseen ja prototyypin testaukseen.",
        "Myymme mittalaitetta ja tarvitsemme tutkimusnäyttöä siitä, että se toimii.",
        "Before we buy the coating we want a laboratory to test the wear.",
        "We would like to hire a thesis student to simulate the heat store.",
    ],
)
def test_need_for_research_says_more_of_research_than_of_business(analyser: Analyser, text: str):
    scope = look(analyser, text)
    assert scope.rdi > scope.everyday


def test_research_word_is_no_everyday_cue(analyser: Analyser):
    assert look(analyser, "Opinnäytetyöntekijä").everyday == 0.0
    assert look(analyser, "Työntekijä").everyday > 0.0


def test_head_of_a_compound_decides(analyser: Analyser):
    assert look(analyser, "Haemme investointilainaa.").kind == "loans"
    assert look(analyser, "Kirjaston lainapalvelu.").kind is None


@pytest.mark.parametrize(
    ("trade", "wish"),
    [
        ("Vuokraamme henkilönostimia.", "Haluaisimme vuokrata."),
        ("We lease bikes to cities.", "A lease would be fine."),
    ],
)
def test_own_trade_is_no_wish(analyser: Analyser, trade: str, wish: str):
    assert "vuokrata" not in look(analyser, trade).words
    assert "leas" not in look(analyser, trade).words
    assert look(analyser, wish).kind == "rental"


def test_same_cue_twice_counts_once(analyser: Analyser):
    once = look(analyser, "Verottaja kysyy.")
    assert look(analyser, "Verottaja kysyy. Verottaja vaatii. Verottajalle vastataan.") == once


def test_cue_is_found_in_any_form_and_order(analyser: Analyser):
    forms = ("Ostetaan käytetty trukki.", "Käytettyjä trukkeja ostamme.", "Ostaisin käytetyn trukin.")
    found = [look(analyser, text) for text in forms]
    assert [(scope.everyday, sorted(scope.words[0].split())) for scope in found] == [
        (1.0, ["käytetty", "ostaa"])
    ] * 3


def test_what_the_company_makes_says_nothing_of_its_need(analyser: Analyser):
    assert look(analyser, "Kirjanpito, siivous ja kuljetus", field=Field.COMPANY) == NOTHING_SAID


def test_empty_need_says_nothing(analyser: Analyser):
    assert scope_finder(analyser).look(Document("n", "1", ())) == NOTHING_SAID


def test_cues_are_in_order():
    rows = Counter((cue.kind, cue.weight) for cue in cues())
    assert set(rows.values()) == {1}
    assert {weight for _, weight in rows} == {1.0, 0.5, 0.25}
    assert RDI in {kind for kind, _ in rows}
    assert all(term == term.strip() for cue in cues() for term in cue.fi + cue.en)


def test_no_cue_loses_a_word_to_the_stop_words(analyser: Analyser):
    """'kuka myy' would otherwise be 'myydä', a sure sign of shopping in every text about selling."""
    lost = [
        term
        for cue in cues()
        for language in ("fi", "en")
        for term in cue.terms(language)
        if len(analyser.term_keys(term, language)) < len(term.split())
    ]
    assert lost == []


def test_no_cue_stands_twice(analyser: Analyser):
    keys = Counter(
        analyser.term_keys(term, language)
        for cue in cues()
        for language in ("fi", "en")
        for term in cue.terms(language)
    )
    assert [key for key, count in keys.items() if count > 1] == []
