"""What a lay reader is told of why an offering was found: pairs of words that have to do with each other.

`reasons.jsonl` has needs in everyday words with the pairs that a person judged `good` or `bad` when they were shown for the
best three offerings, and `rejected` ones that an earlier release showed. A pair that nobody has judged counts as bad:
judge it and add it.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.engine import Analyser
from matchmaker.matching.explained import to_json
from matchmaker.matching.explanation import Explainer
from matchmaker.matching.index import Index, build
from matchmaker.matching.jsonlines import read_documents
from matchmaker.matching.ranking import rank
from matchmaker.web.reasons import shared_words
from tests.web.style.app import create_style_app

HERE = Path(__file__).parent
JUDGED = [json.loads(line) for line in (HERE / "reasons.jsonl").read_text(encoding="utf-8").splitlines()]
BEST = 3


def shown(index: Index, catalogue: dict[str, Document], need: str) -> Iterator[str]:
    """The pairs on the cards of the best offerings."""
    document = Document("n", "1", (Passage(Field.DESCRIPTION, need),))
    explainer = Explainer(index, document)
    for hit in rank(index, document, top=BEST):
        yield from shared_words(to_json(explainer.explain(catalogue[hit.id]))).pairs


@pytest.fixture(scope="module")
def told(full_analyser: Analyser) -> dict[str, list[str]]:
    lines = (HERE / "north-savo" / "offerings.jsonl").read_text(encoding="utf-8").splitlines()
    catalogue = {document.id: document for document, _ in read_documents(lines)}
    index = build(list(catalogue.values()), full_analyser)
    with create_style_app().test_request_context("/?lang=fi"):
        return {row["id"]: list(shown(index, catalogue, row["need"])) for row in JUDGED}


def test_nine_pairs_of_ten_are_good(told: dict[str, list[str]]) -> None:
    pairs = [(row, pair) for row in JUDGED for pair in told[row["id"]]]
    wrong = [(row["id"], pair) for row, pair in pairs if pair not in row["good"]]
    assert len(pairs) >= 100, "saying nothing is no way to be right"
    assert len(wrong) / len(pairs) <= 0.12, wrong


def test_what_was_laughed_at_is_not_shown_again(told: dict[str, list[str]]) -> None:
    def said(row: dict[str, Any]) -> set[tuple[str, str]]:
        return {_words(pair) for pair in told[row["id"]]}

    assert [
        (row["id"], pair) for row in JUDGED for pair in row["rejected"] if _words(pair) in said(row)
    ] == []


def test_weld_that_fails_is_a_weld(full_analyser: Analyser) -> None:
    offered = Document("o", "1", (Passage(Field.TITLE, "Hitsausmenetelmien vertailukokeet", "fi"),))
    index = build([offered, Document("p", "1", (Passage(Field.TITLE, "Ruokapalvelu", "fi"),))], full_analyser)
    with create_style_app().test_request_context("/?lang=fi"):
        found = list(shown(index, {"o": offered, "p": offered}, "hitsit pettää kun on pakkasta"))
    assert found[0] == "hitsit – Hitsausmenetelmien"


def test_the_set_is_wide() -> None:
    fields = Counter(row["field"] for row in JUDGED)
    assert set(fields) == {
        "energy",
        "machinery and metal",
        "health technology",
        "several things",
        "out of scope",
    }
    assert min(fields.values()) >= 5
    assert len(JUDGED) >= 40
    assert 0.3 <= sum(row["lang"] == "en" for row in JUDGED) / len(JUDGED) <= 0.7


def _words(pair: str) -> tuple[str, str]:
    """Both words of a pair, whatever sign joins them; the same word twice where both texts have it."""
    for sign in (" – ", " = "):
        need, found, offering = pair.partition(sign)
        if found:
            return need.casefold(), offering.casefold()
    return pair.casefold(), pair.casefold()
