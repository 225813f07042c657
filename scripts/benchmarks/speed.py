"""Speed: one need with its analysis, many needs in a row, building, beside its rivals on the same features, in one run."""

import hashlib
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import numpy as np

from benchmarks import judged, rivals
from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.engine import Analyser
from matchmaker.matching.index import build
from matchmaker.matching.ranking import rank
from matchmaker.text.language import sentences

SEED = 7
SENTENCES = 6
"""Sentences of a made-up offering; with its title about as long as a real one."""
WARM, TIMED = 20, 200
BATCH, BATCH_TOP = 2000, 50


@click.command()
@click.option("--offerings", "sizes", multiple=True, type=int, default=(1000, 10_000), show_default=True)
@click.option(
    "--collections",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=judged.COMMITTED,
    help="Folder of collections whose sentences the offerings are made of.",
)
@click.option("--rivals/--no-rivals", "with_rivals", default=True, help="Also time bm25s and TF-IDF.")
def speed(sizes: tuple[int, ...], folder: Path, with_rivals: bool) -> None:
    """Print milliseconds per need, seconds per build and memory, on catalogues put together from real sentences."""
    started = time.perf_counter()
    analyser = Analyser.create(keep=judged.KEEP)
    click.echo(
        f"analyser {analyser.name}: ready in {time.perf_counter() - started:.2f} s, {_memory():.0f} MiB"
    )
    pool = sentence_pool(folder)
    for size in sizes:
        _measure(analyser, pool, size, with_rivals=with_rivals)


def _measure(analyser: Analyser, pool: Sequence[str], size: int, *, with_rivals: bool) -> None:
    draw = random.Random(SEED)  # noqa: S311 -- a repeatable catalogue, not a secret
    offerings = [_document(f"o{number:06d}", pool, draw, SENTENCES) for number in range(size)]
    needs = [_document(f"n{number}", pool, draw, 3) for number in range(BATCH)]
    started = time.perf_counter()
    built = build(offerings, analyser)
    seconds = time.perf_counter() - started
    words = sum(len(passage.text.split()) for offering in offerings for passage in offering.passages)
    click.echo(
        f"\n{size} offerings, {words} words, {len(built.vocabulary)} terms: "
        f"built in {seconds:.1f} s ({words / seconds:,.0f} words/s)"
    )
    changed = [*offerings[:-1], _document(offerings[-1].id, pool, draw, SENTENCES)]
    started = time.perf_counter()
    build(changed, analyser, previous=built)
    click.echo(f"  one changed offering: rebuilt in {time.perf_counter() - started:.2f} s")
    index = built
    _time("engine, analysis included", lambda need: rank(index, need, top=100), needs)
    started, worked = time.perf_counter(), time.process_time()
    for need in needs:
        rank(index, need, top=BATCH_TOP)
    taken, used = time.perf_counter() - started, time.process_time() - worked
    click.echo(f"  {BATCH} needs, top {BATCH_TOP}: {taken:.2f} s, {used:.2f} s of the processor")
    if with_rivals:
        features = [rivals.features(analyser, offering) for offering in offerings]
        bm25, tfidf = rivals.Bm25(features), rivals.SameFeaturesTfidf(features)
        _time(
            bm25.name,
            lambda need: np.argpartition(-bm25.scores(rivals.features(analyser, need)), 99)[:100],
            needs,
        )
        _time(
            tfidf.name,
            lambda need: np.argpartition(-tfidf.scores(rivals.features(analyser, need)), 99)[:100],
            needs,
        )
    click.echo(f"  memory {_memory():.0f} MiB")


def _time(name: str, answer: Callable[[Document], object], needs: Sequence[Document]) -> None:
    """Median and 95th percentile of single needs, one after another."""
    for need in needs[:WARM]:
        answer(need)
    taken = []
    worked = time.process_time()
    for need in needs[WARM : WARM + TIMED]:
        started = time.perf_counter()
        answer(need)
        taken.append((time.perf_counter() - started) * 1000)
    used = (time.process_time() - worked) * 1000 / len(taken)
    click.echo(
        f"  {name:28s} median {np.median(taken):6.2f} ms, 95 % under {np.percentile(taken, 95):6.2f} ms, "
        f"processor {used:6.2f} ms"
    )


def sentence_pool(folder: Path) -> list[str]:
    """All sentences of at least four words of the collections' offerings."""
    found: dict[str, None] = {}
    for path in judged.collections(folder):
        for offering in judged.read(path).offerings:
            for passage in offering.passages:
                for start, end in sentences(passage.text):
                    if len(passage.text[start:end].split()) >= 4:
                        found[passage.text[start:end].strip()] = None
    return list(found)


def _document(name: str, pool: Sequence[str], draw: random.Random, count: int) -> Document:
    title = " ".join(draw.choice(pool).split()[:7])
    text = " ".join(draw.choice(pool) for _ in range(count))
    passages = (Passage(Field.TITLE, title), Passage(Field.DESCRIPTION, text))
    return Document(name, hashlib.blake2b(f"{title}\n{text}".encode(), digest_size=8).hexdigest(), passages)


def _memory() -> float:
    """Proportional set size of this process in MiB."""
    for line in Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
