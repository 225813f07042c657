"""English words: stems, spellings, hyphens."""

import pytest

from matchmaker.text.terms import Source


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("measuring", "measurements"),
        ("optimisation", "optimization"),
        ("fibres", "fiber"),
        ("colour", "color"),
        ("aluminium", "aluminum"),
        ("sulphur", "sulfur"),
        ("analysed", "analyzed"),
        ("company's", "company"),
    ],
)
def test_forms_of_one_word_share_a_key(english, one, other):
    assert english.analyse(one)[0].key == english.analyse(other)[0].key


@pytest.mark.parametrize(
    ("one", "other"), [("four", "for"), ("wise", "wize"), ("rise", "rize"), ("tour", "tor")]
)
def test_short_words_keep_their_spelling(english, one, other):
    assert english.stem(one) != english.stem(other)


def test_hyphen_compound_is_whole_and_in_pieces(english):
    terms = english.analyse("heat-treated")
    assert [(term.key, term.source) for term in terms] == [
        ("heattreat", Source.WORD),
        ("heat", Source.PART),
        ("treat", Source.PART),
    ]
    assert ["heat-treated"[term.start : term.end] for term in terms[1:]] == ["heat", "treated"]


def test_known_words(english):
    assert english.known("welding")
    assert not english.known("hitsaus")
