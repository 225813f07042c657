"""Our figures are those of ir-measures."""

import random

import ir_measures
import pytest
from ir_measures import AP, RR, R, nDCG

from matchmaker.matching.evaluation import evaluate, per_need, read_judgements, read_run

THEIRS = {"nDCG@10": nDCG @ 10, "MRR@10": RR @ 10, "R@100": R @ 100, "MAP": AP}


def random_case(seed: int):
    draw = random.Random(seed)  # noqa: S311 -- a repeatable case, not a secret
    offerings = [f"o{number}" for number in range(150)]
    judgements = {
        f"n{need}": {name: draw.choice([0, 0, 1, 2, 3, 4]) for name in draw.sample(offerings, 25)}
        for need in range(12)
    }
    run = {
        need: {name: draw.random() for name in draw.sample(offerings, draw.randint(1, 130))}
        for need in judgements
        if need != "n3"  # a need that the run forgot
    }
    return run, judgements


@pytest.mark.parametrize("seed", range(5))
def test_figures_equal_those_of_ir_measures(seed):
    run, judgements = random_case(seed)
    ours = evaluate(run, judgements)
    theirs = ir_measures.calc_aggregate(list(THEIRS.values()), judgements, {"n3": {}, **run})
    missing = {name: value for name, value in theirs.items() if value is None}
    assert not missing
    for name, measure in THEIRS.items():
        assert ours[name] == pytest.approx(theirs[measure], abs=1e-9), name


def test_need_without_a_relevant_offering_is_left_out():
    assert per_need({"a": {"x": 1.0}}, {"a": {"x": 1}, "b": {"x": 0}}, "nDCG@10") == {"a": 1.0}


def test_files_are_read_and_wrong_lines_named():
    assert read_run(["n1 Q0 o1 1 0.5 tag", ""]) == {"n1": {"o1": 0.5}}
    assert read_judgements(["n1 0 o1 2"]) == {"n1": {"o1": 2}}
    with pytest.raises(ValueError, match="line 2"):
        read_run(["n1 Q0 o1 1 0.5 tag", "n1 o1"])
    with pytest.raises(ValueError, match="line 1"):
        read_judgements(["n1 0 o1"])
