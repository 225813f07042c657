"""`python -m matchmaker serve`: gunicorn and the worker process under one supervisor, as `scripts/run` starts them."""

import errno
import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

import click

from matchmaker.cli.installation import Translate, language_option, load_settings
from matchmaker.cli.supervision import Child, stop_all
from matchmaker.i18n import N_

LOOPBACK = ("127.0.0.1", "localhost", "::1")

_LOOPBACK_ONLY = N_("The demo lets anyone in, so it listens on this machine only: HOST may be %(hosts)s.")
_IN_USE = N_("Port %(port)s on %(host)s is in use. Stop what runs there, or choose another: PORT=%(other)s")
_CANNOT_LISTEN = N_("Cannot listen on %(host)s, port %(port)s: %(reason)s")
_KILLED = N_("The %(name)s process was ended by %(signal)s.")
_ENDED = N_("The %(name)s process ended with exit code %(code)s.")
_AGAIN = N_("It is started again.")
_OPEN = N_("Open %(address)s in a browser.")
_SIGN_IN = N_("To sign in, use one of the addresses listed on %(address)s")
_STOP = N_("Ctrl-C stops it.")


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
@language_option
def serve(host: str, port: int, translate: Translate) -> None:
    """Serve the pages and do the background work, until told to stop.

    Starts gunicorn and `work`, starts either again when it crashes, and stops both on Ctrl-C or SIGTERM.
    """
    os.umask(0o077)  # database, mail and index are for this user's eyes only
    settings = load_settings()
    if settings.demo and host not in LOOPBACK:
        raise click.UsageError(translate(_LOOPBACK_ONLY) % {"hosts": ", ".join(LOOPBACK)})
    _check_port(host, port, translate)
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
    address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    welcome = [translate(_OPEN) % {"address": address}, translate(_STOP)]
    if settings.demo:
        welcome.insert(1, translate(_SIGN_IN) % {"address": f"{address}sign-in"})
    raise SystemExit(_Supervisor(web, worker, translate).run(lambda: _answers(host, port), welcome))


def _check_port(host: str, port: int, translate: Translate) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = _IN_USE if error.errno == errno.EADDRINUSE else _CANNOT_LISTEN
            params = {"host": host, "port": port, "other": port + 1, "reason": error.strerror}
            raise click.ClickException(translate(message) % params) from error


class _Supervisor:
    """Keeps both processes running until a signal comes."""

    def __init__(self, web: Child, worker: Child, translate: Translate) -> None:
        self._web = web
        self._worker = worker
        self._translate = translate
        self._stops: list[int] = []

    def run(self, answers: Callable[[], bool], welcome: Sequence[str]) -> int:
        """Start, say `welcome` when the first page `answers`; return 0 when told to stop, 1 when no page can be served."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)
        self._web.start()
        answered = False
        while not self._stops:
            if not self._look_after(self._web, again=answered):
                break
            if answered:
                self._look_after(
                    self._worker, again=True
                )  # only now, so that it does not slow down the first page
            elif answers():
                answered = True
                click.echo("\n".join(welcome))
            time.sleep(0.1)
        stop_all((self._web, self._worker), hurry=self._stops)
        return 0 if self._stops else 1

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._stops.append(number)

    def _look_after(self, child: Child, *, again: bool) -> bool:
        """Report a child that ended, and start it when its time has come. False: it ended and shall not start `again`."""
        code = child.ended()
        if code is not None:
            signal_name = signal.Signals(-code).name if code < 0 else ""
            params = {"name": child.name, "code": code, "signal": signal_name}
            said = [self._translate(_KILLED if signal_name else _ENDED) % params]
            click.echo(" ".join(said + [self._translate(_AGAIN)] * again), err=True)
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
