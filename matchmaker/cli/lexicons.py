"""`python -m matchmaker thesaurus`: whether the thesaurus is in order, the product's and the installation's own."""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import click

from matchmaker import config
from matchmaker.cli.installation import Translate, language_option, load_settings
from matchmaker.i18n import N_
from matchmaker.matching.engine import Analyser
from matchmaker.store import own_concepts
from matchmaker.store.database import open_database
from matchmaker.text import thesaurus as thesauri
from matchmaker.text.thesaurus import Concept
from matchmaker.text.thesaurus_check import ERRORS, Fault, check, is_accepted

FAULTS = {
    Fault.DOUBLE_ID: N_("Two concepts have the id %(concepts)s."),
    Fault.UNKNOWN_RELATION: N_("%(concepts)s is related to %(detail)s, which is no other concept."),
    Fault.CYCLE: N_("%(concepts)s is broader than itself."),
    Fault.MISSING_LANGUAGE: N_("%(concepts)s has no term in %(detail)s."),
    Fault.DOUBLE_TERM: N_("“%(detail)s” is a term of %(concepts)s."),
    Fault.UNRELATED: N_("%(concepts)s has no relations."),
    Fault.SHRUNK_TERM: N_("“%(detail)s” of %(concepts)s is only a common word without its small words."),
    Fault.EMPTY_TERM: N_("“%(detail)s” of %(concepts)s has nothing to be found by: all its words are small."),
}


@click.group()
def thesaurus() -> None:
    """Look after the thesaurus."""


@thesaurus.command("check")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--strict", is_flag=True, help="End with an error for doubtful terms too.")
@language_option
def check_command(files: tuple[Path, ...], strict: bool, translate: Translate) -> None:
    """Find double ids and terms, wrong relations, missing languages and useless terms in FILES.

    Without FILES: in the product's thesaurus and the installation's own concepts laid over it. Ends with 1 when
    something is broken.
    """
    try:
        concepts = [concept for file in files for concept in thesauri.read(file)] if files else _present()
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    analyser = Analyser.create(keep=config.default_instance() / "lexicons")
    findings = [finding for finding in check(concepts, analyser.term_keys) if not is_accepted(finding)]
    for finding in findings:
        click.echo(
            translate(FAULTS[finding.fault])
            % {"concepts": ", ".join(finding.concepts), "detail": finding.detail}
        )
    click.echo(translate(N_("%(number)s concepts checked.")) % {"number": len(concepts)})
    if any(strict or finding.fault in ERRORS for finding in findings):
        raise click.exceptions.Exit(1)


def _present() -> Sequence[Concept]:
    """What is in force here. Two base concepts of one id stay two, so that the check sees them."""
    own = {concept.id: concept for concept in _own()}
    kept = [concept for concept in thesauri.base() if concept.id not in own]
    return [*kept, *own.values()]


def _own() -> Sequence[Concept]:
    """The installation's concepts; none where nothing was set up yet: the product's can be checked anywhere."""
    configured = (config.default_instance() / "config.toml").exists() or "MATCHMAKER_MODE" in os.environ
    settings = load_settings() if configured else None
    if settings is None or not settings.database.exists():
        return ()
    db = open_database(settings.database)
    try:
        return own_concepts.list_concepts(db)
    except sqlite3.OperationalError:  # older than the table
        return ()
    finally:
        db.close()
