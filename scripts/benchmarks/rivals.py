"""What the engine is compared with: plain TF-IDF over words, and BM25 over the engine's own features."""

from collections.abc import Iterable, Sequence
from typing import Any

import bm25s
import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from matchmaker.matching.documents import Document
from matchmaker.matching.engine import Analyser


def plain_text(document: Document) -> str:
    return "\n".join(passage.text for passage in document.passages)


def features(analyser: Analyser, document: Document) -> list[str]:
    """The engine's terms of a document, one for each time they stand in it."""
    return [occurrence.term for occurrence in analyser.occurrences(document)]


class PlainTfidf:
    """scikit-learn's TfidfVectorizer as it comes, cosine similarity over a dense result."""

    name = "plain TF-IDF"

    def __init__(self, offerings: Sequence[Document]) -> None:
        self._vectorizer = TfidfVectorizer()
        self._matrix = self._vectorizer.fit_transform(map(plain_text, offerings))

    def scores(self, need: Document) -> NDArray[Any]:
        return np.asarray(cosine_similarity(self._vectorizer.transform([plain_text(need)]), self._matrix)[0])


class SameFeaturesTfidf:
    """TfidfVectorizer over the engine's features: the same analysis, none of the weighting."""

    name = "TF-IDF, same features"

    def __init__(self, offerings: Iterable[list[str]]) -> None:
        self._vectorizer = TfidfVectorizer(analyzer=_as_they_are, sublinear_tf=True)
        self._matrix = self._vectorizer.fit_transform(offerings)

    def scores(self, need: list[str]) -> NDArray[Any]:
        return np.asarray(cosine_similarity(self._vectorizer.transform([need]), self._matrix)[0])


class Bm25:
    """bm25s over the engine's features."""

    name = "BM25, same features"

    def __init__(self, offerings: Sequence[list[str]]) -> None:
        self._model = bm25s.BM25()
        self._model.index(list(offerings), show_progress=False)
        self._known = self._model.vocab_dict

    def scores(self, need: list[str]) -> NDArray[Any]:
        known = [term for term in need if term in self._known]
        return (
            np.asarray(self._model.get_scores(known)) if known else np.zeros(self._model.scores["num_docs"])
        )


def _as_they_are(terms: list[str]) -> list[str]:
    return terms
