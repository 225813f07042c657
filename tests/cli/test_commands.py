"""Every command is there, says what it does and describes its options."""

from collections.abc import Iterator

import click
import pytest

from matchmaker.cli import COMMANDS, main


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {sub}", member) for sub, member in command.commands.items())


@pytest.mark.parametrize(
    ("name", "command"), list(commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_command_has_help_and_so_have_its_options(name: str, command: click.Command) -> None:
    assert (command.help or "").strip(), name
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert [option.name for option in options if not option.help and option.metavar is None] == []


def test_an_unknown_command_is_refused() -> None:
    assert main.get_command(click.Context(main), "nonsense") is None
