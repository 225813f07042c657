"""Real processes under supervision."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from matchmaker.cli.supervision import Child, stop_all

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


def wait_for(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[[str], tuple[Child, Callable[[], list[int]]]]]:
    """Makes a child that runs Python code after noting its process id; gives the child and its ids so far."""
    children: list[Child] = []

    def build(code: str) -> tuple[Child, Callable[[], list[int]]]:
        pids = tmp_path / f"pids-{len(children)}"
        pids.touch()
        noted = f"import os; open({str(pids)!r}, 'a').write(f'{{os.getpid()}}\\n'); {code}"
        child = Child("child", (sys.executable, "-c", noted), os.environ)
        children.append(child)
        return child, lambda: [int(line) for line in pids.read_text(encoding="ascii").split()]

    yield build
    for child in children:
        child.kill()


def test_killed_child_is_reported_and_started_again(make):
    child, pids = make("import time; time.sleep(60)")
    child.start()
    wait_for(lambda: len(pids()) == 1)
    assert child.ended() is None
    os.kill(pids()[0], signal.SIGKILL)
    codes: list[int | None] = []
    wait_for(lambda: codes.append(child.ended()) or codes[-1] is not None)
    assert codes[-1] == -signal.SIGKILL
    child.start_when_due()
    wait_for(lambda: len(pids()) == 2)
    assert child.ended() is None


def test_child_that_keeps_crashing_is_started_less_and_less_often(make):
    child, pids = make("raise SystemExit(3)")
    child.start()
    ends: list[float] = []

    def ended_four_times() -> bool:
        if child.ended() is not None:
            ends.append(time.monotonic())
        if len(ends) < 4:
            child.start_when_due()
        return len(ends) == 4

    wait_for(ended_four_times, 60)
    assert len(pids()) == 4
    # At once after the first end; then one second, then two. No upper bounds: a busy machine starts slowly.
    assert ends[2] - ends[1] >= 1
    assert ends[3] - ends[2] >= 2


def test_stopping_leaves_nothing_behind_even_when_a_child_will_not_listen(make):
    willing, willing_pids = make("import time; time.sleep(60)")
    stubborn, stubborn_pids = make(STUBBORN)
    for child in (willing, stubborn):
        child.start()
    wait_for(lambda: len(willing_pids() + stubborn_pids()) == 2)
    stop_all((willing, stubborn), hurry=[], grace=0.5)
    assert not any(alive(pid) for pid in willing_pids() + stubborn_pids())


def test_second_signal_ends_the_waiting(make):
    stubborn, pids = make(STUBBORN)
    stubborn.start()
    wait_for(lambda: len(pids()) == 1)
    began = time.monotonic()
    stop_all((stubborn,), hurry=[signal.SIGINT, signal.SIGINT], grace=30)
    assert time.monotonic() - began < 20
    assert not alive(pids()[0])


def test_grandchildren_of_a_crashed_child_are_ended_with_it(make, tmp_path: Path):
    note = tmp_path / "grandchild"
    child, _ = make(
        f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        f" open({str(note)!r}, 'w').write(str(p.pid)); raise SystemExit(1)"
    )
    child.start()
    wait_for(lambda: child.ended() is not None)
    grandchild = int(note.read_text(encoding="ascii"))
    wait_for(lambda: not alive(grandchild))
