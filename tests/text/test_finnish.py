"""Finnish words as they are really written and typed, with and without Voikko."""

import pytest

from matchmaker.text.terms import Source


def keys(analyser, word: str, source: Source) -> list[str]:
    return [term.key for term in analyser.analyse(word) if term.source is source]


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("laakerit", "laakeri"),
        ("mitattiin", "mitata"),
        ("Iisalmessa", "iisalmi"),
        ("savukaasujen", "savukaasu"),
        ("HITSAUKSEN", "hitsaus"),
        # a noun in base form rather than a rare form of something else
        ("suodatin", "suodatin"),
        ("peruna", "peruna"),
        ("testialusta", "testialusta"),
        ("valmistustapa", "valmistustapa"),
        ("voiman", "voima"),
        ("käymisen", "käyminen"),
        ("HEPA", "hepa"),
        # typed without umlauts
        ("lampopumppu", "lämpöpumppu"),
        ("ymparistoluvan", "ympäristölupa"),
        ("rikkivetya", "rikkivety"),
        ("jarkevaa", "järkevä"),
        # as spoken
        ("rahotusta", "rahoitus"),
        ("punanen", "punainen"),
        ("tarttis", "tarvita"),
        ("pitäs", "pitää"),
        ("katotaan", "katsoa"),
        ("nopeammaks", "nopea"),
        ("nopeesti", "nopea"),
        ("haluttas", "haluta"),
        ("meijän", "minä"),
        ("labrassa", "laboratorio"),
    ],
)
def test_likeliest_lemma(voikko, word, lemma):
    terms = voikko.analyse(word)
    assert terms[0].key in (lemma, "me") if word == "meijän" else terms[0].key == lemma


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("lämpöpumppujen", ["lämpö", "pumppu"]),
        ("hitsauskoordinaattori", ["hitsaus", "koordinaattori"]),
        ("naisyrittäjä", ["nainen", "yrittäjä"]),
        ("energiankulutus", ["energia", "kulutus"]),
        ("biokaasulaitokselle", ["bio", "kaasu", "laitos", "biokaasu", "kaasulaitos"]),
        ("NOx-päästöt", ["nox", "päästö"]),
        ("3D-tulostuksella", ["3d", "tulostus"]),
    ],
)
def test_compound_parts(voikko, word, parts):
    assert keys(voikko, word, Source.PART) == parts


def test_parts_stand_on_their_own_characters(voikko):
    word = "lämpöpumppujen"
    parts = {
        term.key: word[term.start : term.end] for term in voikko.analyse(word) if term.source is Source.PART
    }
    assert parts == {"lämpö": "lämpö", "pumppu": "pumppujen"}


def test_ambiguous_word_shares_its_weight(voikko):
    readings = {term.key: term.weight for term in voikko.analyse("kuusi") if term.source is Source.WORD}
    assert set(readings) == {"kuusi", "kuu"}
    assert sum(readings.values()) == pytest.approx(1.0)
    assert readings["kuusi"] > readings["kuu"]


def test_derivation_is_kept_apart_from_inflection(voikko):
    assert keys(voikko, "testausta", Source.WORD) == ["testaus"]
    assert keys(voikko, "testausta", Source.ROOT) == ["testata"]
    assert keys(voikko, "turvallisuus", Source.ROOT) == []  # its root is a noun, which says nothing of it


@pytest.mark.parametrize("word", ["softan", "tarttis", "nopeemmin", "labroissa", "la\u0308mpo\u0308pumppu"])
def test_terms_of_another_form_stand_on_the_whole_word(voikko, word):
    assert {(term.start, term.end) for term in voikko.analyse(word)} == {(0, len(word))}


def test_abbreviation_is_not_cut(voikko):
    assert voikko.analyse("IrDA")[0].key == "irda"


def test_unknown_words_meet_in_their_stem(voikko):
    assert voikko.analyse("Lemonsoftissa")[0].key == voikko.analyse("lemonsoftista")[0].key
    assert not voikko.known("Lemonsoftissa")


def test_decomposed_umlauts_are_read_too(voikko):
    terms = voikko.analyse("la\u0308mpo\u0308pumppu")
    assert terms[0].key == "lämpöpumppu"
    assert all(0 <= term.start < term.end <= len("la\u0308mpo\u0308pumppu") for term in terms)


@pytest.mark.parametrize(
    "word", ["🔥", "שלום", "a\x00b", "\u202eabc", "ӓ", "-", "x" * 80, "aoaoaoaoaoaoaoaoaoaoaoaoaoao"]
)
def test_any_word_gives_terms_inside_itself(voikko, snowball, word):
    for analyser in (voikko, snowball):
        terms = analyser.analyse(word)
        assert terms
        assert all(0 <= term.start < term.end <= len(word) for term in terms)


def test_snowball_brings_cases_together_without_voikko(snowball):
    assert snowball.name == "snowball"
    assert snowball.analyse("kattilan")[0].key == snowball.analyse("kattilassa")[0].key
    assert snowball.analyse("pumpulla")[0].key == snowball.analyse("pumpusta")[0].key


def test_snowball_restores_umlauts_of_common_words(snowball):
    assert snowball.analyse("lampo")[0].key == snowball.analyse("lämpö")[0].key


def test_snowball_opens_hyphen_compounds(snowball):
    assert keys(snowball, "NOx-päästöt", Source.PART)[1] == snowball.analyse("päästöt")[0].key
