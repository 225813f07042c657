"""What an analyser takes seconds to make, kept in a folder until one of its sources changes: then it is made anew.

Arrays are mapped into memory, so all processes share them. The folder may be deleted at any time.
"""

import contextlib
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from matchmaker.text import lexicon, phrases
from matchmaker.text.lexicon import Lexicon
from matchmaker.text.phrases import Patterns, TermKeys
from matchmaker.text.thesaurus import Thesaurus
from matchmaker.text.wordtable import as_table

_DICTIONARY = (
    "headwords-blob",
    "headwords-offsets",
    "phrases-blob",
    "phrases-offsets",
    "starts",
    "targets",
    "weights",
)
_PATTERNS = tuple(field.name for field in fields(Patterns))
_TEXT = Path(lexicon.__file__).parent
_VOIKKO = tuple(Path(folder) for folder in ("/usr/lib/voikko", "/usr/share/voikko", "/etc/voikko"))

Kept = TypeVar("Kept")


def dictionary(folder: Path, source: Path = lexicon.FOLDER) -> Lexicon | None:
    """`lexicon.read(source)`, from `folder` when it was kept there; None when no dictionary is installed."""
    if not lexicon.installed(source):
        return None
    files = [source / name for name in lexicon.FILES]
    key = _digest([_TEXT / "lexicon.py", _TEXT / "wordtable.py"], touched=files)
    return _kept(
        folder / f"dictionary-{key}", _DICTIONARY, _lexicon, lambda: _read_dictionary(source), _lexicon_arrays
    )


def _read_dictionary(source: Path) -> Lexicon:
    made = lexicon.read(source)
    if made is None:
        raise FileNotFoundError(source)
    return made


def patterns(folder: Path, key: str, thesaurus: Thesaurus, term_keys: TermKeys) -> Patterns:
    """`phrases.patterns(thesaurus, term_keys)`, from `folder` when it was kept there; `key` names what reads the terms."""
    programs = [*_TEXT.glob("*.py"), *(Path(__file__).parent / name for name in ("engine.py", "reading.py"))]
    lexicons = [path for place in _VOIKKO for path in place.rglob("*") if path.is_file()]
    kept = folder / f"terms-{_digest(programs, touched=lexicons, extra=f'{key} {thesaurus.digest}')}"
    return _kept(kept, _PATTERNS, Patterns, lambda: phrases.patterns(thesaurus, term_keys), _pattern_arrays)


def _kept(
    folder: Path,
    names: Sequence[str],
    made_of: Callable[..., Kept],
    make: Callable[[], Kept],
    arrays: Callable[[Kept], Iterable[NDArray[Any]]],
) -> Kept:
    """What `make` returns; its arrays are saved in the folder the first time, and opened from there afterwards."""
    try:
        return made_of(*_open(folder, names))
    except FileNotFoundError:
        pass
    except (OSError, EOFError, ValueError):  # damaged
        shutil.rmtree(folder, ignore_errors=True)
    made = make()
    with contextlib.suppress(OSError):  # a folder that cannot be written to costs time only
        _save(dict(zip(names, arrays(made), strict=True)), folder)
    return made


def _lexicon(*arrays: NDArray[Any]) -> Lexicon:
    return Lexicon(as_table(arrays[0], arrays[1]), as_table(arrays[2], arrays[3]), *arrays[4:])


def _lexicon_arrays(made: Lexicon) -> Iterable[NDArray[Any]]:
    tables = (made.headwords.blob, made.headwords.offsets, made.phrases.blob, made.phrases.offsets)
    return (*tables, made.starts, made.targets, made.weights)


def _pattern_arrays(made: Patterns) -> Iterable[NDArray[Any]]:
    return (getattr(made, name) for name in _PATTERNS)


def _open(folder: Path, names: Iterable[str]) -> list[NDArray[Any]]:
    return [
        np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False).view(np.ndarray) for name in names
    ]


def _save(arrays: Mapping[str, NDArray[Any]], folder: Path) -> None:
    """Into a new folder that gets its name when it is complete; whoever comes second leaves it as it is."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".new-"))
    for name, array in arrays.items():
        np.save(fresh / f"{name}.npy", array)
    try:
        fresh.rename(folder)
    except OSError:
        shutil.rmtree(fresh)
    _remove_others(folder, folder.name.partition("-")[0] + "-*")


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
