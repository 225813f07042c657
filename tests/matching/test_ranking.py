"""What a need finds: across inflection, compounds, typing, languages, and nothing by chance of order."""

import pytest

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.index import build
from matchmaker.matching.ranking import rank, search
from tests.matching.conftest import OFFERINGS


@pytest.mark.parametrize(
    ("title", "best"),
    [
        ("Kattilan päästöt pitäis mitata", "boiler"),
        ("hitsaajille menetelmäkoe", "weld"),
        ("Laakerit hajoaa jatkuvasti", "vibration"),
        ("Bearings break again and again", "vibration"),
        ("Onko hoitajien helppo käyttää laitettamme?", "usability"),
        ("biokaasulaitos ei tuota niinkuin luvattiin", "biogas"),
        ("Can a robot weld our small series?", "robot"),
        ("IEC 62366-1", "usability"),
        ("varahtelymittaus", "vibration"),
        ("rahotusta tuotekehitykselle", "funding"),
    ],
)
def test_lay_need_finds_its_offering_first(index, make, title, best):
    assert rank(index, make("n", title))[0].id == best


def test_scores_and_coverage_are_shares_in_falling_order(index, make):
    ranked = rank(index, make("n", "Hitsausrobotti ja savukaasujen mittaus"), top=None)
    assert len(ranked) > 2
    assert all(0 < hit.score <= 1 and 0 <= hit.coverage <= 1 for hit in ranked)
    assert [hit.score for hit in ranked] == sorted((hit.score for hit in ranked), reverse=True)


def test_offering_that_repeats_the_need_covers_it_all(analyser, make):
    text = "Savukaasujen mittaus"
    index = build([make("same", text), make("other", "Keittiö")], analyser)
    best = rank(index, make("n", text))[0]
    assert best.id == "same"
    assert best.coverage == pytest.approx(1.0, abs=1e-5)


def test_ties_break_by_id(analyser, make):
    index = build([make(name, "Savukaasujen mittaus") for name in ("c", "a", "b")], analyser)
    assert [hit.id for hit in rank(index, make("n", "savukaasu"))] == ["a", "b", "c"]


def test_top_is_a_prefix_of_the_whole_ranking(index, make):
    need = make("n", "testing and evaluation of robots, boilers and food")
    assert rank(index, need, top=3) == rank(index, need, top=None)[:3]


def test_order_of_documents_does_not_matter(analyser, index, make):
    need = make("n", "Hitsausrobotti kokeiluun")
    assert rank(build(OFFERINGS[::-1], analyser), need) == rank(index, need)


def test_unknown_words_make_a_need_less_certain(index, make):
    sure = rank(index, make("n", "biokaasu"))[0]
    unsure = rank(index, make("n", "biokaasu ja qwertyzzz blorptastinen xyzzylä"))[0]
    assert sure.id == unsure.id == "biogas"
    assert unsure.score < sure.score


def test_company_counts_a_little(index):
    need = Document("n", "1", (Passage(Field.TITLE, "Mittaus"), Passage(Field.COMPANY, "lämpökattilat")))
    plain = Document("n", "1", (Passage(Field.TITLE, "Mittaus"),))
    with_company = {hit.id: hit.score for hit in rank(index, need)}
    without = {hit.id: hit.score for hit in rank(index, plain)}
    assert with_company["boiler"] / with_company["vibration"] > without["boiler"] / without["vibration"]


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("hitsaus", "weld"),
        ("kattila", "boiler"),
        ("usabilty", "usability"),
        ("biokaasu", "biogas"),
        ("rahoitus", "funding"),
    ],
)
def test_search_box_forgives(index, query, best):
    assert best in [hit.id for hit in search(index, query)][:2]


@pytest.mark.parametrize("query", ["", "   ", '"', "ja", "\x00", "🔥"])
def test_search_without_words_finds_nothing(index, query):
    assert search(index, query) == ()


@pytest.mark.parametrize(
    "text", ["", "a" * 100_000, "sana " * 20_000, "<script>alert(1)</script>", "\u200fשלום", "\x00\x01"]
)
def test_bad_input_is_ranked_without_harm(index, make, text):
    ranked = rank(index, make("n", text or "-", text))
    assert all(0 <= hit.score <= 1 for hit in ranked)


def test_empty_catalogue_ranks_nothing(analyser, make):
    assert rank(build([], analyser), make("n", "hitsaus")) == ()
