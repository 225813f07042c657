"""`python -m matchmaker GROUP COMMAND`: what a person, a script or systemd runs.

A command is one line in `COMMANDS` and is imported only when it is called: `migrate` shall not wait for the ranking engine.
"""

from collections.abc import Mapping
from importlib import import_module

import click

# name -> module:attribute
COMMANDS: Mapping[str, str] = {
    "backup": "matchmaker.cli.backup:backup",
    "demo": "matchmaker.cli.demo:demo",
    "doctor": "matchmaker.cli.doctor:doctor",
    "evaluate": "matchmaker.cli.ranking:evaluate_command",
    "explain": "matchmaker.cli.ranking:explain_command",
    "migrate": "matchmaker.cli.maintenance:migrate",
    "offerings": "matchmaker.cli.offerings:offerings",
    "rank": "matchmaker.cli.ranking:rank_command",
    "serve": "matchmaker.cli.serve:serve",
    "thesaurus": "matchmaker.cli.lexicons:thesaurus",
    "users": "matchmaker.cli.users:users",
    "work": "matchmaker.cli.maintenance:work",
}


class _Commands(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click's signature
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 -- a wrong line in COMMANDS, found by its test
        return command


@click.command(cls=_Commands)
def main() -> None:
    """Matchmaking between companies and research offerings: everything that is not a web page."""
