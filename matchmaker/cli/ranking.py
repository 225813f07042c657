"""`python -m matchmaker rank`, `evaluate` and `explain`: ranking files by the web's own code path."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from matchmaker import config
from matchmaker.cli.installation import Translate, language_option
from matchmaker.i18n import N_
from matchmaker.matching import evaluation, jsonlines
from matchmaker.matching.documents import Document
from matchmaker.matching.eligibility import check
from matchmaker.matching.engine import MODEL_VERSION, Analyser
from matchmaker.matching.explained import Explanation
from matchmaker.matching.explanation import explain
from matchmaker.matching.index import Index, build
from matchmaker.matching.meeting import LineKind
from matchmaker.matching.ranking import Ranked, rank
from matchmaker.matching.suggesting import select_for_need

_SUBJECT, _REST = N_("a like subject without common words"), N_("everything else")
TAG = f"matchmaker-{MODEL_VERSION}"
KIND_NAMES = {
    LineKind.WORD: N_("the same word"),
    LineKind.PART: N_("part of a word"),
    LineKind.NGRAM: N_("similar word"),
    LineKind.CONCEPT: N_("the same in other words"),
    LineKind.DICTIONARY: N_("translation"),
    LineKind.RELATED: N_("the same field"),
}

_File = click.Path(exists=True, dir_okay=False, path_type=Path)
_Records = list[tuple[Document, dict[str, Any]]]


@click.command("rank")
@click.option(
    "--offerings", required=True, type=_File, help="JSON lines: id with text, or title and description."
)
@click.option("--needs", required=True, type=_File, help="JSON lines like the offerings; may carry company.")
@click.option(
    "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="TREC run to write."
)
@click.option("--top", default=100, show_default=True, type=click.IntRange(1), help="Offerings per need.")
@click.option(
    "--as-of", "day", type=click.DateTime(["%Y-%m-%d"]), help="Leave out what is not eligible on this day."
)
@click.option("--suggested-only", is_flag=True, help="Only what a coordinator would see suggested.")
def rank_command(
    offerings: Path, needs: Path, output: Path, top: int, day: datetime | None, suggested_only: bool
) -> None:
    """Rank offerings for every need and write a TREC run."""
    catalogue = _records(offerings)
    analyser = Analyser.create(keep=config.default_instance() / "lexicons")
    index = build([document for document, _ in catalogue], analyser)
    ranker = _Ranker(index, catalogue, day.date() if day else None, suggested_only)
    lines = [
        jsonlines.run_line(document.id, hit.id, place, hit.score, TAG)
        for document, record in _records(needs)
        for place, hit in enumerate(ranker.rank(document, record, top), start=1)
    ]
    output.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


class _Ranker:
    """The plain ranking, or with eligibility, or with every step up to the suggestions."""

    def __init__(self, index: Index, catalogue: _Records, day: date | None, suggested_only: bool) -> None:
        self._index, self._day, self._suggested_only = index, day, suggested_only
        self._documents = {document.id: document for document, _ in catalogue}
        try:
            self._facts = {document.id: jsonlines.facts(record) for document, record in catalogue}
        except ValueError as error:
            raise click.ClickException(str(error)) from error

    def rank(self, need: Document, record: dict[str, Any], top: int) -> Sequence[Ranked]:
        if self._day is None and not self._suggested_only:
            return rank(self._index, need, top=top)
        asker = jsonlines.asker(record)
        day = self._day or datetime.now(UTC).date()
        ranked = rank(self._index, need, top=None)
        if not self._suggested_only:
            open_ones = (hit for hit in ranked if not check(self._facts[hit.id], asker, as_of=day).excluded)
            return list(open_ones)[:top]
        selection = select_for_need(self._index, need, ranked, self._facts, asker, as_of=day)
        chosen = {suggestion.id: suggestion.rank for suggestion in selection.suggestions}
        hits = (hit for hit in ranked if hit.id in chosen)
        return sorted(hits, key=lambda hit: chosen[hit.id])[:top]


@click.command("evaluate")
@click.option("--run", "run_file", required=True, type=_File, help="TREC run.")
@click.option("--qrels", required=True, type=_File, help="TREC judgements.")
def evaluate_command(run_file: Path, qrels: Path) -> None:
    """Print nDCG@10, MRR@10, R@100 and MAP of a run."""
    try:
        run = evaluation.read_run(run_file.read_text(encoding="utf-8").splitlines())
        judgements = evaluation.read_judgements(qrels.read_text(encoding="utf-8").splitlines())
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    for measure, value in evaluation.evaluate(run, judgements).items():
        click.echo(f"{measure}\t{value:.4f}")


@click.command("explain")
@click.option(
    "--offerings", required=True, type=_File, help="JSON lines: id with text, or title and description."
)
@click.option("--needs", required=True, type=_File, help="JSON lines like the offerings.")
@click.option("--need", "need_id", required=True, help="Id of the need to explain.")
@click.option("--offering", "offering_id", help="Id of the offering; otherwise the best one.")
@click.option("--json", "as_json", is_flag=True, help="Print the explanation as it is stored with a match.")
@language_option
def explain_command(
    offerings: Path, needs: Path, need_id: str, offering_id: str | None, as_json: bool, translate: Translate
) -> None:
    """Say which words of a need and an offering its score stands on."""
    from matchmaker.matching.explained import to_json

    catalogue = {document.id: document for document, _ in _records(offerings)}
    need = {document.id: document for document, _ in _records(needs)}.get(need_id)
    index = build(list(catalogue.values()), Analyser.create(keep=config.default_instance() / "lexicons"))
    if need is None:
        raise click.ClickException(translate(N_("No need has the id %(id)s.")) % {"id": need_id})
    best = rank(index, need, top=1)
    chosen = catalogue.get(offering_id or (best[0].id if best else ""))
    if chosen is None:
        raise click.ClickException(translate(N_("No offering to explain.")))
    explanation = explain(index, need, chosen)
    if as_json:
        click.echo(json.dumps(to_json(explanation), ensure_ascii=False, indent=2))
        return
    click.echo(f"{need.id} -> {chosen.id}  {explanation.score:.4f}")
    for line in _lines(explanation, translate):
        click.echo(line)


def _lines(explanation: Explanation, translate: Translate) -> Iterator[str]:
    for line in explanation.lines:
        words = f"{', '.join(line.need_words)} = {', '.join(line.offering_words)}"
        yield f"{line.share:8.4f}  {words}  ({translate(KIND_NAMES[line.kind])})"
    yield f"{explanation.subject:8.4f}  {translate(_SUBJECT)}"
    yield f"{explanation.remainder:8.4f}  {translate(_REST)}"


def _records(path: Path) -> _Records:
    try:
        with path.open(encoding="utf-8-sig") as file:
            return list(jsonlines.read_documents(file))
    except (ValueError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{path}: {error}") from error
