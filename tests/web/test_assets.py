"""Addresses of static files change with what the files hold."""

from pathlib import Path

import pytest
from flask import Flask, url_for

from matchmaker.web import assets


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = Flask("assets", static_folder=str(tmp_path), static_url_path="/static")
    assets.init_app(app)
    return app


def test_address_changes_with_the_content_and_only_then(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "app.css"
    addresses = []
    for content in ("a {}", "a { }", "a {}"):
        file.write_text(content)
        with app.test_request_context():
            addresses.append(url_for("static", filename="app.css"))
    assert addresses[0] == addresses[2] != addresses[1]
    assert addresses[0].startswith("/static/app.css?v=")


def test_marked_address_serves_the_file(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "app.css").write_text("a {}")
    with app.test_request_context():
        address = url_for("static", filename="app.css")
    response = app.test_client().get(address)
    assert response.text == "a {}"
    response.close()


def test_missing_file_keeps_its_plain_address(app: Flask) -> None:
    with app.test_request_context():
        assert url_for("static", filename="none.css") == "/static/none.css"
