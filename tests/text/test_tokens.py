"""Tokens keep numbers, standards and abbreviations whole, and know where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text.tokens import LONGEST_WORD, Kind, normal, standard_keys, tokenize


def found(text: str) -> list[tuple[str, Kind]]:
    return [(token.text, token.kind) for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        (
            "ISO 3834-2 ja EN 1090",
            [("ISO 3834-2", Kind.STANDARD), ("ja", Kind.WORD), ("EN 1090", Kind.STANDARD)],
        ),
        ("IEC 60601-1-2", [("IEC 60601-1-2", Kind.STANDARD)]),
        ("SFS-EN ISO 9001:2015", [("SFS-EN ISO 9001:2015", Kind.STANDARD)]),
        ("(60601-1-2)", [("60601-1-2", Kind.CODE)]),
        ("3D-tulostus", [("3D-tulostus", Kind.WORD)]),
        ("CE-merkintä, NOx-päästöt", [("CE-merkintä", Kind.WORD), ("NOx-päästöt", Kind.WORD)]),
        ("S960QL levylle", [("S960QL", Kind.CODE), ("levylle", Kind.WORD)]),
        ("CO2 ja 5G", [("CO2", Kind.CODE), ("ja", Kind.WORD), ("5G", Kind.CODE)]),
        ("10 kW, 1,8 MEUR", [("10 kW", Kind.NUMBER), ("1,8", Kind.NUMBER), ("MEUR", Kind.WORD)]),
        ("15 000 m3", [("15 000 m3", Kind.NUMBER)]),
        ("-40 °C", [("40 °C", Kind.NUMBER)]),
        ("PLC:n vika", [("PLC", Kind.WORD), ("n", Kind.WORD), ("vika", Kind.WORD)]),
        ("pumpun_vaihto!!", [("pumpun_vaihto", Kind.WORD)]),
        ("", []),
        ("___ -- ...", []),
    ],
)
def test_tokens_of_real_phrases(text, tokens):
    assert found(text) == tokens


@given(st.text(max_size=200))
def test_every_token_stands_where_it_says(text):
    last = 0
    for token in tokenize(text):
        assert text[token.start : token.end] == token.text
        assert last <= token.start < token.end
        last = token.end


def test_endless_word_is_cut():
    assert [len(token.text) for token in tokenize("a" * 500)] == [LONGEST_WORD]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("ISO 3834-2", ("iso 3834", "iso 3834-2")),
        ("EN ISO 3834", ("iso 3834",)),
        ("ISO/IEC 27001:2022", ("iec 27001", "iec 27001-2022")),
        ("IEC 60601-1", ("iec 60601", "iec 60601-1")),
    ],
)
def test_standard_is_known_as_document_and_as_part(text, keys):
    assert standard_keys(text) == keys


def test_decomposed_letters_and_odd_hyphens_become_plain():
    assert normal("Sa\u0308a\u0308to\u0308\u2011laite") == "säätö-laite"
