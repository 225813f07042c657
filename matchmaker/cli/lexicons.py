"""`python -m matchmaker doctor` and `thesaurus`: what text analysis is made of here, and whether it is in order."""

from pathlib import Path

import click

from matchmaker.cli.installation import Translate, language_option, load_settings
from matchmaker.i18n import N_
from matchmaker.matching.engine import MODEL_VERSION, Analyser
from matchmaker.text import thesaurus as thesauri
from matchmaker.text.thesaurus_check import ERRORS, Fault, check

FAULTS = {
    Fault.DOUBLE_ID: N_("Two concepts have the id %(concepts)s."),
    Fault.UNKNOWN_RELATION: N_("%(concepts)s is related to %(detail)s, which is no other concept."),
    Fault.CYCLE: N_("%(concepts)s is broader than itself."),
    Fault.MISSING_LANGUAGE: N_("%(concepts)s has no term in %(detail)s."),
    Fault.DOUBLE_TERM: N_("“%(detail)s” is a term of %(concepts)s."),
    Fault.UNRELATED: N_("%(concepts)s has no relations."),
}


@click.command()
@language_option
def doctor(translate: Translate) -> None:
    """Say what text analysis works with on this machine, and what is missing."""
    settings = load_settings()
    analyser = Analyser.create(keep=settings.lexicon_folder)
    click.echo(
        translate(N_("Model: %(version)s, analyser: %(name)s"))
        % {"version": MODEL_VERSION, "name": analyser.name}
    )
    click.echo(translate(N_("Thesaurus: %(number)s concepts")) % {"number": len(analyser.thesaurus)})
    if analyser.degraded:
        click.echo(
            translate(
                N_(
                    "Voikko is missing: Finnish words are cut to stems and compounds stay closed. "
                    "Install libvoikko1 and voikko-fi."
                )
            )
        )
    if analyser.dictionary is None:
        click.echo(
            translate(
                N_(
                    "The dictionary is missing: Finnish and English meet by the thesaurus only. "
                    "Install dict-freedict-fin-eng and dict-freedict-eng-fin."
                )
            )
        )
    else:
        click.echo(
            translate(N_("Dictionary: %(number)s Finnish words")) % {"number": len(analyser.dictionary)}
        )
    pointer = settings.index_folder / "current"
    built = pointer.exists() and pointer.read_text(encoding="ascii").strip().endswith(analyser.signature)
    state = (
        N_("The index fits this analyser.") if built else N_("The index has to be built; the worker does it.")
    )
    click.echo(translate(state))


@click.group()
def thesaurus() -> None:
    """Look after the thesaurus."""


@thesaurus.command("check")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--strict", is_flag=True, help="End with an error for doubtful terms too.")
@language_option
def check_command(files: tuple[Path, ...], strict: bool, translate: Translate) -> None:
    """Find double ids and terms, unknown and circular relations and missing languages, in FILES or in the base."""
    try:
        concepts = (
            [concept for file in files for concept in thesauri.read(file)] if files else list(thesauri.base())
        )
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    findings = check(concepts)
    for finding in findings:
        click.echo(
            translate(FAULTS[finding.fault])
            % {"concepts": ", ".join(finding.concepts), "detail": finding.detail}
        )
    click.echo(translate(N_("%(number)s concepts checked.")) % {"number": len(concepts)})
    if any(strict or finding.fault in ERRORS for finding in findings):
        raise click.exceptions.Exit(1)
