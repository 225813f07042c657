"""How well 'no good match' is decided: `scripts/bench decision`, with `--fit` also fitting the rule anew."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
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
from matchmaker.matching.engine import MODEL_VERSION, Analyser
from matchmaker.matching.index import build

RULE_FILE = judged.ROOT / "matchmaker" / "matching" / "data" / "certainty.json"
EVERYDAY = ("far", "near", "more", "late", "last", "long")
ROWS: Mapping[str, Collection[str]] = {
    "answered, judged": (quality.JUDGED,),
    "answered, written": (quality.WRITTEN,),
    "everyday, all": EVERYDAY,
    **{f"everyday, {group}": (group,) for group in EVERYDAY},
    "research the region lacks": (quality.GAP,),
    "judged, answers removed": (quality.REMOVED,),
    "judged, nothing answers": (quality.UNANSWERED,),
}
FEATURES: Mapping[str, Callable[[Case], float]] = {
    "score of the best": lambda case: case.scores[0] if case.scores else 0.0,
    "mean score of the best three": lambda case: float(np.mean(case.scores)) if case.scores else 0.0,
    "coverage by the best": lambda case: case.coverage[0] if case.coverage else 0.0,
    "coverage by any of three": lambda case: max(case.coverage, default=0.0),
    "scope by cues": lambda case: certainty.in_scope(case.scope, RULE),
}


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
    """Print AUC and both error rates of 'no good match', with 95 % intervals over needs, as tables for DECISIONS.md."""
    cases = _cases(folder)
    held_out = quality.cross_validated(cases)
    fitted = quality.fit(cases)
    fitted = certainty.Rule(fitted.scope, fitted.answer, quality.threshold(cases, held_out))
    committed = np.array([certainty.certainty(case.scope, case.scores, RULE) for case in cases])
    click.echo(f"model {MODEL_VERSION}\ncommitted {RULE}\nfitted    {fitted}")
    _report("cross-validated", cases, held_out, fitted.threshold)
    _report("committed rule", cases, committed, RULE.threshold)
    _report_features(cases, held_out)
    _report_scope(cases)
    if wrong:
        _name_wrong(cases, held_out, fitted.threshold)
    if refit:
        RULE_FILE.write_text(certainty.to_json(fitted), encoding="utf-8")
        click.echo(f"\nwritten to {RULE_FILE.relative_to(judged.ROOT)}")


def _cases(folder: Path) -> list[Case]:
    index = build(_documents(folder / "offerings.jsonl"), Analyser.create(keep=judged.KEEP))
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
    """Per group the share decided wrongly: answered needs called no match, the others called a match."""
    click.echo(
        f"\n{title}, threshold {least:.2f}\n| needs | wrong | Finnish | English | AUC against answered |"
    )
    click.echo("|---|---|---|---|---|")
    answered = _values(cases, chances, quality.ANSWERED)
    for name, groups in ROWS.items():
        positive = set(groups) <= quality.ANSWERED
        errors = []
        for language in (None, "fi", "en"):
            values = _values(cases, chances, groups, language)
            errors.append(_text(quality.share((values < least) == positive)))
        area = "" if positive else _text(quality.auc_rate(answered, _values(cases, chances, groups)))
        click.echo(f"| {name} | {' | '.join(errors)} | {area} |")


def _report_features(cases: Sequence[Case], held_out: NDArray[Any]) -> None:
    """What each piece of evidence would be worth alone."""
    click.echo("\n| AUC of | everyday | research the region lacks | answers removed, judged only |")
    click.echo("|---|---|---|---|")
    for name, feature in FEATURES.items():
        _feature_row(name, cases, np.array([feature(case) for case in cases]))
    _feature_row("certainty, cross-validated", cases, held_out)


def _feature_row(name: str, cases: Sequence[Case], values: NDArray[Any]) -> None:
    answered = _values(cases, values, quality.ANSWERED)
    areas = [
        quality.auc_rate(answered, _values(cases, values, EVERYDAY)),
        quality.auc_rate(answered, _values(cases, values, {quality.GAP})),
        quality.auc_rate(_values(cases, values, {quality.JUDGED}), _values(cases, values, {quality.REMOVED})),
    ]
    click.echo(f"| {name} | {' | '.join(map(_text, areas))} |")


def _report_scope(cases: Sequence[Case]) -> None:
    """Of the scope check alone: needs that their words alone turn into 'no match'."""
    click.echo("\nscope check alone, committed rule")
    for name, groups in (
        ("answered needs", quality.ANSWERED),
        ("all needs for research", quality.IN_SCOPE),
        ("everyday business", EVERYDAY),
    ):
        mine = [case for case in cases if case.group in groups]
        fires = [certainty.in_scope(case.scope, RULE) < RULE.threshold for case in mine]
        click.echo(f"  {name:24s} fires {_text(quality.share(np.array(fires)))}")


def _name_wrong(cases: Sequence[Case], chances: NDArray[Any], least: float) -> None:
    click.echo("\nwrong, cross-validated")
    for case, chance in zip(cases, chances, strict=True):
        if case.group != quality.ASKED and (chance >= least) != case.answered:
            scope = f"everyday {case.scope.everyday:.2f} rdi {case.scope.rdi:.2f}"
            mean = FEATURES["mean score of the best three"](case)
            click.echo(f"  {case.id:9s} {case.group:11s} {chance:.2f}  {scope}  mean score {mean:.3f}")


def _values(
    cases: Sequence[Case], values: NDArray[Any], groups: Collection[str], language: str | None = None
) -> NDArray[Any]:
    def chosen() -> Iterator[float]:
        for case, value in zip(cases, values, strict=True):
            if case.group in groups and language in (None, case.language):
                yield float(value)

    return np.array(list(chosen()))


def _text(rate: Rate) -> str:
    return f"{rate.value:.2f} [{rate.low:.2f}, {rate.high:.2f}] n={rate.count}"
