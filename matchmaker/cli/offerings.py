"""`python -m matchmaker offerings`: the catalogue in and out."""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from matchmaker.cli.installation import Translate, language_option, load_settings, open_up_to_date
from matchmaker.exchange.export import offerings_to_csv, offerings_to_json_lines
from matchmaker.exchange.offerings import OfferingFile, read_offerings
from matchmaker.exchange.problems import FILE_TOO_BIG, Problem
from matchmaker.exchange.tables import MAX_BYTES
from matchmaker.i18n import N_
from matchmaker.model.offering import OfferingState
from matchmaker.model.user import Actor
from matchmaker.operations.import_offerings import ImportRefused, ImportReport, import_offerings
from matchmaker.store import institutions
from matchmaker.store import offerings as offering_store

STATES = (OfferingState.PUBLISHED, OfferingState.UNCONFIRMED)

# What is said of each part of a report, in this order.
_OUTCOMES = (
    ("added", N_("Added: %(number)s")),
    ("changed", N_("Changed: %(number)s")),
    ("unchanged", N_("Unchanged: %(number)s")),
    ("kept", N_("Kept as they are, because people have edited or confirmed them since: %(number)s")),
    ("new_institutions", N_("New institutions: %(number)s")),
)
_NAMED = ("kept", "new_institutions")


@click.group()
def offerings() -> None:
    """Import and export the catalogue."""


@offerings.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--dry-run", is_flag=True, help="Check the file and say what an import would do; change nothing."
)
@click.option(
    "--state",
    type=click.Choice([state.value for state in STATES]),
    default=OfferingState.PUBLISHED.value,
    show_default=True,
    help="State of new offerings: unconfirmed when nobody at the institution has confirmed them.",
)
@language_option
def import_(file: Path, dry_run: bool, state: str, translate: Translate) -> None:
    """Import offerings from FILE (JSON lines or CSV), all or nothing.

    Every row is checked, and every problem is named by line and column. Importing again updates by id. The columns are
    described in matchmaker/exchange/columns.py.
    """
    read = _read(file)
    if read.problems:
        _refuse(read.problems, translate)
    db = open_up_to_date(load_settings())
    try:
        report = import_offerings(
            db,
            rows=read.rows,
            state=OfferingState(state),
            actor=Actor.system(),
            now=datetime.now(UTC),
            dry_run=dry_run,
        )
    except ImportRefused as error:
        _refuse(error.problems, translate)
    _tell(report, translate)
    if dry_run:
        click.echo(translate(N_("This was a trial: nothing was changed.")))


@offerings.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv"]),
    default="jsonl",
    show_default=True,
    help="JSON lines, or CSV as Finnish spreadsheets open it.",
)
@click.option(
    "--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Otherwise to stdout."
)
def export(form: str, output: Path | None) -> None:
    """Write the listed offerings with the columns that `import` reads."""
    db = open_up_to_date(load_settings())
    kinds = {institution.id: institution.kind for institution in institutions.list_institutions(db)}
    write = offerings_to_csv if form == "csv" else offerings_to_json_lines
    data = write(offering_store.list_listed(db), kinds)
    if output is None:
        sys.stdout.buffer.write(data)
    else:
        output.write_bytes(data)


def _read(file: Path) -> OfferingFile:
    if file.stat().st_size > MAX_BYTES:  # before it fills the memory
        return OfferingFile((), (Problem(0, "", FILE_TOO_BIG, {"limit": MAX_BYTES // 1_000_000}),))
    return read_offerings(file.read_bytes())


def _refuse(problems: Iterable[Problem], translate: Translate) -> None:
    """Name every problem on stderr and end with exit code 1."""
    for problem in problems:
        click.echo(_where(problem, translate) + problem.text(translate), err=True)
    click.echo(translate(N_("Nothing was imported.")), err=True)
    raise SystemExit(1)


def _where(problem: Problem, translate: Translate) -> str:
    if problem.line == 0:
        return ""
    if not problem.column:
        return translate(N_("Line %(line)s")) % {"line": problem.line} + ": "
    return (
        translate(N_("Line %(line)s, column %(column)s")) % {"line": problem.line, "column": problem.column}
        + ": "
    )


def _tell(report: ImportReport, translate: Translate) -> None:
    for name, message in _OUTCOMES:
        members: tuple[str, ...] = getattr(report, name)
        if members or name not in _NAMED:
            names = f" ({', '.join(members)})" if members and name in _NAMED else ""
            click.echo(translate(message) % {"number": len(members)} + names)
