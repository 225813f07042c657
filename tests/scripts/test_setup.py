"""What scripts/setup.sh does to a machine. The package manager is a stand-in that writes down how it was called."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

SETUP = Path(__file__).resolve().parents[2] / "scripts" / "setup.sh"
INSTALL = "apt-get install -y -q --no-install-recommends"


class Machine:
    """A machine by its commands: who runs the script, what is installed, what apt-get answers."""

    def __init__(self, folder: Path) -> None:
        self._bin = folder / "bin"
        self._bin.mkdir()
        self._calls = folder / "calls"
        self._calls.touch()
        self.user(root=True)
        self.has()
        self.command("apt-get", f'echo "apt-get $*" >>{self._calls}')
        self.command("sudo", "exit 1")

    def command(self, name: str, body: str) -> None:
        path = self._bin / name
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o755)

    def user(self, *, root: bool) -> None:
        self.command("id", f'[ "$1" = -u ] && echo {0 if root else 1000} || echo someone')

    def has(self, *packages: str) -> None:
        cases = "".join(f"{package}) printf installed ;;\n" for package in packages)
        self.command("dpkg-query", f"for last; do :; done\ncase $last in\n{cases}*) exit 1 ;;\nesac")

    def calls(self) -> list[str]:
        return self._calls.read_text(encoding="utf-8").splitlines()

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", f". {SETUP}\n{script}"],
            env={"PATH": f"{self._bin}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=30,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_root_installs_only_what_is_missing_and_is_asked_nothing(machine: Machine):
    machine.has("libvoikko1")
    answer = machine.run("install_packages 'word forms' libvoikko1 voikko-fi </dev/null")
    assert (answer.returncode, machine.calls()) == (0, [f"{INSTALL} voikko-fi"])


def test_nothing_is_called_when_nothing_is_missing(machine: Machine):
    machine.has("libvoikko1", "voikko-fi")
    answer = machine.run("install_packages 'word forms' libvoikko1 voikko-fi")
    assert (answer.returncode, answer.stderr, machine.calls()) == (0, "", [])


def test_package_lists_are_fetched_when_a_fresh_machine_has_none(machine: Machine, tmp_path: Path):
    lists = tmp_path / "lists"
    machine.command(
        "apt-get",
        f'echo "apt-get $1" >>{tmp_path}/calls\n[ "$1" = update ] && touch {lists}\n[ -e {lists} ]',
    )
    answer = machine.run("install_packages 'word forms' voikko-fi")
    assert (answer.returncode, machine.calls()) == (
        0,
        ["apt-get install", "apt-get update", "apt-get install"],
    )


def test_user_with_sudo_that_asks_no_password_installs(machine: Machine):
    machine.user(root=False)
    machine.command("sudo", '[ "$1" = -n ] && shift && exec "$@"')
    answer = machine.run("install_packages 'word forms' voikko-fi")
    assert (answer.returncode, machine.calls()) == (0, [f"{INSTALL} voikko-fi"])


def not_root(machine: Machine) -> None:
    machine.user(root=False)


def no_system(machine: Machine) -> None:
    machine.command("sudo", "echo 'sudo was called' >&2; exit 1")


def refused(machine: Machine) -> None:
    machine.command("apt-get", "echo 'E: no network' >&2; exit 100")


@pytest.mark.parametrize(
    ("arrange", "first"),
    [(not_root, ""), (no_system, "system=no;"), (refused, "")],
    ids=["not root", "--no-system", "apt-get fails"],
)
def test_whoever_may_not_install_is_told_the_command_and_goes_on(
    machine: Machine, arrange: Callable[[Machine], None], first: str
):
    arrange(machine)
    answer = machine.run(
        f"{first} install_packages 'word forms' voikko-fi dict-freedict-fin-eng || echo 'going on'"
    )
    assert answer.stdout == "going on\n"
    assert "sudo apt-get install --no-install-recommends voikko-fi dict-freedict-fin-eng" in answer.stderr
    assert "sudo was called" not in answer.stderr
    assert machine.calls() == []


def test_python_that_is_too_old_is_passed_over(machine: Machine, tmp_path: Path):
    machine.command("python3", "exit 1")
    machine.command("python3.14", "exit 1")
    machine.command("python3.13", "exit 0")
    assert machine.run("find_python has_venv").stdout == "python3.13\n"


def test_missing_venv_module_is_installed_for_the_python_that_is_there(machine: Machine, tmp_path: Path):
    installed = tmp_path / "venv-module"
    machine.command("mypython", f"case $2 in *ensurepip*) [ -e {installed} ] ;; *print*) echo 3.12 ;; esac")
    machine.command("apt-get", f'echo "apt-get $*" >>{tmp_path}/calls; touch {installed}')
    answer = machine.run("PYTHON=mypython; python_for_venv")
    assert (answer.stdout, machine.calls()) == ("mypython\n", [f"{INSTALL} python3.12-venv"])


def test_no_usable_python_ends_with_a_sentence(machine: Machine):
    machine.user(root=False)
    answer = machine.run("PYTHON=no-such-python; python_for_venv; echo 'never reached'")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "sudo apt-get install --no-install-recommends python3 python3-venv" in answer.stderr
    assert "No Python 3.11 or newer" in answer.stderr


def test_lock_is_installed_once_and_again_only_when_it_changed(machine: Machine, tmp_path: Path):
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && echo Python 3.11.2 || echo "$*" >>{tmp_path}/calls\n'
    )
    python.chmod(0o755)
    lock = tmp_path / "lock.txt"
    lock.write_text("flask==3.1.3\n", encoding="utf-8")
    script = f"venv={tmp_path}/venv; install_lock {lock} .stamp"
    for _ in range(2):
        assert machine.run(script).returncode == 0
    installs = [call for call in machine.calls() if "install" in call]
    assert installs == [
        f"-m pip install -q --disable-pip-version-check --no-input --require-hashes -r {lock}"
    ]
    lock.write_text("flask==3.1.4\n", encoding="utf-8")
    assert machine.run(script).returncode == 0
    assert len([call for call in machine.calls() if "install" in call]) == 2
