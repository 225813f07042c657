"""What takes seconds to derive from the dictionary and the thesaurus, kept in a folder and memory-mapped from there.

A file is written under another name and renamed, so that processes that start together never read half of one. Losing the
folder loses nothing: everything in it is derived again.
"""

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np

from matchmaker.text import lexicon
from matchmaker.text.lexicon import Lexicon
from matchmaker.text.phrases import Patterns
from matchmaker.text.wordtable import WordTable

_FORMAT = "1"
_ARRAYS = ("heads", "heads_at", "phrases", "phrases_at", "starts", "targets", "weights")


def dictionary(folder: Path, cache: Path | None) -> Lexicon | None:
    """The FreeDict dictionary, from the cache when the installed files are still those it was made of."""
    if cache is None or not lexicon.installed(folder):
        return lexicon.read(folder)
    stamps = [(folder / name).stat() for name in lexicon.FILES]
    stamp = "-".join([_FORMAT, *(f"{part.st_size}-{int(part.st_mtime)}" for part in stamps)])
    names = [cache / f"dictionary-{stamp}-{array}.npy" for array in _ARRAYS]
    if not all(name.exists() for name in names):
        made = lexicon.read(folder)
        if made is None or not _save_arrays(names, _unpacked(made)):
            return made
    arrays = [np.load(name, mmap_mode="r", allow_pickle=False) for name in names]
    return Lexicon(WordTable(arrays[0], arrays[1]), WordTable(arrays[2], arrays[3]), *arrays[4:])


def patterns(signature: str, derive: Callable[[], Patterns], cache: Path | None) -> Patterns:
    """The thesaurus' patterns of one analyser, from the cache when it has them."""
    if cache is None:
        return derive()
    path = cache / f"patterns-{_FORMAT}-{signature}.json"
    if path.exists():
        rows = json.loads(path.read_text(encoding="utf-8"))
        return tuple(
            (tuple(keys), tuple((int(number), float(share)) for number, share in found))
            for keys, found in rows
        )
    made = derive()
    _write(path, lambda file: file.write(json.dumps(made, ensure_ascii=False).encode("utf-8")))
    return made


def _unpacked(made: Lexicon) -> list[Any]:
    words, phrases = made.headwords, made.phrases
    return [words.blob, words.offsets, phrases.blob, phrases.offsets, made.starts, made.targets, made.weights]


def _save_arrays(names: list[Path], arrays: list[Any]) -> bool:
    def save(array: Any) -> Callable[[Any], object]:
        return lambda file: np.save(file, array, allow_pickle=False)

    return all(_write(name, save(array)) for name, array in zip(names, arrays, strict=True))


def _write(path: Path, fill: Callable[[Any], object]) -> bool:
    """Whether the file could be written; a folder that may not be written to only costs time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as file:
            fill(file)
        Path(file.name).replace(path)
    except OSError:
        return False
    return True
