"""Analysers that the tests of text analysis share. They are those of this machine, never stand-ins."""

import pytest

from matchmaker.text import finnish
from matchmaker.text.english import English
from matchmaker.text.language import LanguageGuesser
from matchmaker.text.snowball import SnowballFinnish
from matchmaker.text.terms import WordAnalyser


@pytest.fixture(scope="session")
def voikko() -> WordAnalyser:
    analyser = finnish.create()
    if analyser.name != "voikko":
        pytest.skip("Voikko is not installed")
    return analyser


@pytest.fixture(scope="session")
def snowball() -> WordAnalyser:
    return SnowballFinnish()


@pytest.fixture(scope="session")
def english() -> English:
    return English()


@pytest.fixture(scope="session")
def guesser(voikko: WordAnalyser, english: English) -> LanguageGuesser:
    return LanguageGuesser(voikko, english)
