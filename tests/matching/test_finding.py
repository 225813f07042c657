"""The search box: what has the words in any form or language, and what is only related."""

import pytest

from matchmaker.matching.finding import find

pytestmark = pytest.mark.usefixtures("full_analyser")


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("savukaasuista", ("boiler",)),
        ("päästö", ("boiler",)),
        ("hitsaus", ("robot", "weld")),
        ("hitsaus konenäkö", ("robot",)),
        ("welding robot", ("robot",)),
        ("ISO 15614-1", ("weld",)),
        ("hitsuas", ()),
        ("vetokoe", ()),
        ("", ()),
        ("ja the of", ()),
    ],
)
def test_hits_have_every_word(index, query, hits):
    assert tuple(sorted(find(index, query, language=None).hits)) == hits


def test_what_has_the_words_is_not_told_again_as_related(index):
    found = find(index, "hitsaus", language="fi")
    assert not set(found.hits) & set(found.related)


def test_a_misspelt_word_leads_on_to_what_it_resembles(index):
    found = find(index, "kunnonvalvnta", language="fi")
    assert (found.hits, found.related[:1]) == ((), ("vibration",))
