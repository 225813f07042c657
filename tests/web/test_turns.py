"""One request at a time, without waiting for those who send slowly."""

import io
import threading

import pytest
from flask import Flask, request
from werkzeug.test import EnvironBuilder, run_wsgi_app

from matchmaker.web.app import MAX_REQUEST_BYTES
from matchmaker.web.turns import OneAtATime


class SlowLine(io.BytesIO):
    """A body whose end comes when somebody lets it."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self.begun, self.end = threading.Event(), threading.Event()

    def read(self, size: int | None = -1) -> bytes:
        self.begun.set()
        assert self.end.wait(10)
        return super().read(size)


@pytest.fixture
def served() -> OneAtATime:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES

    @app.route("/", methods=["GET", "POST"])
    def echo() -> str:
        return request.form.get("text", "nothing")

    return OneAtATime(app)


def answer(served: OneAtATime, **builder: object) -> tuple[str, str]:
    environ = EnvironBuilder("/", **builder).get_environ()
    environ["wsgi.input_terminated"] = True
    body, status, _headers = run_wsgi_app(served, environ)
    return status, b"".join(body).decode()


@pytest.mark.parametrize("headers", [{"Content-Length": "10"}, {"Transfer-Encoding": "chunked"}])
def test_who_sends_slowly_holds_up_nobody(served: OneAtATime, headers: dict[str, str]) -> None:
    line = SlowLine(b"text=drops")
    slow: list[tuple[str, str]] = []
    form = {"content_type": "application/x-www-form-urlencoded", "headers": headers}
    sender = threading.Thread(
        target=lambda: slow.append(answer(served, method="POST", input_stream=line, **form)), daemon=True
    )
    sender.start()
    assert line.begun.wait(10)
    others: list[tuple[str, str]] = []
    visitor = threading.Thread(target=lambda: others.append(answer(served)), daemon=True)
    visitor.start()
    visitor.join(5)
    assert others == [("200 OK", "nothing")]
    line.end.set()
    sender.join(5)
    assert slow == [("200 OK", "drops")]


@pytest.mark.parametrize(
    "headers", [{"Content-Length": str(MAX_REQUEST_BYTES + 5)}, {"Transfer-Encoding": "chunked"}]
)
def test_too_much_is_refused_either_way(served: OneAtATime, headers: dict[str, str]) -> None:
    body = io.BytesIO(b"text=" + b"a" * MAX_REQUEST_BYTES)
    status, _text = answer(
        served,
        method="POST",
        input_stream=body,
        content_type="application/x-www-form-urlencoded",
        headers=headers,
    )
    assert status.startswith("413")
