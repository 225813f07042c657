"""What tells who a company is, and the summary and the title without it."""

import time

import pytest

from matchmaker.model.codes import Language
from matchmaker.operations.naming import Identity, presented
from matchmaker.operations.need_from_text import proposed_title
from matchmaker.operations.propose_summary import doubtful, nameless, propose_summary, telling, without

OWN = Identity(("Konepaja Virtanen Oy",), ("Pekka Virtanen",))
TITLE = "Hitsausrobotin sauma halkeaa"
TEXT = (
    "Hei! Olen Pekka Virtanen Konepaja Virtanen Oy:stä Siilinjärveltä. "
    "Paja on osoitteessa Teollisuustie 4, 70800 Kuopio. Olemme Konepaja Virtanen Oy, Siilinjärvi. "
    "Runko on S700-terästä ja halkeaa kulmasta. Asiakkaamme Ponsse Oyj vaatii EN 1090. Soita 040 123 4567."
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Paja on osoitteessa Teollisuustie 4, 70800 Kuopio", "Paja on alueellamme"),
        ("Hitsaamme runkoja Savilahdentie 12 B:ssä", "Hitsaamme runkoja alueellamme"),
        ("Käyntiosoite on Minna Canthin katu 22 A 4, kone seisoo", "Alueellamme, kone seisoo"),
        ("Laite on Puijonkadulla Siilinjärvellä", "Laite on alueellamme"),
        ("siilinjärveltä kuopioon kuljetettava runko", "Alueeltamme kuljetettava runko"),
        ("Kuopiossakin halkeaa sauma", "Alueellamme halkeaa sauma"),
        ("Teemme runkoja Savon Teräs Oy:lle", "Teemme runkoja toiselle yritykselle"),
        ("Sauma halkeaa, Pekka Virtanen 0401234567", "Sauma halkeaa, yhteyshenkilö"),
        (
            "Valtatie 5:n varrella rautatie 4 km, virrat ja varkaus",
            "Valtatie 5:n varrella rautatie 4 km, virrat ja varkaus",
        ),
    ],
)
def test_finnish_title_keeps_its_matter_and_loses_names(text: str, wanted: str):
    assert nameless(text, Language.FI, OWN) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Welds crack at 12 Mill Street, Kuopio", "Welds crack in our region"),
        ("Pump at Teollisuustie 4 for Savo Steel Ltd leaks", "Pump in our region for another company leaks"),
        ("Ask Dr. Heikki Lahtinen about the weld", "Ask the contact person about the weld"),
        ("The servo drive 12 of line 5 fails", "The servo drive 12 of line 5 fails"),
    ],
)
def test_english_title_keeps_its_matter_and_loses_names(text: str, wanted: str):
    assert nameless(text, Language.EN, OWN) == wanted


@pytest.mark.parametrize("text", ["Konepaja Virtanen Oy", "Pekka Virtanen, 040 123 4567", "a@b.fi"])
def test_title_that_is_but_a_name_is_nothing(text: str):
    assert nameless(text, Language.FI, OWN) == ""


def test_summary_names_nobody_and_does_not_say_the_title_again():
    text = f"{TITLE}. {TEXT}"
    proposed = propose_summary(TITLE, text, Language.FI, OWN, title_shown=True)
    assert (
        proposed
        == "Paja on alueellamme. Runko on S700-terästä ja halkeaa kulmasta. Toinen yritys vaatii EN 1090."
    )
    assert propose_summary(TITLE, text, Language.FI, OWN).startswith(f"{TITLE}. Paja")


def test_summary_of_a_text_that_is_but_its_title_is_the_title():
    assert propose_summary(TITLE, f"{TITLE}.", Language.FI, OWN, title_shown=True) == f"{TITLE}."


def test_what_was_left_out_is_named_as_it_stands_in_the_text():
    assert telling(TEXT, OWN, Language.FI) == [
        "Pekka Virtanen",
        "Konepaja Virtanen Oy:stä",
        "Siilinjärveltä",
        "osoitteessa Teollisuustie 4, 70800 Kuopio",
        "Konepaja Virtanen Oy",
        "Siilinjärvi",
        "Asiakkaamme Ponsse Oyj",
        "040 123 4567",
    ]


def test_words_written_large_in_a_sentence_are_doubtful_but_codes_countries_and_beginnings_are_not():
    text = "Saksalainen ABB vaatii EN 1090. Tilaaja Normet Vuorelassa tuo levyn Saksasta Kuopioon, S700 MC."
    assert doubtful(text, OWN, Language.FI) == ["Normet", "Vuorelassa", "Kuopioon"]


@pytest.mark.parametrize("piece", ["a", "1", "A ", "Aa ", "Aakatu ", "katu4", "osoite ", "Dr. A"])
def test_ten_thousand_characters_take_no_time(piece: str):
    text = piece * (10_000 // len(piece))
    begun = time.process_time()
    doubtful(text, OWN, Language.FI)
    propose_summary("", text, Language.FI, OWN)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("row", [" ", ",", "- ", "(", "–", "\u00a0", "puh ", "a@b.fi "])
def test_a_long_row_of_signs_takes_no_time(row: str) -> None:
    began = time.perf_counter()
    propose_summary("Otsikko", f"a{row * 1500}b", Language.FI, OWN)
    assert time.perf_counter() - began < 3


def test_the_word_that_leads_to_contact_details_goes_with_them() -> None:
    text = "Hitsi halkeaa talvella ja kysymme siksi apua kaikilta teiltä, jotka tunnette terästä (puh. 040 123 4567), kiitos."
    assert propose_summary("", text, Language.FI, OWN).endswith("tunnette terästä, kiitos.")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Esa täällä, hitsit halkeilee", ["Esa"]),
        ("moi esa täällä", ["esa"]),
        ("Hi, Peter here. The weld cracks. Regards, Mary", ["Peter", "Mary"]),
        ("Saumat vuotaa Korhosen Konepajalla. t. Esa", ["Korhosen Konepajalla", "Esa"]),
        ("Asia jonka Pekka tuntee", ["Pekka"]),
        ("Satu ja seikkailu, teräksen Hitsaus, yrityksen Hitsaus", []),
    ],
)
def test_somebody_presents_themselves_without_a_surname(text, names):
    assert [text[one.start : one.end] for one in presented(text)] == names


@pytest.mark.parametrize(
    ("text", "title", "summary"),
    [
        ("Ponssen putkessa hitsit pettää", "Toisen yrityksen putkessa hitsit pettää", None),
        (
            "Yritys, Esa täällä. Valtralle tehtävä hydrauliputki vuotaa.",
            "Toiselle yritykselle tehtävä hydrauliputki vuotaa.",
            None,
        ),
        (
            "Karttulassa sahataan kuusta. Terä tylsyy liian nopeasti.",
            "Terä tylsyy liian nopeasti.",
            "Alueellamme sahataan kuusta. Terä tylsyy liian nopeasti.",
        ),
        ("Oon Esa Korhosen Konepajalta, Kuopiosta Tervosta. Hitsit halkeilee.", "Hitsit halkeilee.", None),
        ("Esan mielestä sauma halkeaa.", "Yhteyshenkilön mielestä sauma halkeaa.", None),
        ("Olen Esa Korhonen Kuopiosta.", "", None),
    ],
)
def test_bare_names_and_who_one_is_stay_out(text: str, title: str, summary: str | None):
    proposed = proposed_title(text)
    assert nameless(proposed, Language.FI, Identity()) == title
    found = propose_summary(proposed, text, Language.FI, Identity(), title_shown=True)
    assert found == (title if summary is None else summary)


def test_english_text_that_only_tells_where_somebody_is_has_no_title_and_no_summary():
    text = "We are near Iisalmi."
    assert (proposed_title(text), propose_summary("", text, Language.EN, OWN)) == ("", "")


def test_word_in_no_dictionary_and_what_only_one_can_be_are_doubtful_and_taken_out_alone():
    text = "Mepcon kone seisoo. Teemme pellettiä, olemme kunnan ainoa puulaitos. Meijän laite ei toimi."
    assert doubtful(text, OWN, Language.FI) == ["Mepcon", "kunnan ainoa puulaitos"]
    assert without(text, "Mepcon").startswith("Kone seisoo. Teemme")
    assert "olemme. Meijän" in without(text, "kunnan ainoa puulaitos")
