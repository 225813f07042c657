"""What `scripts/bench` measures: quality on judged collections, the decision 'no good match', and speed."""

import click

from benchmarks.decision import decision
from benchmarks.quality import quality
from benchmarks.speed import speed


@click.group()
def main() -> None:
    """Measure the engine by the product's own code path."""


main.add_command(decision)
main.add_command(quality)
main.add_command(speed)
