"""What a text lacks and what tells who wrote it, on texts as companies write them."""

from time import process_time

import pytest

from matchmaker.model.codes import Language
from matchmaker.operations.naming import Identity
from matchmaker.operations.propose_summary import LONGEST_SUMMARY, names_found, propose_summary
from matchmaker.operations.writing_help import Hint, writing_help

SHOP = Identity(companies=("Pekan Konepaja Oy",), people=("Pekka Paja",))

GOOD = [
    (
        Language.FI,
        "Teemme metsäkoneiden runkoja 8 mm:n S700-teräksestä. Hitsi halkeaa kulmasta noin 500 käyttötunnin jälkeen. Mistä?",
    ),
    (
        Language.FI,
        "Mustikkamehumme ruskistuu lasipullossa kahdessa kuukaudessa. Haluaisimme pidentää säilyvyyttä ilman lisäaineita.",
    ),
    (
        Language.FI,
        "Tarvitsemme apua markkinaselvitykseen Saksassa: emme tiedä, mitä hyväksyntöjä hirsisaunoille siellä vaaditaan.",
    ),
    (
        Language.EN,
        "Our blueberry juice turns brown in two months in a glass bottle. We would like to double its shelf life.",
    ),
    (
        Language.EN,
        "Our CNC machines write vibration data once a second. Could it tell that a tool is about to break? Nobody here knows.",
    ),
]


@pytest.mark.parametrize(("language", "text"), GOOD)
def test_text_that_says_what_is_needed_gets_no_hint(language: Language, text: str) -> None:
    assert writing_help(text, language) == ()


@pytest.mark.parametrize(
    ("language", "text", "hints"),
    [
        (Language.FI, "", ()),
        (Language.FI, " \n", ()),
        (Language.FI, "Metsäkoneen runko", (Hint.NAME_ONLY,)),
        (Language.EN, "Wristband", (Hint.NAME_ONLY,)),
        (Language.FI, "Teräsrunko halkeilee", (Hint.TOO_SHORT,)),
        (Language.FI, "hitsit pettää kun pakkasta", (Hint.TOO_SHORT, Hint.NO_DETAIL)),
        (Language.FI, "pumppu reistailee ja jumittaa", (Hint.TOO_SHORT,)),
        (Language.FI, "tarvitaan rahaa uuteen koneeseen", (Hint.TOO_SHORT,)),
        (Language.FI, "rahotusta tarttis saada", (Hint.TOO_SHORT,)),
        (Language.EN, "We need money", (Hint.TOO_SHORT,)),
        (Language.FI, "Haluamme parantaa tuotantoamme ja olla parempia", (Hint.TOO_SHORT, Hint.NO_DETAIL)),
        (
            Language.FI,
            "Olemme perheyritys ja teemme teräsrunkoja metsäkoneisiin jo kolmannessa polvessa hyvässä hengessä yhdessä.",
            (Hint.NO_TROUBLE,),
        ),
        (
            Language.EN,
            "We would like to improve our production and we need somebody who could help us with our problem soon.",
            (Hint.NO_DETAIL,),
        ),
        (
            Language.EN,
            "Our steel frames crack in the corner after 500 hours of use. Call us at +358 40 123 4567 or write to us.",
            (Hint.CONTACT_DETAILS,),
        ),
    ],
)
def test_what_a_text_lacks(language: Language, text: str, hints: tuple[Hint, ...]) -> None:
    assert writing_help(text, language) == hints


@pytest.mark.parametrize(
    "detail",
    [
        "8 mm",
        "40 °C",
        "3 %",
        "500 tuntia",
        "EN 1090",
        "ISO 9001",
        "S700",
        "AISI 316",
        "42CrMo4",
        "PA12",
        "MDR",
    ],
)
def test_size_standard_or_material_counts_as_detail(detail: str) -> None:
    text = f"Meidän pitäisi selvittää, miksi tuotteemme ei kestä niin kuin sen pitäisi kestää käytössä ({detail})."
    assert writing_help(text, Language.FI) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Pekan Konepaja Oy etsii apua.", ["Pekan Konepaja Oy"]),
        ("pekan konepaja etsii apua.", ["pekan konepaja"]),
        ("Pekan Konepajan hitsit.", ["Pekan Konepajan"]),
        ("Pekan Konepaja Oy:ssä halkeaa.", ["Pekan Konepaja Oy:ssä"]),
        ("Kirjoita pekka@paja.fi tai katso www.paja.fi/tuotteet.", ["pekka@paja.fi", "www.paja.fi/tuotteet"]),
        ("Soita 040 123 4567.", ["040 123 4567"]),
        ("Call +358 40 123 4567.", ["+358 40 123 4567"]),
        ("Y-tunnus 2077474-0, ALV FI20774740.", ["2077474-0", "FI20774740"]),
        ("Konepaja valmistaa 500 000 kpl runkoja, 8 x 200 x 3000 mm, teräs 1.4404, EN 10025-2.", []),
        ("Mitattu 24.11.2026 klo 9.30, erä 1234567.", []),
    ],
)
def test_what_tells_who_the_company_is(text: str, found: list[str]) -> None:
    assert names_found(text, SHOP) == found


def test_one_word_name_counts_only_as_it_is_written() -> None:
    saw = Identity(companies=("Saha Oy",))
    assert names_found("Sahan terä kuluu ja saha pysähtyy. SAHA", saw) == ["Sahan", "SAHA"]
    assert names_found("Meidän saha pysähtyy ja sahan terä kuluu.", saw) == []


def test_nameless_identity_and_short_names_find_nothing() -> None:
    assert names_found("Oy Ab etsii apua", Identity(companies=("Oy", "", "A B"))) == []


@pytest.mark.parametrize(
    ("language", "title", "text", "summary"),
    [
        (
            Language.FI,
            "Hitsit halkeilevat",
            "Hei! Olemme Pekan Konepaja Oy Kuopiosta. Teemme runkoja S700-teräksestä Varkaudessa. Hitsi halkeaa kulmasta."
            " Soita puh. 040 123 4567 tai pekka@paja.fi.\nTerveisin\nPekka Paja\nkonepäällikkö",
            "Hitsit halkeilevat. Teemme runkoja S700-teräksestä alueellamme. Hitsi halkeaa kulmasta.",
        ),
        (
            Language.FI,
            "Pekan Konepajan hitsit",
            "Kuopiolainen alihankkija ja Matti Virtanen Helsingistä eivät löydä vikaa, vaikka hitsejä on tutkittu jo kolmesti.",
            "Yrityksen hitsit. Paikallinen alihankkija ja yhteyshenkilö eivät löydä vikaa, vaikka hitsejä on"
            " tutkittu jo kolmesti.",
        ),
        (
            Language.EN,
            "",
            "We are Pekan Konepaja Oy in Kuopio. See www.paja.fi for pictures. The welds crack. Kind regards, Pekka Paja",
            "The welds crack.",
        ),
        (
            Language.FI,
            "Puhallin tärisee pahasti.",
            "Puhallin tärisee pahasti. Laakerit on vaihdettu.",
            "Puhallin tärisee pahasti. Laakerit on vaihdettu.",
        ),
        (Language.FI, "", "Kaaviossa on virhe ja Kemiallinen puhdistus ei auta.", None),
    ],
)
def test_summary_names_nobody(language: Language, title: str, text: str, summary: str | None) -> None:
    assert propose_summary(title, text, language, SHOP) == (text if summary is None else summary)


def test_summary_has_whole_sentences_and_at_most_500_characters() -> None:
    sentence = "Hitsi halkeaa kulmasta kuormituksessa aina talvella. "
    found = propose_summary("", sentence * 40, Language.FI, SHOP)
    assert len(found) <= LONGEST_SUMMARY
    assert found.endswith("talvella.")
    assert len(found) > LONGEST_SUMMARY - len(sentence)


def test_one_endless_sentence_is_cut_between_words() -> None:
    found = propose_summary("", "hitsi " * 300, Language.FI, SHOP)
    assert len(found) <= LONGEST_SUMMARY
    assert found.endswith("hitsi…")


def test_text_that_is_all_contact_details_still_names_nobody() -> None:
    found = propose_summary("", "Soittakaa Pekan Konepaja Oy 040 123 4567.", Language.FI, SHOP)
    assert names_found(found, SHOP) == []


def test_proposal_passes_its_own_guard_whatever_the_order() -> None:
    text = "Pekan Konepaja, Kuopio: pekka@paja.fi, hitsi halkeaa 040 1234567 ja Pekka Paja tietää lisää, katsokaa paja.fi heti."
    assert names_found(propose_summary("", text, Language.FI, SHOP), SHOP) == []


@pytest.mark.parametrize("text", ["a" * 10_000, "1" * 10_000, "040-" * 2500, "x.y-z_" * 1600 + "@"])
def test_letters_or_digits_without_end_take_no_time(text: str) -> None:
    """Patterns that begin anew at each character took up to a second and a half for them, at every pause in typing."""
    before = process_time()
    propose_summary(text[:150], text, Language.FI, Identity())
    writing_help(text, Language.FI)
    names_found(text, Identity())
    assert process_time() - before < 0.8
