"""The engine stays good on the North Savo development set: see README.md for where it comes from."""

from pathlib import Path

import pytest

from matchmaker.matching import evaluation, jsonlines
from matchmaker.matching.index import build
from matchmaker.matching.ranking import rank

FOLDER = Path(__file__).parent / "north-savo"


@pytest.fixture(scope="module")
def figures(full_analyser):
    offerings, needs = (
        [
            document
            for document, _ in jsonlines.read_documents(
                (FOLDER / name).read_text(encoding="utf-8").splitlines()
            )
        ]
        for name in ("offerings.jsonl", "needs.jsonl")
    )
    index = build(offerings, full_analyser)
    run = {need.id: {hit.id: hit.score for hit in rank(index, need)} for need in needs}
    return evaluation.evaluate(run, evaluation.read_judgement_file(FOLDER / "qrels.txt"))


def test_ndcg_is_above_its_floor(figures):
    assert figures["nDCG@10"] >= 0.50


def test_right_offering_is_in_the_first_places_more_often_than_not(figures):
    assert figures["MRR@10"] >= 0.50


def test_nearly_everything_relevant_is_among_a_hundred(figures):
    assert figures["R@100"] >= 0.95
