"""How well 'no good match' is decided: `scripts/bench decision`, with `--fit` also fitting the rule anew."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks import judged
from matchmaker.matching import certainty, evaluation, jsonlines
from matchmaker.matching import decision_quality as quality
from matchmaker.matching.certainty import RULE
from matchmaker.matching.decision_quality import Case, Rate
from matchmaker.matching.documents import Document
from matchmaker.matching.engine import Analyser
from matchmaker.matching.index import build

RULE_FILE = judged.ROOT / "matchmaker" / "matching" / "data" / "certainty.json"
EVERYDAY = ("far", "near", "more", "long", "late")


@click.command()
@click.option(
    "--collection",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=judged.COMMITTED / "north-savo",
    help="Judged collection; the committed development set otherwise.",
)
@click.option("--fit", "refit", is_flag=True, help="Fit the rule and write it where the engine reads it.")
@click.option("--wrong", is_flag=True, help="Also name every need that is decided wrongly.")
def decision(folder: Path, refit: bool, wrong: bool) -> None:
    """Print AUC and both error rates of 'no good match', with 95 % intervals over needs."""
    cases = _cases(folder)
    held_out = quality.cross_validated(cases)
    fitted = quality.fit(cases)
    fitted = certainty.Rule(fitted.scope, fitted.answer, quality.threshold(cases, held_out))
    click.echo(f"committed {RULE}\nfitted    {fitted}")
    _report("cross-validated", cases, held_out, fitted.threshold)
    chances = np.array([certainty.certainty(case.scope, case.scores, RULE) for case in cases])
    _report("committed rule", cases, chances, RULE.threshold)
    _report_scope(cases)
    if wrong:
        _name_wrong(cases, held_out, fitted.threshold)
    if refit:
        RULE_FILE.write_text(certainty.to_json(fitted), encoding="utf-8")
        click.echo(f"written to {RULE_FILE.relative_to(judged.ROOT)}")


def _cases(folder: Path) -> list[Case]:
    analyser = Analyser.create(keep=judged.KEEP)
    index = build(_documents(folder / "offerings.jsonl"), analyser)
    judgements = evaluation.read_judgement_file(folder / "qrels.txt")
    found = quality.judged_cases(index, _documents(folder / "needs.jsonl"), judgements)
    return found + quality.written_cases(
        index,
        _documents(judged.COMMITTED / "in_scope.jsonl"),
        _documents(judged.COMMITTED / "no_match.jsonl"),
    )


def _documents(path: Path) -> list[Document]:
    with path.open(encoding="utf-8") as file:
        return [document for document, _ in jsonlines.read_documents(file)]


def _report(title: str, cases: Sequence[Case], chances: NDArray[Any], least: float) -> None:
    click.echo(f"\n{title}, threshold {least:.2f}")
    positive = _values(cases, chances, quality.ANSWERED)
    for group, language in _rows(cases):
        values = _values(cases, chances, {group}, language)
        name = f"{group} {language or 'both'}"
        if group in quality.ANSWERED:
            click.echo(f"  {name:18s} called no match {_text(quality.share(values < least))}")
        else:
            error = quality.share(values >= least)
            click.echo(f"  {name:18s} called a match  {_text(error)}  AUC {_text(_auc(positive, values))}")
    everyday = _values(cases, chances, EVERYDAY)
    actual = _values(cases, chances, {quality.JUDGED})
    for name, answered, others in (
        ("everyday, all answered", positive, everyday),
        ("everyday, judged only", actual, everyday),
        ("removed, judged only", actual, _values(cases, chances, {quality.REMOVED})),
    ):
        click.echo(f"  {name:24s} AUC {_text(_auc(answered, others))}")


def _report_scope(cases: Sequence[Case]) -> None:
    """Of the scope check alone: needs that their words alone turn into 'no match'."""
    click.echo("\nscope check alone, committed rule")
    for name, groups in (
        ("needs for research", quality.IN_SCOPE),
        ("everyday business", EVERYDAY),
    ):
        mine = [case for case in cases if case.group in groups]
        fires = np.array([certainty.in_scope(case.scope, RULE) < RULE.threshold for case in mine])
        names = " ".join(
            case.id
            for case, fired in zip(mine, fires, strict=True)
            if fired and case.group in quality.IN_SCOPE
        )
        click.echo(f"  {name:24s} fires {_text(quality.share(fires))} {names}")


def _name_wrong(cases: Sequence[Case], chances: NDArray[Any], least: float) -> None:
    click.echo("\nwrong, cross-validated")
    for case, chance in zip(cases, chances, strict=True):
        if case.group != quality.ASKED and (chance >= least) != case.answered:
            scope = f"everyday {case.scope.everyday:.2f} rdi {case.scope.rdi:.2f}"
            mean = sum(case.scores) / max(1, len(case.scores))
            click.echo(f"  {case.id:9s} {case.group:11s} {chance:.2f}  {scope}  mean score {mean:.3f}")


def _rows(cases: Sequence[Case]) -> list[tuple[str, str | None]]:
    groups = dict.fromkeys(case.group for case in cases if case.group != quality.ASKED)
    return [(group, language) for group in groups for language in (None, "fi", "en")]


def _values(
    cases: Sequence[Case], chances: NDArray[Any], groups: Any, language: str | None = None
) -> NDArray[Any]:
    return np.array(
        [
            chance
            for case, chance in zip(cases, chances, strict=True)
            if case.group in groups and language in (None, case.language)
        ]
    )


def _auc(answered: NDArray[Any], others: NDArray[Any]) -> Rate:
    return quality.auc_rate(answered, others)


def _text(rate: Rate) -> str:
    return f"{rate.value:.3f} [{rate.low:.3f}, {rate.high:.3f}] n={rate.count}"
