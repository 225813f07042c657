"""The language of a sentence, told by its words."""

import pytest

from matchmaker.text.language import sentences
from matchmaker.text.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hakkurin kulutuslevyt kuluu liian nopeesti", "fi"),
        ("alihankinta ei enaa kannata, oma tuote?", "fi"),
        ("laakerit hajoaa", "fi"),
        ("savukaasu", "fi"),
        ("vety vai akku metsäkoneeseen?", "fi"),
        ("Predict crusher gearbox failures from our data", "en"),
        ("flue gas", "en"),
        ("In vivo biomedical imaging", "en"),
        ("Selling pellet boilers to Canada", "en"),
        ("", "fi"),
    ],
)
def test_language_of_short_texts(guesser, text, language):
    assert guesser.guess(list(tokenize(text))) == language


def test_declared_language_stands_for_words_of_both(guesser):
    tokens = list(tokenize("VR demo"))
    assert guesser.guess(tokens, declared="fi") == "fi"
    assert guesser.guess(tokens, declared="en") == "en"


def test_plain_finnish_overrules_a_wrong_declaration(guesser):
    tokens = list(tokenize("Meillä on vanha kattila joka savuttaa ja naapurit valittaa"))
    assert guesser.guess(tokens, declared="en") == "fi"


def test_sentences_cover_their_text():
    text = "Meillä on kone. It makes noise! Onko se rikki?\nHuolto : vai uusi"
    assert [text[start:end] for start, end in sentences(text)] == [
        "Meillä on kone.",
        "It makes noise!",
        "Onko se rikki?",
        "Huolto",
        "vai uusi",
    ]
