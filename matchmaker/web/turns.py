"""Taking turns: a process answers one request at a time, and nobody's slow line makes the others wait."""

import io
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from matchmaker.web.app import MAX_REQUEST_BYTES

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
        _receive(environ)
        with self._turn:
            return self._inner(environ, start_response)


def _receive(environ: "WSGIEnvironment") -> None:
    """Wait for the whole request before its turn begins: who sends a form drop by drop must not hold up the others.

    A body that is longer than the application takes is left unread, or its beginning is enough for it to be refused.
    """
    length = environ.get("CONTENT_LENGTH") or ""
    if "chunked" in environ.pop("HTTP_TRANSFER_ENCODING", "").lower():
        body = environ["wsgi.input"].read(MAX_REQUEST_BYTES + 1)
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(body), str(len(body))
    elif length.isdecimal() and 0 < int(length) <= MAX_REQUEST_BYTES:
        environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(length)))
