"""The application object that gunicorn serves, one request at a time in each process."""

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from matchmaker import config
from matchmaker.web.app import create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class OneAtATime:
    """Let one request at a time into `inner`.

    gunicorn's threads are there to wait for slow and idle connections. The lexicons behind text analysis are not made
    for threads, and Python would not run two rankings at once any faster.
    """

    def __init__(self, inner: "WSGIApplication") -> None:
        self._inner = inner
        self._turn = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with self._turn:
            return self._inner(environ, start_response)


app = OneAtATime(create_app(config.load()))
