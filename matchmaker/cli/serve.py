"""`python -m matchmaker serve`: gunicorn and the worker process under one supervisor, as `scripts/run` starts them."""

import errno
import http.client
import os
import signal
import socket
import sys
import time
from types import FrameType

import click

from matchmaker import config
from matchmaker.cli.supervision import Child, stop_all

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    envvar="PORT",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on.",
)
def serve(host: str, port: int) -> None:
    """Serve the pages and do the background work, until told to stop.

    Starts gunicorn and `work`, starts either again when it crashes, and stops both on Ctrl-C or SIGTERM.
    """
    os.umask(0o077)  # database, mail and index are for this user's eyes only
    settings = config.load()
    if settings.demo and host not in LOOPBACK:
        raise click.UsageError(
            f"The demo lets anyone in, so it listens on this machine only: {host} is not one of {', '.join(LOOPBACK)}."
        )
    _check_port(host, port)
    environment = os.environ | {
        "HOST": host,
        "PORT": str(port),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    web = Child(
        "web", (sys.executable, "-m", "gunicorn", "--config", "python:matchmaker.web.gunicorn"), environment
    )
    worker = Child("worker", (sys.executable, "-m", "matchmaker", "work"), environment)
    raise SystemExit(_supervise(web, worker, host=host, port=port, demo=settings.demo))


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                reason = f"Port {port} on {host} is in use. Stop what runs there, or choose another: PORT={port + 1}"
            else:
                reason = f"Cannot listen on {host}, port {port}: {error.strerror}"
            raise click.ClickException(reason) from error


def _supervise(web: Child, worker: Child, *, host: str, port: int, demo: bool) -> int:
    """Run both until a signal comes (returns 0) or it turns out that no page can be served (returns 1)."""
    stops: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        stops.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, note)
    web.start()
    answered = False
    while not stops:
        if not _look_after(web, again=answered):
            break
        if answered:
            _look_after(worker, again=True)  # only now, so that it does not slow down the first page
        elif _answers(host, port):
            answered = True
            _announce(host, port, demo=demo)
        time.sleep(0.1)
    stop_all((web, worker), hurry=stops)
    return 0 if stops else 1


def _look_after(child: Child, *, again: bool) -> bool:
    """Report a child that ended, and start it when its time has come. False: it ended and shall not start `again`."""
    code = child.ended()
    if code is not None:
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        click.echo(f"The {child.name} process {how}{'; it is started again' if again else ''}.", err=True)
    if code is not None and not again:
        return False
    child.start_when_due()
    return True


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _announce(host: str, port: int, *, demo: bool) -> None:
    address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    click.echo(f"Open {address}")
    if demo:
        click.echo(f"Sign in at {address}sign-in")
    click.echo("Ctrl-C stops it.")
