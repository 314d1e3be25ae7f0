"""The trained head: from a text and its embedding to a confidence for every topic."""

import json
from pathlib import Path
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits

from assistant.nlu.logistic_regression import Progress, fit_logistic_regression
from assistant.nlu.topic_score import TopicScore
from assistant.nlu.training_settings import TrainingSettings
from assistant.topics import OUT_OF_SCOPE

ARRAYS_FILE = "topic_model.npz"
WORDS_FILE = "topic_model.json"
# The n-grams are reduced for training only: the fit is ten times faster, and no worse.
NGRAM_DIMENSIONS = 256
NGRAM_SIZES = (2, 4)
RARE = 3


class TopicModel:
    """Multinomial logistic regression on [embedding | character n-gram TF-IDF].

    The confidence of a topic is its probability times the cosine to its nearest phrasing: a text
    that resembles nothing ever written for the topic gets a low one however sure the regression
    is. `out_of_scope` keeps its bare probability, since what it holds resembles nothing.
    """

    def __init__(
        self,
        topics: Sequence[str],
        arrays: Dict[str, np.ndarray],
        ngrams: Sequence[str],
    ) -> None:
        self._topics = list(topics)
        self._embedding_weights = arrays["embedding_weights"]
        # Half precision is for the file only: widening it at every message would cost more.
        # Transposed, the few n-grams of a message are whole rows.
        self._ngram_weights = np.ascontiguousarray(arrays["ngram_weights"].T, dtype=np.float32)
        self._intercept = arrays["intercept"]
        self._phrasing_vectors = arrays["phrasing_vectors"].astype(np.float32)
        self._phrasing_starts = arrays["phrasing_starts"]
        self._idf = arrays["idf"]
        self._ngrams = list(ngrams)
        self._vectorizer = _vectorizer(vocabulary={n: i for i, n in enumerate(self._ngrams)})
        self._vectorizer.idf_ = self._idf

    def score(self, text: str, embedding: np.ndarray, count: int) -> List[TopicScore]:
        """The `count` best topics, most probable first."""
        counts = self._vectorizer.transform([text])
        logits = (
            self._embedding_weights @ embedding
            + counts.data @ self._ngram_weights[counts.indices]
            + self._intercept
        )
        probability = np.exp(logits - logits.max())
        probability /= probability.sum()
        best = np.argsort(-probability)[:count]
        return [
            TopicScore(
                self._topics[index],
                float(probability[index]) * self._nearness(int(index), embedding),
            )
            for index in best
        ]

    def _nearness(self, index: int, embedding: np.ndarray) -> float:
        if self._topics[index] == OUT_OF_SCOPE:
            return 1.0
        start, end = self._phrasing_starts[index], self._phrasing_starts[index + 1]
        cosines = self._phrasing_vectors[start:end] @ embedding
        return float(np.clip(cosines.max(), 0.0, 1.0))

    def write(self, folder: Path) -> None:
        """Persist as arrays and JSON, never as pickled code."""
        np.savez(
            folder / ARRAYS_FILE,
            embedding_weights=self._embedding_weights,
            ngram_weights=self._ngram_weights.T.astype(np.float16),
            intercept=self._intercept,
            phrasing_vectors=self._phrasing_vectors.astype(np.float16),
            phrasing_starts=self._phrasing_starts,
            idf=self._idf,
        )
        words = {"topics": self._topics, "ngrams": self._ngrams}
        (folder / WORDS_FILE).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "TopicModel":
        """Read what `write` wrote."""
        words = json.loads((folder / WORDS_FILE).read_text(encoding="utf-8"))
        with np.load(folder / ARRAYS_FILE, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        return cls(words["topics"], arrays, words["ngrams"])


def train_topic_model(
    texts: Sequence[str],
    topics: Sequence[str],
    embeddings: np.ndarray,
    settings: TrainingSettings,
    on_progress: Optional[Progress] = None,
) -> TopicModel:
    """Fit on phrasings; `embeddings` has shape (phrasings, 768). Needs two topics or more."""
    # One thread: a second one gains little, takes a core from the visitors, and rounds otherwise,
    # so that the same data would not always make the same model.
    with threadpool_limits(1):
        return _train(texts, topics, embeddings, settings, on_progress)


def _train(
    texts: Sequence[str],
    topics: Sequence[str],
    embeddings: np.ndarray,
    settings: TrainingSettings,
    on_progress: Optional[Progress],
) -> TopicModel:
    vectorizer, reduction, reduced = fit_ngrams(texts)
    classes, labels = np.unique(topics, return_inverse=True)
    weights, intercept = fit_logistic_regression(
        np.hstack([embeddings, settings.ngram_weight * reduced]).astype(np.float32),
        labels,
        len(classes),
        settings.inverse_regularisation,
        settings.iterations,
        on_progress,
    )
    width = embeddings.shape[1]
    # The reduction is linear, so it folds into the weights and costs nothing when serving.
    ngram_weights = settings.ngram_weight * weights[:, width:] @ reduction.components_
    names = [str(topic) for topic in classes]
    if OUT_OF_SCOPE in names:
        intercept[names.index(OUT_OF_SCOPE)] += settings.scope_bias
    members = [np.flatnonzero(labels == index) for index in range(len(names))]
    arrays = {
        "embedding_weights": weights[:, :width].astype(np.float32),
        "ngram_weights": ngram_weights.astype(np.float16),
        "intercept": intercept.astype(np.float32),
        "phrasing_vectors": np.vstack([embeddings[rows] for rows in members]).astype(np.float16),
        "phrasing_starts": np.cumsum([0, *(len(rows) for rows in members)]),
        "idf": vectorizer.idf_.astype(np.float32),
    }
    ngrams = [str(ngram) for ngram in vectorizer.get_feature_names_out()]
    return TopicModel(names, arrays, ngrams)


def fit_ngrams(texts: Sequence[str]) -> Tuple[TfidfVectorizer, TruncatedSVD, np.ndarray]:
    """What counts a text's character n-grams, what reduces the counts, and theirs, reduced."""
    vectorizer = _vectorizer(vocabulary=None)
    counts = vectorizer.fit_transform(texts)
    dimensions = min(NGRAM_DIMENSIONS, counts.shape[1] - 1, len(texts) - 1)
    reduction = TruncatedSVD(dimensions, n_iter=3, random_state=0)
    return vectorizer, reduction, reduction.fit_transform(counts)


def _vectorizer(vocabulary: Optional[Dict[str, int]]) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=NGRAM_SIZES,
        min_df=1 if vocabulary else RARE,
        sublinear_tf=True,
        dtype=np.float32,
        vocabulary=vocabulary,
    )
