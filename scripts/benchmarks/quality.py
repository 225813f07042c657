"""Quality on judged collections, beside its rivals and without its channels, with paired bootstrap intervals."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks import judged, rivals
from benchmarks.judged import Collection
from matchmaker.matching import evaluation
from matchmaker.matching.documents import Document
from matchmaker.matching.engine import MODEL_VERSION, Analyser
from matchmaker.matching.index import Index, build
from matchmaker.matching.ranking import rank
from matchmaker.matching.weights import DEFAULT, Channel, Weights
from matchmaker.text import finnish
from matchmaker.text.snowball import SnowballFinnish
from matchmaker.text.thesaurus import thesaurus

TOP = 100
DRAWS = 2000
SEED = 20_261_124
MEASURE = "nDCG@10"
Run = dict[str, dict[str, float]]


@click.command()
@click.option(
    "--collections",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=judged.COMMITTED,
    help="Folder of judged collections; the committed development set otherwise.",
)
@click.option("--only", multiple=True, help="Name of a collection; may be given again.")
@click.option(
    "--ablation", is_flag=True, help="Also without each channel, the thesaurus, and the dictionary."
)
def quality(folder: Path, only: tuple[str, ...], ablation: bool) -> None:
    """Print nDCG@10, MRR@10, R@100 and MAP of the engine and its rivals on every collection."""
    analyser = Analyser.create(keep=judged.KEEP)
    click.echo(f"model {MODEL_VERSION}, {analyser.name}, {len(analyser.thesaurus)} concepts")
    for path in judged.collections(folder):
        if not only or path.name in only:
            _report(judged.read(path), analyser, ablation=ablation)


def _report(collection: Collection, analyser: Analyser, *, ablation: bool) -> None:
    started = time.perf_counter()
    index = build(collection.offerings, analyser)
    ours = _run(index, collection.needs, DEFAULT)
    seconds = time.perf_counter() - started
    click.echo(
        f"\n{collection.name}: {len(collection.needs)} needs, {len(index)} offerings, "
        f"{len(index.vocabulary)} terms, {seconds:.1f} s"
    )
    base = evaluation.per_need(ours, collection.judged, MEASURE)
    _line("engine", ours, collection, base)
    for name, run in _rival_runs(collection, analyser):
        _line(name, run, collection, base)
    if ablation:
        for name, run in _ablations(collection, analyser, index):
            _line(name, run, collection, base)


def _line(name: str, run: Run, collection: Collection, base: Mapping[str, float]) -> None:
    """Figures of one run, and how much the engine is above it, with a 95 % interval over needs."""
    means = evaluation.evaluate(run, collection.judged)
    values = evaluation.per_need(run, collection.judged, MEASURE)
    figures = "  ".join(f"{measure} {value:.4f}" for measure, value in means.items())
    needs = sorted(base)
    if name == "engine":
        low, high = interval(np.array([base[need] for need in needs]))
        click.echo(f"  {name:26s}{figures}  [{low:.3f}, {high:.3f}]")
    else:
        gain = np.array([base[need] - values[need] for need in needs])
        low, high = interval(gain)
        click.echo(f"  {name:26s}{figures}  engine {gain.mean():+.4f} [{low:+.3f}, {high:+.3f}]")


def interval(values: NDArray[Any]) -> tuple[float, float]:
    """95 % bootstrap interval of a mean over needs; differences of the same needs make it a paired one."""
    draws = np.random.default_rng(SEED).integers(0, len(values), size=(DRAWS, len(values)))
    means = values[draws].mean(axis=1)
    return float(np.percentile(means, 2.5)), float(np.percentile(means, 97.5))


def _run(index: Index, needs: Sequence[Document], weights: Weights) -> Run:
    return {
        need.id: {hit.id: hit.score for hit in rank(index, need, top=TOP, weights=weights)} for need in needs
    }


def _rival_runs(collection: Collection, analyser: Analyser) -> list[tuple[str, Run]]:
    plain = rivals.PlainTfidf(collection.offerings)
    features = [rivals.features(analyser, offering) for offering in collection.offerings]
    bm25 = rivals.Bm25(features)
    return [
        (plain.name, _scored(collection, plain.scores)),
        (bm25.name, _scored(collection, lambda need: bm25.scores(rivals.features(analyser, need)))),
    ]


def _scored(collection: Collection, scores: Callable[[Document], NDArray[Any]]) -> Run:
    run: Run = {}
    for need in collection.needs:
        found = scores(need)
        best = np.argsort(-found, kind="stable")[:TOP]
        run[need.id] = {collection.offerings[row].id: float(found[row]) for row in best if found[row] > 0}
    return run


def _ablations(collection: Collection, analyser: Analyser, index: Index) -> list[tuple[str, Run]]:
    """Without one part at a time, everything else as it is; the remaining channels keep their proportions."""
    runs = []
    for channel in Channel:
        rest = {other: share for other, share in DEFAULT.channels.items() if other is not channel}
        total = sum(rest.values())
        weights = replace(DEFAULT, channels={other: share / total for other, share in rest.items()})
        runs.append((f"without {channel} channel", _run(index, collection.needs, weights)))
    words = finnish.create()
    without_thesaurus = Analyser(words, analyser.dictionary, thesaurus(()))
    without_dictionary = Analyser(words, None, analyser.thesaurus)
    snowball = Analyser(SnowballFinnish(), analyser.dictionary, analyser.thesaurus)
    flat = replace(DEFAULT, need_broader=0, need_related=0, offering_broader=0, offering_related=0)
    undamped = replace(DEFAULT, common_floor=1.0)
    one_field = replace(DEFAULT, fields=dict.fromkeys(DEFAULT.fields, 1.0))
    for name, other, weights in (
        ("without thesaurus", without_thesaurus, DEFAULT),
        ("without dictionary", without_dictionary, DEFAULT),
        ("without Voikko", snowball, DEFAULT),
        ("without relations", analyser, flat),
        ("without language damping", analyser, undamped),
        ("all fields alike", analyser, one_field),
    ):
        changed = build(collection.offerings, other, weights=weights)
        runs.append((name, _run(changed, collection.needs, weights)))
    return runs
