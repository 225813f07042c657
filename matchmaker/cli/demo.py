"""`python -m matchmaker demo`: the demo's catalogue, people and needs."""

from datetime import UTC, datetime

import click

from matchmaker.cli.installation import Translate, language_option, load_settings, open_up_to_date
from matchmaker.i18n import N_
from matchmaker.store.contents import is_empty

_LOADED = N_("Loaded %(offerings)s offerings, %(needs)s needs and the accounts %(emails)s.")
_NOT_EMPTY = N_("The demo database holds data already; nothing was changed.")
_NOT_DEMO = N_("The demo is loaded in demo mode only (MATCHMAKER_MODE=demo); nothing was changed.")


@click.group()
def demo() -> None:
    """Try the service with the real catalogue and invented people."""


@demo.command()
@language_option
def load(translate: Translate) -> None:
    """Fill an empty demo database. One that holds anything is left alone, and that is no error."""
    settings = load_settings()
    if not settings.demo:
        raise click.ClickException(translate(_NOT_DEMO))
    db = open_up_to_date(settings)
    if not is_empty(db):
        click.echo(translate(_NOT_EMPTY))
        return
    # Every start of the demo comes this way; only the first one has to wait for the lexicons.
    from matchmaker.matching.engine import Analyser
    from matchmaker.operations.catalogue_index import CatalogueIndex
    from matchmaker.operations.demo_story import tell_demo_story
    from matchmaker.operations.load_demo import load_demo

    index = CatalogueIndex(settings.index_folder, Analyser.create(keep=settings.lexicon_folder))
    now = datetime.now(UTC)
    report = load_demo(db, settings=settings, index=index, now=now)
    told = tell_demo_story(db, settings=settings, index=index, now=now)
    params = {
        "offerings": report.offerings,
        "needs": report.needs + told,
        "emails": ", ".join(report.emails),
    }
    click.echo(translate(_LOADED) % params)
