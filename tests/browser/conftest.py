"""A real Chromium for the browser tests, and axe to look at what it shows."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server

from tests.suites import chromium
from tests.web.style.app import create_style_app

# Fetching style sheets a second time is only needed for rules about orientation, and our policy would have to allow it.
AXE_OPTIONS = {"resultTypes": ["violations"], "preload": False}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, silent on the network, and able to start as root in a container."""
    return {
        **browser_type_launch_args,
        "executable_path": chromium(),
        "args": ["--no-sandbox", "--disable-quic", "--disable-background-networking"],
    }


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails with every rule that the page breaks, and where."""
    inspector = Axe()

    def inspect(page: Page) -> None:
        violations = inspector.run(page, options=AXE_OPTIONS).response["violations"]
        found = [
            f"{rule['id']} ({rule['impact']}): {rule['help']}\n"
            + "\n".join(f"    {node['html'][:200]}\n    {node['failureSummary']}" for node in rule["nodes"])
            for rule in violations
        ]
        assert not found, f"{page.url}\n" + "\n".join(found)

    return inspect


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., str]]:
    """`serve(app)` starts an application on a port of this machine, a free one unless named, and gives its address."""
    servers = []

    def start(app: Flask, port: int = 0) -> str:
        server = make_server("127.0.0.1", port, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.port}"

    yield start
    for server, thread in servers:
        with closing(server.socket):
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def style_app() -> Flask:
    return create_style_app()


@pytest.fixture(scope="module")
def style_url(serve: Callable[[Flask], str], style_app: Flask) -> str:
    """Address of the page that shows every macro."""
    return serve(style_app)
