"""What the log keeps of a failure: enough to mend it, and no key."""

import logging

import pytest
from flask import Flask

from matchmaker.operations import sign_in as operation
from tests.conftest import new_client


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_failure_behind_a_mailed_link_is_logged_without_the_link(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("disk full")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("matchmaker.store.sessions.read_sign_in_token", broken)
    monkeypatch.setattr(operation, "open_link", broken)
    with caplog.at_level(logging.ERROR):
        answer = new_client(app).open("/sign-in/SECRET-of-the-mail", method=method)
    assert answer.status_code == 500
    assert "disk full" in caplog.text
    assert "/sign-in/<token>" in caplog.text
    assert "SECRET" not in caplog.text
