"""`python -m matchmaker`."""

from matchmaker.cli import main

main(prog_name="python -m matchmaker")
