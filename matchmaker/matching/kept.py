"""What an analyser takes seconds to make, kept in a folder until one of its sources changes: then it is made anew.

Dictionary tables are mapped into memory, so all processes share them. The folder may be deleted at any time.
"""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.text import lexicon
from matchmaker.text.lexicon import Lexicon
from matchmaker.text.wordtable import as_table

_ARRAYS = (
    "headwords-blob",
    "headwords-offsets",
    "phrases-blob",
    "phrases-offsets",
    "starts",
    "targets",
    "weights",
)
_TEXT = Path(lexicon.__file__).parent
_VOIKKO = tuple(Path(folder) for folder in ("/usr/lib/voikko", "/usr/share/voikko", "/etc/voikko"))


def dictionary(folder: Path, source: Path = lexicon.FOLDER) -> Lexicon | None:
    """`lexicon.read(source)`, from `folder` when it was kept there; None when no dictionary is installed."""
    if not lexicon.installed(source):
        return None
    files = [source / name for name in lexicon.FILES]
    key = _digest([_TEXT / "lexicon.py", _TEXT / "wordtable.py"], touched=files)
    kept = folder / f"dictionary-{key}"
    try:
        return _open(kept)
    except FileNotFoundError:
        pass
    except (OSError, EOFError, ValueError):  # damaged
        shutil.rmtree(kept, ignore_errors=True)
    made = lexicon.read(source)
    if made is not None:
        with contextlib.suppress(OSError):  # a folder that cannot be written to costs time only
            _save(made, kept)
    return made


class TermReader:
    """Reads the keys of thesaurus terms as `read(term, language)` does, but each only once: `save()` keeps what was read."""

    def __init__(self, folder: Path, key: str, read: Callable[[str, str], tuple[str, ...]]) -> None:
        self._read = read
        programs = [
            *_TEXT.glob("*.py"),
            *(Path(__file__).parent / name for name in ("engine.py", "reading.py")),
        ]
        lexicons = [path for place in _VOIKKO for path in place.rglob("*") if path.is_file()]
        self._path = folder / f"terms-{_digest(programs, touched=lexicons, extra=key)}.json"
        self._kept: dict[str, list[str]] = {}
        self._new = False
        with contextlib.suppress(OSError, ValueError):
            self._kept = json.loads(self._path.read_text(encoding="utf-8"))

    def __call__(self, text: str, language: str) -> tuple[str, ...]:
        name = f"{language} {text}"
        keys = self._kept.get(name)
        if keys is None:
            self._new = True
            keys = self._kept[name] = list(self._read(text, language))
        return tuple(keys)

    def save(self) -> None:
        if not self._new:
            return
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_suffix(f".{os.getpid()}")
            fresh.write_text(json.dumps(self._kept, ensure_ascii=False), encoding="utf-8")
            fresh.replace(self._path)
            _remove_others(self._path, "terms-*")


def _open(folder: Path) -> Lexicon:
    loaded = [
        np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False).view(np.ndarray)
        for name in _ARRAYS
    ]
    return Lexicon(as_table(loaded[0], loaded[1]), as_table(loaded[2], loaded[3]), *loaded[4:])


def _save(made: Lexicon, folder: Path) -> None:
    """Into a new folder that gets its name when it is complete; whoever comes second leaves it as it is."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".new-"))
    tables = (made.headwords.blob, made.headwords.offsets, made.phrases.blob, made.phrases.offsets)
    arrays: list[NDArray[Any]] = [*tables, made.starts, made.targets, made.weights]
    for name, array in zip(_ARRAYS, arrays, strict=True):
        np.save(fresh / f"{name}.npy", array)
    try:
        fresh.rename(folder)
    except OSError:
        shutil.rmtree(fresh)
    _remove_others(folder, "dictionary-*")


def _remove_others(path: Path, pattern: str) -> None:
    for other in path.parent.glob(pattern):
        if other.name != path.name:
            shutil.rmtree(other) if other.is_dir() else other.unlink(missing_ok=True)


def _digest(read: Iterable[Path], *, touched: Iterable[Path], extra: str = "") -> str:
    """A short name for these files: the first ones by content, the large ones by size and time of change."""
    digest = hashlib.blake2b(extra.encode(), digest_size=8)
    for path in sorted(read):
        digest.update(path.read_bytes())
    for path in sorted(touched):
        about = path.stat()
        digest.update(f"{path} {about.st_size} {about.st_mtime_ns}".encode())
    return digest.hexdigest()
