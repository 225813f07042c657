"""Child processes that are kept alive, and stopped together without leaving one behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

STOP_GRACE = 15.0
LONGEST_WAIT = 30.0
STEADY_AFTER = 60.0

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


class Child:
    """One command in a process group of its own, so that Ctrl-C in a terminal reaches only the supervisor.

    After an unexpected end it starts again: at once the first time, then after 1, 2, 4 ... `LONGEST_WAIT` seconds; and
    at once again when it had been up for `STEADY_AFTER` seconds.
    """

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self._command = tuple(command)
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._crashes = 0
        self._started = 0.0
        self._again_at = 0.0

    def start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603  # the command is ours, not a visitor's
            self._command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=_end_with_parent,  # noqa: PLW1509  # the supervisor has no threads
        )
        self._started = time.monotonic()

    def ended(self) -> int | None:
        """The exit code of a child that just ended (negative: the signal), None while it runs or waits."""
        if self._process is None or self._process.poll() is None:
            return None
        code = self._process.returncode
        self.kill()
        self._process = None
        now = time.monotonic()
        self._crashes = 0 if now - self._started >= STEADY_AFTER else self._crashes
        self._again_at = now + (min(LONGEST_WAIT, 2.0 ** (self._crashes - 1)) if self._crashes else 0.0)
        self._crashes += 1
        return code

    def start_when_due(self) -> None:
        """Start again after an end, when the wait is over."""
        if self._process is None and time.monotonic() >= self._again_at:
            self.start()

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def gone(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def kill(self) -> None:
        """End the whole group at once: also what a crashed parent left behind, which would hold the port."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def stop_all(children: Sequence[Child], *, hurry: Sequence[int], grace: float = STOP_GRACE) -> None:
    """Ask every child to stop, and kill what is left after `grace` seconds or when `hurry` holds a second signal."""
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + grace
    while not all(child.gone() for child in children):
        if time.monotonic() > deadline or len(hurry) > 1:
            break
        time.sleep(0.05)
    for child in children:
        child.kill()


def _end_with_parent() -> None:
    """In the child before exec: be asked to stop even when the supervisor is killed and can ask no more."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
