"""How much memory the service takes with the demo catalogue: proportional set size (PSS) of every process, while in use.

The service itself is started, as `scripts/run` does it, in a folder and on a port of its own; visitors search the
catalogue and preview needs until every web process has done both; then the kernel is asked.
"""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import click

from matchmaker.text import lexicon

MOST, MOST_WITH_DICTIONARIES = 260.0, 400.0
"""MiB for the web server's master, four processes and the worker."""
SEARCHES, PREVIEWS, AT_ONCE = 48, 19, 8
_START_SECONDS = 120.0
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
NEED = "Hakekattilan savukaasusta pitäisi mitata hiukkaset, laakerit tärisevät ja hitsausta pitäisi testata"


@click.command()
def memory() -> None:
    """Print PSS per process, in MiB. Ends with 1 above 260, or above 400 with the dictionaries in use."""
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "MATCHMAKER_INSTANCE": folder,
            "MATCHMAKER_MODE": "demo",
            "WEB_CONCURRENCY": "4",
        }
        command = [sys.executable, "-m", "matchmaker"]
        subprocess.run([*command, "demo", "load"], env=environment, check=True, stdout=subprocess.DEVNULL)
        serve = subprocess.Popen([*command, "serve", "--port", str(port)], env=environment)
        try:
            total = _measure(serve.pid, f"http://127.0.0.1:{port}", Path(folder))
        finally:
            serve.send_signal(signal.SIGINT)
            serve.wait(timeout=60)
    most = MOST_WITH_DICTIONARIES if lexicon.installed() else MOST
    click.echo(
        f"Floor: at most {most:.0f} MiB {'with' if lexicon.installed() else 'without'} the dictionaries."
    )
    raise SystemExit(0 if total <= most else 1)


def _measure(supervisor: int, address: str, instance: Path) -> float:
    _wait(address, instance)
    _report("started", supervisor)
    with ThreadPoolExecutor(AT_ONCE) as visitors:
        list(visitors.map(lambda number: _search(address, number), range(SEARCHES)))
        _report(f"after {SEARCHES} searches", supervisor)
        list(visitors.map(lambda number: _preview(address, f"{NEED} {number}"), range(PREVIEWS)))
    return _report(f"after {PREVIEWS} previews", supervisor)


def _wait(address: str, instance: Path) -> None:
    """Until the first page answers and the worker has been at work."""
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        try:
            _get(address)
            if (instance / "worker-demo").exists():
                return
        except urllib.error.URLError:
            pass
        time.sleep(0.5)
    raise click.ClickException("the service did not start")


def _get(url: str) -> None:
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 -- our own address
        answer.read()


def _search(address: str, number: int) -> None:
    _get(f"{address}/offerings?{urlencode({'q': f'hitsaus mittaus {number}'})}")


def _preview(address: str, text: str) -> None:
    visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    token = _TOKEN.search(visitor.open(address, timeout=30).read().decode())
    if token is None:
        raise click.ClickException("the front page has no form")
    form = urlencode({"csrf_token": token[1], "description": text}).encode()
    visitor.open(f"{address}/preview", form, timeout=30).read()


def _report(when: str, supervisor: int) -> float:
    """Print the processes; the sum without the supervisor, which systemd stands in for in a real installation."""
    time.sleep(2)
    found = {pid: _pss(pid) for pid in _descendants(supervisor)}
    total = sum(found.values())
    each = ", ".join(f"{value:.0f}" for value in found.values())
    click.echo(f"{when}: {total:.0f} MiB ({each}); supervisor {_pss(supervisor):.0f}")
    return total


def _descendants(root: int) -> list[int]:
    parents = {int(path.name): _parent(path) for path in Path("/proc").iterdir() if path.name.isdigit()}
    found, waiting = [], [root]
    while waiting:
        children = [pid for pid, parent in parents.items() if parent == waiting[0]]
        waiting = waiting[1:] + children
        found += children
    return found


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # ended meanwhile
        return 0


def _pss(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # ended meanwhile
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
