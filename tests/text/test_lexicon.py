"""The FreeDict dictionary as Debian installs it."""

import pytest

from matchmaker.text import lexicon


@pytest.fixture(scope="module")
def dictionary():
    read = lexicon.read()
    if read is None:
        pytest.skip("the FreeDict dictionaries are not installed")
    return read


@pytest.mark.parametrize(
    ("word", "phrase"),
    [("hitsaus", "welding"), ("savukaasu", "flue gas"), ("lämpöpumppu", "heat pump"), ("laakeri", "bearing")],
)
def test_technical_words_are_translated(dictionary, word, phrase):
    assert phrase in dict(dictionary.translations(word))


def test_senses_share_the_weight(dictionary):
    weights = [weight for _, weight in dictionary.translations("voima")]
    assert sum(weights) == pytest.approx(1.0, abs=1e-5)
    assert len(weights) <= lexicon.MOST_TRANSLATIONS


def test_both_directions_are_used(dictionary):
    assert len(dictionary) > 90_000


def test_unknown_word_has_no_translation(dictionary):
    assert dictionary.translations("xyzzy") == ()
