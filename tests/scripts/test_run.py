"""scripts/run as a newcomer uses it: a real process, a real port, an instance folder of its own."""

import hashlib
import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIRST_START_SECONDS = 90.0
SECOND_START_SECONDS = 4.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int, path: str = "/") -> int | None:
    """The status of a page, None while nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


class Demo:
    """One start of scripts/run."""

    def __init__(self, instance: Path, port: int, **environment: str) -> None:
        self.port = port
        self.log = instance.with_name(f"log-{time.monotonic_ns()}")
        self.began = time.monotonic()
        variables = {
            "MATCHMAKER_INSTANCE": str(instance),
            "PORT": str(port),
            "WEB_CONCURRENCY": "2",
        } | environment
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [ROOT / "scripts" / "run", "--no-system"],
                cwd=instance,
                env=os.environ | variables,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait_for_page(self, seconds: float) -> float:
        """Wait until the front page comes; return how long that took from the start."""
        while get(self.port) != http.HTTPStatus.OK:
            assert self.process.poll() is None, self.said()
            assert time.monotonic() - self.began < seconds, self.said()
            time.sleep(0.05)
        return time.monotonic() - self.began

    def wait_for_words(self, words: str) -> None:
        deadline = time.monotonic() + 10
        while words not in self.said():
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=30)


def processes_of(instance: Path) -> dict[int, str]:
    """Process id -> command line of everything that runs for this instance."""
    wanted = f"MATCHMAKER_INSTANCE={instance}".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
    return {pid: command for pid, command in found.items() if command}


def fingerprint(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        return hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest()


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "instance"
    folder.mkdir()
    yield folder
    for pid in processes_of(folder):
        os.kill(pid, signal.SIGKILL)


def test_first_start_second_start_and_ctrl_c(instance: Path):
    port = free_port()
    first = Demo(instance, port)
    first.wait_for_page(FIRST_START_SECONDS)
    first.wait_for_words(f"http://127.0.0.1:{port}/sign-in")
    assert len([command for command in processes_of(instance).values() if "matchmaker work" in command]) == 1
    assert first.stop() == 0, first.said()
    assert processes_of(instance) == {}
    before = fingerprint(instance / "demo.db")
    private = {path.name: path.stat().st_mode & 0o077 for path in instance.iterdir() if path.is_file()}
    assert private == dict.fromkeys(private, 0)

    seconds = []
    for _ in range(3):  # the best of three: other work on the machine is not what is measured
        again = Demo(instance, port)
        seconds.append(again.wait_for_page(FIRST_START_SECONDS))
        assert again.stop(signal.SIGTERM) == 0, again.said()
        if seconds[-1] < SECOND_START_SECONDS:
            break
    assert min(seconds) < SECOND_START_SECONDS
    assert fingerprint(instance / "demo.db") == before
    assert processes_of(instance) == {}


def test_crashed_processes_come_back_and_a_killed_supervisor_leaves_none(instance: Path):
    demo = Demo(instance, free_port())
    demo.wait_for_page(FIRST_START_SECONDS)
    for command, name in (("matchmaker work", "worker"), ("gunicorn", "web")):
        os.kill(next(pid for pid, line in processes_of(instance).items() if command in line), signal.SIGKILL)
        demo.wait_for_words(f"The {name} process was ended by SIGKILL")
    demo.began = time.monotonic()
    demo.wait_for_page(30)
    demo.stop(signal.SIGKILL)
    deadline = time.monotonic() + 15
    while processes_of(instance):
        assert time.monotonic() < deadline, processes_of(instance)
        time.sleep(0.1)


def test_port_in_use_is_said_and_nothing_is_left_running(instance: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        demo = Demo(instance, port)
        assert demo.process.wait(FIRST_START_SECONDS) == 1
    assert f"Port {port} on 127.0.0.1 is in use" in demo.said()
    assert "Traceback" not in demo.said()
    assert processes_of(instance) == {}


def test_demo_refuses_to_listen_beyond_this_machine(instance: Path):
    demo = Demo(instance, free_port(), HOST="0.0.0.0")  # noqa: S104  # the very thing that must be refused
    assert demo.process.wait(FIRST_START_SECONDS) == 2
    assert "this machine only" in demo.said()


def test_unknown_option_is_explained():
    answer = subprocess.run(
        [ROOT / "scripts" / "run", "--nonsense"], capture_output=True, text=True, timeout=30
    )
    assert answer.returncode == 2
    assert "Usage: scripts/run" in answer.stderr
