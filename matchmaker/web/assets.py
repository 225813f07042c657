"""Addresses of static files: each carries a mark of the file's content, so browsers may keep it and still see a new one."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask

MARK_LENGTH = 10


@cache
def _mark(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:MARK_LENGTH]


def init_app(app: Flask) -> None:
    """`url_for("static", filename=...)` gains `?v=` and the mark; an address of a missing file stays as it is."""
    folder = Path(str(app.static_folder))

    @app.url_defaults
    def add_mark(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values:
            path = folder / values["filename"]
            if path.is_file():
                values["v"] = _mark(path, path.stat().st_mtime_ns)
