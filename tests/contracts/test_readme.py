"""Commands and paths that the documentation names do exist."""

import re
from pathlib import Path

import click
import pytest

from matchmaker.cli import main

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "instance" / "README.md", ROOT / "scripts" / "deploy" / "README.md"]
COMMAND = re.compile(r"(?:python -m |(?<=^ {8})|(?<=^ {4}))matchmaker ([a-z][^\n`#|]*)", re.MULTILINE)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def commands(text: str) -> list[list[str]]:
    return [found.split() for found in COMMAND.findall(text)]


def unknown(words: list[str]) -> str | None:
    """What of a command line the program does not know: a command or an option."""
    command: click.Command = main
    for word in words:
        if isinstance(command, click.Group) and not word.startswith("-"):
            found = command.get_command(click.Context(command), word)
            if found is None:
                return word
            command = found
        elif word.startswith("--") and word != "--help":
            option = word.split("=")[0]
            if not any(option in parameter.opts for parameter in command.params):
                return option
    return None


def test_the_check_sees_commands_and_options():
    text = "    python -m matchmaker users add --role admin me@a.fi   # why\n    matchmaker migrate\nmatchmaker house"
    assert commands(text) == [["users", "add", "--role", "admin", "me@a.fi"], ["migrate"]]
    assert unknown(["migrate", "--sideways"]) == "--sideways"
    assert unknown(["users", "paint"]) == "paint"


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_command_in_the_documents_exists(path: Path):
    assert [line for line in commands(path.read_text(encoding="utf-8")) if unknown(line)] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_script_and_link_in_the_documents_exists(path: Path):
    text = path.read_text(encoding="utf-8")
    scripts = set(re.findall(r"\bscripts/[a-z][\w./*-]*[\w/*]", text))
    links = set(re.findall(r"\]\(([^)#:]+)\)", text))
    missing = [found for found in scripts if not any(ROOT.glob(found))]
    assert sorted(missing + [found for found in links if not (path.parent / found).exists()]) == []
