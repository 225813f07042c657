"""What `scripts/bench` measures: quality on judged collections, the decision 'no good match', speed, pages, and memory."""

import click

from benchmarks.decision import decision
from benchmarks.memory import memory
from benchmarks.quality import quality
from benchmarks.speed import speed
from benchmarks.web import web


@click.group()
def main() -> None:
    """Measure the engine and the pages by the product's own code path."""


main.add_command(decision)
main.add_command(memory)
main.add_command(quality)
main.add_command(speed)
main.add_command(web)
