"""Which suite a test belongs to, by its folder, and what happens to browser tests where there is no browser."""

import os
import shutil
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
SUITES = {"contracts": "contract", "journeys": "journey", "scripts": "journey", "browser": "browser"}
LONGEST_FIRST = ("browser", "journey", "contract", "unit")


def suite_of(path: Path) -> str:
    """`unit`, `contract`, `journey` or `browser` for a file below tests/."""
    folder = path.relative_to(TESTS).parts[0] if path.is_relative_to(TESTS) else ""
    return SUITES.get(folder, "unit")


def chromium() -> str | None:
    """Path of the Chromium to test with: what CHROMIUM names, or Debian's, or Chrome. None without any."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else ["chromium", "google-chrome-stable", "google-chrome"]
    return next((path for path in map(shutil.which, candidates) if path), None)


def why_no_browser() -> str | None:
    """The reason for skipping browser tests. In CI a missing browser is no reason: there the tests shall fail."""
    if os.environ.get("NO_BROWSER"):
        return "left out by --no-browser"
    if chromium() is None and os.environ.get("CI") != "true":
        return "NO BROWSER: nothing was looked at in Chromium (apt-get install chromium)"
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    reason = why_no_browser()
    for item in items:
        suite = suite_of(item.path)
        item.add_marker(suite)
        if suite == "browser" and reason:
            item.add_marker(pytest.mark.skip(reason=reason))
    # Long files first, so that no process is alone with one at the end; stable, so the order by chance stays within each suite.
    items.sort(key=lambda item: LONGEST_FIRST.index(suite_of(item.path)))
