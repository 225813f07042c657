"""'No good match' on the needs written for it and on the judged development set.

`scripts/bench decision` prints the same figures with intervals, cross-validated; the floors here stand a little below.
"""

import json
from collections.abc import Callable, Set
from pathlib import Path

import numpy as np
import pytest

from matchmaker.matching.certainty import RULE, certainty, in_scope
from matchmaker.matching.decision_quality import (
    ANSWERED,
    IN_SCOPE,
    JUDGED,
    REMOVED,
    Case,
    auc,
    judged_cases,
    written_cases,
)
from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.engine import Analyser
from matchmaker.matching.evaluation import read_judgement_file
from matchmaker.matching.index import build
from matchmaker.matching.jsonlines import read_documents
from matchmaker.matching.scope import scope_finder

HERE = Path(__file__).parent
SET = HERE / "north-savo"
EVERYDAY = {"far", "near", "more", "long", "late", "last"}


def documents(path: Path) -> list[Document]:
    with path.open(encoding="utf-8") as file:
        return [document for document, _ in read_documents(file)]


@pytest.fixture(scope="module")
def cases(full_analyser: Analyser) -> list[Case]:
    index = build(documents(SET / "offerings.jsonl"), full_analyser)
    found = judged_cases(index, documents(SET / "needs.jsonl"), read_judgement_file(SET / "qrels.txt"))
    return found + written_cases(
        index, documents(HERE / "in_scope.jsonl"), documents(HERE / "no_match.jsonl")
    )


def chances(cases: list[Case], wanted: Callable[[Case], bool]) -> np.ndarray:
    return np.array([certainty(case.scope, case.scores, RULE) for case in cases if wanted(case)])


def test_scope_check_turns_no_need_for_research_away(cases: list[Case]):
    def turned_away(groups: Set[str]) -> list[bool]:
        return [in_scope(case.scope, RULE) < RULE.threshold for case in cases if case.group in groups]

    assert not any(turned_away(ANSWERED))
    assert np.mean(turned_away(IN_SCOPE)) <= 0.03


def test_everyday_business_is_no_match(cases: list[Case]):
    assert np.mean(chances(cases, lambda case: case.group in EVERYDAY) >= RULE.threshold) <= 0.08


def test_needs_with_an_answer_are_matched(cases: list[Case]):
    assert np.mean(chances(cases, lambda case: case.group in ANSWERED) < RULE.threshold) <= 0.12


@pytest.mark.parametrize("language", ["fi", "en"])
def test_everyday_business_looks_less_sure_than_needs_with_an_answer(cases: list[Case], language: str):
    answered = chances(cases, lambda case: case.group in ANSWERED and case.language == language)
    everyday = chances(cases, lambda case: case.group in EVERYDAY and case.language == language)
    assert auc(answered, everyday) >= 0.97


def test_need_looks_less_sure_without_its_answers(cases: list[Case]):
    with_answers = chances(cases, lambda case: case.group == JUDGED)
    without = chances(cases, lambda case: case.group == REMOVED)
    assert auc(with_answers, without) >= 0.68
    assert np.all(with_answers >= without)


def test_fault_is_not_turned_away_for_an_everyday_word(analyser: Analyser, cases: list[Case]):
    def turned_away(*, everyday: bool) -> list[str]:
        rows = [json.loads(line) for line in (HERE / "faults.jsonl").read_text(encoding="utf-8").splitlines()]
        needs = [
            Document(row["id"], "1", (Passage(Field.DESCRIPTION, row["text"]),))
            for row in rows
            if row["everyday"] is everyday
        ]
        scopes = {need.id: scope_finder(analyser).look(need) for need in needs}
        return [
            name
            for name, scope in scopes.items()
            if not scope.fault and in_scope(scope, RULE) < RULE.threshold
        ]

    assert len(turned_away(everyday=False)) <= 2
    assert len(turned_away(everyday=True)) >= 20
    softened = [case for case in cases if case.group in EVERYDAY and case.scope.fault]
    assert len(softened) <= 0.1 * sum(case.group in EVERYDAY for case in cases)


def test_sets_are_large_and_mixed():
    rows = {
        name: [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]
        for name in ("in_scope.jsonl", "no_match.jsonl")
    }
    assert len(rows["in_scope.jsonl"]) >= 60
    assert len(rows["no_match.jsonl"]) >= 80
    for records in rows.values():
        assert len({record["id"] for record in records}) == len(records)
        finnish = np.mean([record["lang"] == "fi" for record in records])
        assert 0.6 <= finnish <= 0.75
        assert all(set(record) == {"id", "lang", "title", "description"} for record in records)
