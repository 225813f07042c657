"""scripts/run as a newcomer uses it: a real process, a real port, an instance folder of its own."""

import hashlib
import http.client
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120.0
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
        self.instance = instance
        self.port = port
        self.log = instance.with_name(f"log-{time.monotonic_ns()}")
        variables = {
            "MATCHMAKER_INSTANCE": str(instance),
            "PORT": str(port),
            "WEB_CONCURRENCY": "2",
        } | environment
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [ROOT / "scripts" / "run", "--no-system"],
                cwd=instance,
                env=os.environ | variables | environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait_for_page(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while get(self.port) != http.HTTPStatus.OK:
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def wait_for_process(self, command: str) -> int:
        """The id of the process with this in its command line, as soon as there is one."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (found := [pid for pid, line in processes_of(self.instance).items() if command in line]):
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)
        return found[0]

    def wait_for_words(self, words: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while words not in self.said():
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)


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


def computing_seconds(instance: Path) -> float:
    """Processor time of all that runs for this instance, and of what ran for it and has ended."""
    ticks = 0
    for pid in processes_of(instance):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def fingerprint(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        return hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest()


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    folder = tmp_path / "instance"
    folder.mkdir()
    return folder


@pytest.fixture
def loaded(instance: Path, demo_instance: Path) -> Path:
    """The instance folder after a first start."""
    shutil.copytree(demo_instance, instance, dirs_exist_ok=True)
    return instance


@pytest.fixture
def start(instance: Path) -> Iterator[Callable[..., Demo]]:
    """Starts the demo on a port; afterwards nothing of it is left."""
    demos: list[Demo] = []

    def begin(port: int, **environment: str) -> Demo:
        demos.append(Demo(instance, port, **environment))
        return demos[-1]

    yield begin
    for pid in processes_of(instance):
        os.kill(pid, signal.SIGKILL)
    for demo in demos:
        demo.process.wait(PATIENCE_SECONDS)


def test_first_start_second_start_and_ctrl_c(instance: Path, start: Callable[..., Demo]):
    port = free_port()
    first = start(port)
    first.wait_for_page()
    first.wait_for_words(f"http://127.0.0.1:{port}/sign-in")
    first.wait_for_process("matchmaker work")
    assert first.stop() == 0, first.said()
    assert processes_of(instance) == {}
    before = fingerprint(instance / "demo.db")
    private = {path.name: path.stat().st_mode & 0o077 for path in instance.iterdir() if path.is_file()}
    assert private == dict.fromkeys(private, 0)

    again = start(port)
    again.wait_for_page()
    # One step waits for the other until the first page, so this is how long it takes where nothing else is running.
    assert computing_seconds(instance) < SECOND_START_SECONDS
    assert again.stop(signal.SIGTERM) == 0, again.said()
    assert fingerprint(instance / "demo.db") == before
    assert processes_of(instance) == {}


def test_crashed_processes_come_back_and_a_killed_supervisor_leaves_none(
    loaded: Path, start: Callable[..., Demo]
):
    demo = start(free_port())
    demo.wait_for_page()
    for command, name in (("matchmaker work", "worker"), ("gunicorn", "web")):
        os.kill(demo.wait_for_process(command), signal.SIGKILL)
        demo.wait_for_words(f"The {name} process was ended by SIGKILL")
    demo.wait_for_page()
    demo.stop(signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while processes_of(loaded):
        assert time.monotonic() < deadline, processes_of(loaded)
        time.sleep(0.1)


def test_port_in_use_is_said_and_nothing_is_left_running(loaded: Path, start: Callable[..., Demo]):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        demo = start(port)
        assert demo.process.wait(PATIENCE_SECONDS) == 1
    assert f"Port {port} on 127.0.0.1 is in use" in demo.said()
    assert "Traceback" not in demo.said()
    assert processes_of(loaded) == {}


def test_demo_refuses_to_listen_beyond_this_machine(loaded: Path, start: Callable[..., Demo]):
    demo = start(free_port(), HOST="0.0.0.0")  # noqa: S104  # the very thing that must be refused
    assert demo.process.wait(PATIENCE_SECONDS) == 2
    assert "this machine only" in demo.said()


def test_unknown_option_is_explained():
    answer = subprocess.run(
        [ROOT / "scripts" / "run", "--nonsense"], capture_output=True, text=True, timeout=PATIENCE_SECONDS
    )
    assert answer.returncode == 2
    assert "Usage: scripts/run" in answer.stderr
