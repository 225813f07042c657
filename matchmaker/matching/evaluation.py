"""Quality figures of a ranking: nDCG@10, MRR@10, R@100, MAP. `ir-measures` proves them in a test.

A run is {need: {offering: score}}, judgements are {need: {offering: grade}}; a grade above 0 is relevant. Needs
without a relevant offering are left out of every mean. Ties in a run are broken by offering id, descending, as
trec_eval does.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

Run = Mapping[str, Mapping[str, float]]
Judgements = Mapping[str, Mapping[str, int]]


def ndcg_at_10(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """Gain is the grade, discount log2(rank + 1)."""
    gained = sum(max(0, grades.get(name, 0)) / math.log2(place + 2) for place, name in enumerate(ranked[:10]))
    best = sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:10]
    ideal = sum(grade / math.log2(place + 2) for place, grade in enumerate(best))
    return gained / ideal if ideal else 0.0


def mrr_at_10(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """One over the rank of the first relevant offering, 0 when it is not among ten."""
    return next((1 / (place + 1) for place, name in enumerate(ranked[:10]) if grades.get(name, 0) > 0), 0.0)


def recall_at_100(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """Share of the relevant offerings among the first hundred."""
    relevant = {name for name, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranked[:100])) / len(relevant) if relevant else 0.0


def average_precision(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """Mean of the precision at each relevant offering."""
    relevant = sum(1 for grade in grades.values() if grade > 0)
    found, total = 0, 0.0
    for place, name in enumerate(ranked, start=1):
        if grades.get(name, 0) > 0:
            found += 1
            total += found / place
    return total / relevant if relevant else 0.0


MEASURES: Mapping[str, Callable[[Sequence[str], Mapping[str, int]], float]] = {
    "nDCG@10": ndcg_at_10,
    "MRR@10": mrr_at_10,
    "R@100": recall_at_100,
    "MAP": average_precision,
}


def order(scores: Mapping[str, float]) -> list[str]:
    """Offerings best first."""
    return [name for name, _ in sorted(scores.items(), key=lambda item: (item[1], item[0]), reverse=True)]


def per_need(run: Run, judgements: Judgements, measure: str) -> dict[str, float]:
    """The figure of every need that has a relevant offering; a need that the run lacks scores 0."""
    return {
        need: MEASURES[measure](order(run.get(need, {})), grades)
        for need, grades in judgements.items()
        if any(grade > 0 for grade in grades.values())
    }


def evaluate(run: Run, judgements: Judgements) -> dict[str, float]:
    """The mean of each measure over needs."""
    means = {}
    for measure in MEASURES:
        values = per_need(run, judgements, measure).values()
        means[measure] = sum(values) / len(values) if values else 0.0
    return means


def read_run(lines: Iterable[str]) -> dict[str, dict[str, float]]:
    """TREC run lines `need Q0 offering rank score tag`; raises ValueError naming the line."""
    run: dict[str, dict[str, float]] = {}
    for number, line in enumerate(lines, start=1):
        cells = line.split()
        if not cells:
            continue
        if len(cells) != 6:
            raise ValueError(f"line {number}: a run line has six cells, not {len(cells)}")
        run.setdefault(cells[0], {})[cells[2]] = float(cells[4])
    return run


def read_judgements(lines: Iterable[str]) -> dict[str, dict[str, int]]:
    """TREC judgement lines `need 0 offering grade`; raises ValueError naming the line."""
    judgements: dict[str, dict[str, int]] = {}
    for number, line in enumerate(lines, start=1):
        cells = line.split()
        if not cells:
            continue
        if len(cells) != 4:
            raise ValueError(f"line {number}: a judgement line has four cells, not {len(cells)}")
        judgements.setdefault(cells[0], {})[cells[2]] = int(cells[3])
    return judgements


def read_judgement_file(path: Path) -> dict[str, dict[str, int]]:
    return read_judgements(path.read_text(encoding="utf-8").splitlines())
