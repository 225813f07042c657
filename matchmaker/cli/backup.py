"""`python -m matchmaker backup`, which `scripts/backup` calls."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from matchmaker import config
from matchmaker.cli.installation import Translate, language_option
from matchmaker.i18n import N_
from matchmaker.model.errors import BackupRefused
from matchmaker.operations.back_up import KEEP, kept_beside, note_backup
from matchmaker.store import backups
from matchmaker.store.database import open_database

_REASONS = {
    "missing": N_("%(path)s does not exist."),
    "damaged": N_("%(path)s is damaged: %(detail)s"),
    "in-use": N_("%(path)s is in use. Stop the service, then restore again."),
}
_NOT_NOTED = N_("The backup is made, but could not be noted in the database: %(reason)s")
_RESTORED = N_("Restored %(path)s.")
_SET_ASIDE = N_("What it replaced stays here; delete it when all is well:")


@click.command()
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where backups are kept [INSTANCE/backups].",
)
@click.option(
    "--keep",
    type=click.IntRange(1),
    default=KEEP,
    show_default=True,
    help="How many are kept, and of how many days the newest.",
)
@click.option(
    "--restore",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="BACKUP",
    help="Put this one in place.",
)
@language_option
def backup(to: Path | None, keep: int, restore: Path | None, translate: Translate) -> None:
    """Copy database, config.toml and secret key to a new folder, or put such a copy back.

    The service may run while a copy is made; it must be stopped before one is put back.
    """
    settings = _places()
    others = kept_beside(settings)
    now = datetime.now(UTC)
    try:
        if restore is None:
            made = backups.make_backup(
                settings.database, others, to or settings.backup_folder, keep=keep, now=now
            )
            click.echo(made)
            _note(settings, made, now, translate)
            return
        aside = backups.restore_backup(restore, settings.database, others, now=now)
    except BackupRefused as error:
        params = {"path": error.path, "detail": error.detail}
        raise click.ClickException(translate(_REASONS[error.reason]) % params) from error
    # The index belongs to the catalogue that was replaced; the next start builds it anew.
    shutil.rmtree(settings.index_folder, ignore_errors=True)
    click.echo(translate(_RESTORED) % {"path": restore})
    if aside:
        click.echo("\n  ".join([translate(_SET_ASIDE), *map(str, aside)]))


def _note(settings: config.Settings, made: Path, now: datetime, translate: Translate) -> None:
    """Let the pages know of it. The backup counts without that, as where whoever makes it may only read the database."""
    try:
        with closing(open_database(settings.database)) as db:
            note_backup(db, settings, made, now=now)
    except sqlite3.Error as error:
        click.echo(translate(_NOT_NOTED) % {"reason": error}, err=True)


def _places() -> config.Settings:
    """Where this installation's files are. The settings in them are not read: they may be what has to be put back."""
    mode = os.environ.get("MATCHMAKER_MODE", config.Mode.PRODUCTION)
    if mode not in tuple(config.Mode):
        raise click.UsageError(f"MATCHMAKER_MODE is {mode!r}, which is none of {', '.join(config.Mode)}.")
    instance = config.default_instance()
    return config.Settings(
        mode=config.Mode(mode), instance=instance, base_url="", secret_key="", mail_from=""
    )
