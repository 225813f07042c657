"""Needs and offerings from JSON lines, and a ranking as TREC run lines: the files of `python -m matchmaker rank`."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.text.language import LANGUAGES


def read_documents(lines: Iterable[str]) -> Iterator[tuple[Document, dict[str, Any]]]:
    """Yield each document with the whole record it came from; raises ValueError naming the line."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise ValueError(f"line {number}: {error}") from error
        if not isinstance(record, dict) or not str(record.get("id") or "").strip():
            raise ValueError(f"line {number}: a record needs an id")
        yield document(record), record


def document(record: Mapping[str, Any]) -> Document:
    """`id` with `text`, or `title` and `description`, or these by language (`title_fi`, ...), and `keywords`, `company`."""
    language = record.get("lang") if record.get("lang") in LANGUAGES else None
    passages = list(_passages(record, language))
    content = json.dumps([[*map(str, (p.field, p.text, p.language))] for p in passages], ensure_ascii=False)
    version = hashlib.blake2b(content.encode("utf-8"), digest_size=8).hexdigest()
    return Document(str(record["id"]), version, tuple(passages))


def _passages(record: Mapping[str, Any], language: str | None) -> Iterator[Passage]:
    named = (
        ("title", Field.TITLE, language),
        *((f"title_{code}", Field.TITLE, code) for code in LANGUAGES),
        ("text", Field.DESCRIPTION, language),
        ("description", Field.DESCRIPTION, language),
        *((f"description_{code}", Field.DESCRIPTION, code) for code in LANGUAGES),
    )
    for name, field, code in named:
        if str(record.get(name) or "").strip():
            yield Passage(field, str(record[name]), code)
    keywords = record.get("keywords")
    if keywords:
        yield Passage(
            Field.KEYWORDS, keywords if isinstance(keywords, str) else "; ".join(map(str, keywords))
        )
    company = record.get("company")
    if isinstance(company, Mapping) and company.get("sector"):
        yield Passage(Field.COMPANY, str(company["sector"]))


def run_line(need: str, offering: str, rank: int, score: float, tag: str) -> str:
    """One line of a TREC run. Ids with white space would break the line, so it is refused earlier."""
    return f"{need} Q0 {offering} {rank} {score:.8f} {tag}"
