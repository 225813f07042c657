"""The catalogue's index: built from documents, saved as plain arrays, opened memory-mapped.

Rows are offerings in the order of their ids. Columns are terms in byte order, so each channel is one stretch of
columns; the concept channel has a column for every concept of the thesaurus. `axes` has a row for each column of that
channel and `points` one for each offering: their places among the topics.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching import expansion, topics, vectors
from matchmaker.matching.documents import Document
from matchmaker.matching.engine import Analyser
from matchmaker.matching.sparse import Floats, Ints, Rows, from_csr
from matchmaker.matching.tallies import Tallied, tallies
from matchmaker.matching.touched import touched_rows
from matchmaker.matching.weights import DEFAULT, Channel, Prefix, Weights
from matchmaker.text.terms import fingerprint
from matchmaker.text.wordtable import WordTable, as_table

STORED = (Channel.CONCEPT, Channel.WORD)
"""Channels with columns of their own, in column order; `letter` reads those of `word`, `topic` those of `concept`."""

_COMMON, _WHOLE_BYTES = 0.25, 1 << 23
"""Share of the offerings from which a column counts as common; memory for such columns, in bytes for each index."""


class StaleIndex(Exception):
    """The saved index was made by another analyser or another version of the model; build it again."""


@dataclass(frozen=True, slots=True)
class Arrays:
    """Everything that is saved: see `save` for the files. `tallies` are the documents' raw term amounts, kept for re-use."""

    hashes: NDArray[np.uint64]
    columns: Ints
    rarity: Floats
    tallies: Rows
    weighted: Rows
    postings: Rows
    letters: Rows
    axes: Floats
    points: Floats


@dataclass(frozen=True, slots=True)
class Index:
    """`version` names the content: the same offerings and analyser give the same version. `text` is how much text it has."""

    version: str
    ids: tuple[str, ...]
    versions: tuple[str, ...]
    vocabulary: WordTable
    arrays: Arrays
    analyser: Analyser
    text: float
    weights: Weights = DEFAULT
    neighbours: dict[str, tuple[tuple[int, float], ...]] = field(
        default_factory=dict, repr=False, compare=False
    )
    made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.ids)

    def offerings_times(self, columns: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
        """For each offering the sum of its weights in these columns, each times its value.

        A column that many offerings have is added as a whole row, which takes a fifth of the time of its single entries.
        """
        postings = self.arrays.postings
        common = postings.starts[columns + 1] - postings.starts[columns] > len(self) * _COMMON
        summed = postings.weighted_sum(columns[~common], values[~common])
        for column, value in zip(columns[common].tolist(), values[common].tolist(), strict=True):
            summed += self._whole(column) * np.float32(value)
        return summed

    def _whole(self, column: int) -> Floats:
        """A column with its zeros; as many as fit into `_WHOLE_BYTES` are kept."""
        kept: dict[int, Floats] = self.made.setdefault("whole", {})
        if column in kept:
            return kept[column]
        rows, weights = self.arrays.postings.row(column)
        whole = np.zeros(len(self), dtype=np.float32)
        whole[rows] = weights
        if (len(kept) + 1) * whole.nbytes <= _WHOLE_BYTES:
            kept[column] = whole
        return whole

    def block(self, prefix: Prefix) -> tuple[int, int]:
        """First and one past the last column of the terms of one prefix."""
        return _block(self.vocabulary, prefix)

    def find(self, terms: Sequence[str]) -> NDArray[np.int64]:
        """The column of each term, or -1."""
        hashes = np.fromiter((fingerprint(term) for term in terms), dtype=np.uint64, count=len(terms))
        known = self.arrays.hashes
        if len(known) == 0:
            return np.full(len(terms), -1, dtype=np.int64)
        places = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
        return np.where(known[places] == hashes, self.arrays.columns[places], -1).astype(np.int64)


def build(
    documents: Sequence[Document],
    analyser: Analyser,
    *,
    previous: Index | None = None,
    weights: Weights = DEFAULT,
) -> Index:
    """Index the documents; analyses of documents whose id and version `previous` has are taken from it."""
    ordered = sorted(documents, key=lambda document: document.id)
    kept = _reusable(previous, analyser)
    raw, vocabulary = tallies(ordered, analyser, kept, weights)
    text = _text(raw, vocabulary)
    rarity = _rarity(raw, vocabulary, weights, text)
    weighted = _weighted(raw, rarity, vocabulary, analyser, weights)
    hashes = np.fromiter((fingerprint(term) for term in vocabulary), dtype=np.uint64, count=len(vocabulary))
    order = np.argsort(hashes)
    letters = _letters(vocabulary, kept)
    common = weighted[:, : _block(vocabulary, Prefix.CONCEPT)[1]]
    axes = topics.axes(common)
    arrays = Arrays(
        hashes[order],
        order.astype(np.int32),
        rarity,
        raw,
        from_csr(weighted),
        from_csr(weighted.T),
        letters,
        axes,
        topics.points(common, axes),
    )
    ids = tuple(document.id for document in ordered)
    versions = tuple(document.version for document in ordered)
    return Index(
        _version(ids, versions, analyser), ids, versions, vocabulary, arrays, analyser, text, weights
    )


def save(index: Index, folder: Path) -> None:
    """Write the index into a new folder; it is complete when this returns."""
    folder.mkdir(parents=True, exist_ok=False)
    np.save(folder / "vocabulary.npy", index.vocabulary.blob)
    np.save(folder / "offsets.npy", index.vocabulary.offsets)
    for part in fields(Arrays):
        value = getattr(index.arrays, part.name)
        if isinstance(value, Rows):
            for name in ("starts", "indices", "values"):
                np.save(folder / f"{part.name}-{name}.npy", getattr(value, name))
        else:
            np.save(folder / f"{part.name}.npy", value)
    rows = {part.name: getattr(index.arrays, part.name) for part in fields(Arrays)}
    about = {
        "version": index.version,
        "signature": index.analyser.signature,
        "text": index.text,
        "widths": {name: value.width for name, value in rows.items() if isinstance(value, Rows)},
    }
    (folder / "ids.json").write_text(json.dumps([index.ids, index.versions]), encoding="utf-8")
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")


def open_index(folder: Path, analyser: Analyser, *, weights: Weights = DEFAULT) -> Index:
    """Open a saved index, its arrays memory-mapped. Raises StaleIndex, or OSError when there is none."""
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    if about["signature"] != analyser.signature:
        raise StaleIndex(about["signature"])
    ids, versions = json.loads((folder / "ids.json").read_text(encoding="utf-8"))

    def load(name: str) -> Any:
        # A plain view: numpy's memmap class costs more per slice than the slice itself.
        return np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False).view(np.ndarray)

    def load_rows(name: str) -> Rows:
        return Rows(
            load(f"{name}-starts"), load(f"{name}-indices"), load(f"{name}-values"), about["widths"][name]
        )

    arrays = Arrays(
        load("hashes"),
        load("columns"),
        load("rarity"),
        load_rows("tallies"),
        load_rows("weighted"),
        load_rows("postings"),
        load_rows("letters"),
        load("axes"),
        load("points"),
    )
    vocabulary = as_table(load("vocabulary"), load("offsets"))
    return Index(
        about["version"],
        tuple(ids),
        tuple(versions),
        vocabulary,
        arrays,
        analyser,
        float(about["text"]),
        weights,
    )


def _reusable(previous: Index | None, analyser: Analyser) -> Tallied | None:
    """What another index already knows: of the same analyser, or of one that differs in the installation's concepts."""
    if previous is None or len(previous) == 0 or not _read_words_alike(previous.analyser, analyser):
        return None
    known, vocabulary = previous.arrays.tallies, previous.vocabulary
    touched = set(touched_rows(known, vocabulary, previous.analyser, analyser).tolist())
    pairs = enumerate(zip(previous.ids, previous.versions, strict=True))
    rows = {pair: row for row, pair in pairs if row not in touched}
    return Tallied(rows, known, vocabulary, previous.arrays.letters)


def _read_words_alike(one: Analyser, other: Analyser) -> bool:
    return one.words_of is other.words_of or one.signature == other.signature


def _letters(vocabulary: WordTable, kept: Tallied | None) -> Rows:
    """The word channel's words by their n-grams; words of the previous index are taken over."""
    words = _words(vocabulary)
    if kept is None:
        return expansion.letter_index(words)
    return expansion.extended(words, _words(kept.vocabulary), kept.letters)


def _words(vocabulary: WordTable) -> list[str]:
    start, end = _block(vocabulary, Prefix.WORD)
    return [vocabulary[column].partition(":")[2] for column in range(start, end)]


def _text(raw: Rows, vocabulary: WordTable) -> float:
    """How much text the catalogue has: the summed amounts of its word channel."""
    start, end = _block(vocabulary, Prefix.WORD)
    mine = (raw.indices >= start) & (raw.indices < end)
    return float(raw.values[mine].sum(dtype=np.float64))


def _rarity(raw: Rows, vocabulary: WordTable, weights: Weights, text: float) -> Floats:
    """Smooth idf in the catalogue, damped by how common the word is in the language."""
    from sklearn.feature_extraction.text import TfidfTransformer

    if len(raw) == 0:
        return np.ones(len(vocabulary), dtype=np.float32)
    idf = TfidfTransformer(norm=None, smooth_idf=True).fit(raw.csr()).idf_
    damp = (vectors.damping(term, weights, text=text) for term in vocabulary)
    return np.asarray(idf * np.fromiter(damp, dtype=np.float32, count=len(vocabulary)), dtype=np.float32)


def _weighted(raw: Rows, rarity: Floats, vocabulary: WordTable, analyser: Analyser, weights: Weights) -> Any:
    """Saturated, weighted by rarity, concepts passed on, each channel of each row at length 1."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.preprocessing import normalize

    if len(raw) == 0:
        return csr_matrix((0, len(vocabulary)), dtype=np.float32)
    matrix = raw.csr().copy()
    matrix.data = (
        vectors.saturated(matrix.data, weights.offering_saturation) * rarity[matrix.indices]
    ).astype(np.float32)
    stems, concepts, words = (matrix[:, slice(*_block(vocabulary, prefix))] for prefix in Prefix)
    passed_on = vectors.relations(analyser.thesaurus, weights.offering_broader, weights.offering_related)
    common = hstack([stems * weights.stems, concepts @ passed_on.csr()], format="csr")
    return hstack([normalize(common), normalize(words)], format="csr")


def _block(vocabulary: WordTable, prefix: Prefix) -> tuple[int, int]:
    return vocabulary.place(f"{prefix} "), vocabulary.place(f"{prefix}!")


def _version(ids: Sequence[str], versions: Sequence[str], analyser: Analyser) -> str:
    content = json.dumps([list(ids), list(versions), analyser.signature])
    return hashlib.blake2b(content.encode("utf-8"), digest_size=8).hexdigest()
