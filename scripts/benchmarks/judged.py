"""Judged collections: folders with offerings.jsonl, needs.jsonl and qrels.txt."""

from dataclasses import dataclass
from pathlib import Path

from matchmaker.matching import evaluation, jsonlines
from matchmaker.matching.documents import Document

ROOT = Path(__file__).resolve().parent.parent.parent
COMMITTED = ROOT / "tests" / "relevance"
KEEP = ROOT / "instance" / "lexicons"


@dataclass(frozen=True, slots=True)
class Collection:
    """`judged` has only needs with a relevant offering: the others are left out of every mean."""

    name: str
    offerings: list[Document]
    needs: list[Document]
    judged: dict[str, dict[str, int]]


def collections(folder: Path) -> list[Path]:
    """The folders below `folder` that hold a collection, by name."""
    return sorted(path.parent for path in folder.glob("*/qrels.txt"))


def read(folder: Path) -> Collection:
    """All of one collection; needs without a relevant offering are left out."""
    judgements = evaluation.read_judgement_file(folder / "qrels.txt")
    judged = {
        need: grades for need, grades in judgements.items() if any(grade > 0 for grade in grades.values())
    }
    needs = [need for need in _documents(folder / "needs.jsonl") if need.id in judged]
    return Collection(folder.name, _documents(folder / "offerings.jsonl"), needs, judged)


def _documents(path: Path) -> list[Document]:
    with path.open(encoding="utf-8") as file:
        return [document for document, _ in jsonlines.read_documents(file)]
