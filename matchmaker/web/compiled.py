"""Page templates as they were compiled at an earlier start: compiling all of them takes more than a second."""

import contextlib
import hashlib
import shutil
from pathlib import Path

import jinja2
from flask import Flask
from jinja2 import FileSystemBytecodeCache

_SET_UP = ("app.py", "locale.py")
"""Where the options of the template engine are set."""


def init_app(app: Flask, folder: Path) -> None:
    """Keep compiled templates below a folder; where it cannot be written to, every start compiles them again."""
    kept = folder / _digest()
    with contextlib.suppress(OSError):
        kept.mkdir(parents=True, exist_ok=True)
        for other in folder.iterdir():
            if other != kept:
                shutil.rmtree(other, ignore_errors=True)
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(kept))


def _digest() -> str:
    """A name for everything but the template's own text that decides what it is compiled to; jinja2 compares that."""
    digest = hashlib.blake2b(jinja2.__version__.encode(), digest_size=8)
    for name in _SET_UP:
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()
