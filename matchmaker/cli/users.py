"""`python -m matchmaker users`: the people who run an installation."""

from datetime import UTC, datetime

import click
from email_validator import EmailNotValidError, validate_email

from matchmaker.cli.installation import Translate, language_option, load_settings, open_up_to_date
from matchmaker.i18n import N_
from matchmaker.i18n.labels import label
from matchmaker.model.codes import Language
from matchmaker.model.user import Actor, MembershipState, Role
from matchmaker.operations.grant_role import grant_role
from matchmaker.store import institutions
from matchmaker.store import users as user_store

_GRANTED = N_("%(email)s now has the role “%(role)s” and can sign in by e-mail link at %(base_url)s.")
_HELD = N_("%(email)s has the role “%(role)s” already; nothing was changed.")
_BAD_ADDRESS = N_("“%(email)s” is not an e-mail address.")
_NO_INSTITUTION = N_("There is no institution “%(name)s” in the catalogue.")
_NAME_INSTITUTION = N_("Name the institution with --institution, and only for the role institution.")
_NOBODY = N_("There are no users yet.")


@click.group()
def users() -> None:
    """Give people roles, and see who has which."""


@users.command()
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice([Role.ADMIN.value, Role.COORDINATOR.value, Role.INSTITUTION.value]),
    required=True,
    help="What the person may do; an administrator may do all that a coordinator may.",
)
@click.option("--name", default="", help="Name shown to colleagues.")
@click.option("--institution", default="", help="Name of the institution, for the role institution.")
@click.option(
    "--speaks",
    type=click.Choice([language.value for language in Language]),
    default=Language.FI.value,
    show_default=True,
    help="Language of mails to the person.",
)
@language_option
def add(email: str, role: str, name: str, institution: str, speaks: str, translate: Translate) -> None:
    """Give the owner of EMAIL a role; make the account when there is none. No mail is sent."""
    try:
        address = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise click.ClickException(translate(_BAD_ADDRESS) % {"email": email}) from error
    if bool(institution) != (role == Role.INSTITUTION):
        raise click.ClickException(translate(_NAME_INSTITUTION))
    settings = load_settings()
    db = open_up_to_date(settings)
    found = institutions.find_institution_by_name(db, institution)
    if institution and found is None:
        raise click.ClickException(translate(_NO_INSTITUTION) % {"name": institution})
    granted = grant_role(
        db,
        email=address,
        role=Role(role),
        actor=Actor.system(),
        now=datetime.now(UTC),
        name=name,
        language=Language(speaks),
        institution_id=found.id if found else None,
    )
    params = {
        "email": granted.user.email,
        "role": translate(label(Role(role))),
        "base_url": settings.base_url,
    }
    click.echo(translate(_GRANTED if granted.new_role else _HELD) % params)


@users.command("list")
@language_option
def list_(translate: Translate) -> None:
    """Show every user with the roles that are active, and who is disabled."""
    db = open_up_to_date(load_settings())
    people = user_store.list_users(db)
    for user in people:
        active = [
            membership
            for membership in user_store.list_memberships(db, user.id)
            if membership.state is MembershipState.ACTIVE
        ]
        roles = ", ".join(translate(label(membership.role)) for membership in active) or "-"
        disabled = translate(N_("disabled")) if user.disabled_at else ""
        click.echo("\t".join(part for part in (user.email, roles, user.name, disabled) if part))
    if not people:
        click.echo(translate(_NOBODY))
