"""A word table answers like a set of words."""

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text.wordtable import word_table


@given(st.lists(st.text(max_size=8)), st.text(max_size=8))
def test_table_finds_what_it_has_and_nothing_else(words, other):
    table = word_table(words)
    assert sorted(table, key=lambda word: word.encode()) == sorted(set(words), key=lambda word: word.encode())
    assert all(table[table.find(word)] == word for word in words)
    assert (table.find(other) >= 0) == (other in words)
