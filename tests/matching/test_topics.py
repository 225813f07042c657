"""Topics bring texts of one subject together, and every part of the score they give is told."""

from dataclasses import replace

import numpy as np
import pytest

from matchmaker.matching import topics
from matchmaker.matching.explanation import explain
from matchmaker.matching.index import build, open_index, save
from matchmaker.matching.ranking import need_vectors, rank, score_all
from matchmaker.matching.weighing import EMPTY, Role, channel_vector, weigh
from matchmaker.matching.weights import DEFAULT, Channel
from tests.matching.conftest import document

# The third text of a farm says nothing of udders, but all else that the texts with udders say.
CATALOGUE = (
    document("milk-1", "Lypsyrobotti navetassa", "Lehmien utareet ja lypsykarja, navetta."),
    document("milk-2", "Tankkimaidon laatu", "Lypsykarja, lehmien utareet ja navetta."),
    document("milk-3", "Navetan ilmanvaihto", "Lypsykarja ja lehmien hyvinvointi."),
    document("weld-1", "Hitsausrobotti konepajassa", "Teräs, hitsaussauma ja levytyö."),
    document("weld-2", "Hitsaussauman tarkastus", "Teräs, konepaja ja levytyö."),
    document("weld-3", "Levytyökeskus", "Konepaja, teräs ja särmäys."),
    document("yeast-1", "Oluen käyminen", "Panimo, hiiva ja mallas."),
    document("yeast-2", "Mallastamo", "Panimo, olut ja hiiva."),
    document("yeast-3", "Hiivan kasvatus", "Mallas, olut ja panimo."),
)


@pytest.fixture(scope="module")
def farm(analyser):
    return build(CATALOGUE, analyser)


def test_offering_of_the_same_subject_is_found_without_a_common_word(farm):
    need = document("n", "Utaretulehdus")
    plain = replace(DEFAULT, channels={**DEFAULT.channels, Channel.TOPIC: 0.0})
    without = {hit.id: hit.score for hit in rank(farm, need, top=None, weights=plain)}
    gain = {hit.id: hit.score - without.get(hit.id, 0.0) for hit in rank(farm, need, top=None)}
    assert gain["milk-3"] > 0.02
    assert gain["milk-3"] > 3 * max(
        gain.get(name, 0.0) for name in ("weld-1", "weld-2", "weld-3", "yeast-1", "yeast-2", "yeast-3")
    )


def test_score_with_topics_is_the_sum_of_what_is_told(farm):
    need = document("n", "Navetan lypsyrobotti rikkoutuu", "Lehmien utareet tulehtuvat.")
    by_id = {one.id: one for one in CATALOGUE}
    for hit in rank(farm, need, top=None):
        told = explain(farm, need, by_id[hit.id])
        assert told.score == pytest.approx(hit.score, abs=1e-6)
        parts = [told.subject, told.remainder, *(line.share for line in told.lines)]
        assert sum(parts) == pytest.approx(hit.score, abs=1e-6)
        assert told.remainder >= -1e-9
    likeliest = explain(farm, need, by_id["milk-1"])
    assert likeliest.remainder < likeliest.score / 2


def test_need_that_the_catalogue_does_not_know_stands_among_no_topics(farm):
    vectors = need_vectors(farm, document("n", "Kvanttikryptografia"), DEFAULT)
    assert not score_all(farm, vectors, DEFAULT).any()


def test_the_less_the_catalogue_knows_of_a_need_the_less_its_topics_say(farm):
    known, half = document("n", "Panimo ja hiiva"), document("n", "Panimo ja kvanttikryptografia")
    assert rank(farm, half)[0].score < rank(farm, known)[0].score


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_small_catalogue_has_few_topics_or_none(analyser, make, count):
    index = build(CATALOGUE[:count], analyser)
    assert index.arrays.axes.shape[1] == max(0, count - 1)
    assert index.arrays.points.shape == (count, max(0, count - 1))
    assert len(rank(index, make("n", "Navetta"))) == count


def test_topics_are_saved_and_do_not_change_from_build_to_build(farm, analyser, tmp_path):
    save(farm, tmp_path / "index")
    opened = open_index(tmp_path / "index", analyser)
    again = build(CATALOGUE, analyser, previous=farm)
    for other in (opened, again):
        assert np.array_equal(other.arrays.axes, farm.arrays.axes)
        assert np.array_equal(other.arrays.points, farm.arrays.points)


def test_an_offering_without_terms_stands_nowhere(analyser):
    index = build((*CATALOGUE, document("empty", "?")), analyser)
    row = index.ids.index("empty")
    assert not index.arrays.points[row].any()
    assert np.isfinite(index.arrays.points).all()


def test_likeness_is_never_less_than_nothing():
    points = np.array([[1.0, 0.0], [-1.0, 0.0]], dtype=np.float32)
    assert topics.likeness(points, np.array([0.5, 0.5])).tolist() == [0.5, 0.0]


def test_the_topic_channel_has_no_columns_of_its_own(farm, analyser):
    need = document("n", "Navetan lypsyrobotti")
    weighed = weigh(farm, need, analyser.occurrences(need), Role.NEED, DEFAULT)
    assert channel_vector(farm, weighed, Channel.TOPIC, DEFAULT) is EMPTY
