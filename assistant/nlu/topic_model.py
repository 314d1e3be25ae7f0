"""The trained head: from a text and its embedding to a confidence for every topic."""

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Optional, Sequence

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from assistant.nlu.topic_prediction import TopicScore
from assistant.topics import OUT_OF_SCOPE

ARRAYS_FILE = "topic_model.npz"
WORDS_FILE = "topic_model.json"
# The n-grams are reduced for training only: the fit is ten times faster, and no worse.
NGRAM_DIMENSIONS = 256
NGRAM_SIZES = (2, 4)
RARE = 3


@dataclass(frozen=True)
class TrainingSettings:
    """`inverse_regularisation` is scikit-learn's C; `ngram_weight` scales n-grams to embeddings."""

    inverse_regularisation: float
    ngram_weight: float
    iterations: int
    # Added to the logit of out_of_scope, which has several times the phrasings of any topic.
    scope_bias: float


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
    texts: Sequence[str], topics: Sequence[str], embeddings: np.ndarray, settings: TrainingSettings
) -> TopicModel:
    """Fit on phrasings; `embeddings` has shape (phrasings, 768). Needs two topics or more."""
    vectorizer = _vectorizer(vocabulary=None)
    counts = vectorizer.fit_transform(texts)
    dimensions = min(NGRAM_DIMENSIONS, counts.shape[1] - 1, len(texts) - 1)
    reduction = TruncatedSVD(dimensions, n_iter=3, random_state=0)
    reduced = reduction.fit_transform(counts)
    features = np.hstack([embeddings, settings.ngram_weight * reduced]).astype(np.float32)
    regression = LogisticRegression(
        C=settings.inverse_regularisation,
        max_iter=settings.iterations,
        tol=1e-3,
        multi_class="multinomial",
    )
    with warnings.catch_warnings():
        # The iterations are limited on purpose: more of them cost time and gain nothing.
        warnings.simplefilter("ignore", ConvergenceWarning)
        regression.fit(features, topics)
    width = embeddings.shape[1]
    # The reduction is linear, so it folds into the weights and costs nothing when serving.
    ngram_weights = settings.ngram_weight * regression.coef_[:, width:] @ reduction.components_
    classes = [str(topic) for topic in regression.classes_]
    labels = np.asarray(topics)
    # With two classes scikit-learn keeps one row of weights: the second class's.
    weights, intercept = regression.coef_[:, :width], regression.intercept_
    if len(classes) == 2:
        weights, ngram_weights = (
            np.vstack([-weights, weights]),
            np.vstack([-ngram_weights, ngram_weights]),
        )
        intercept = np.concatenate([-intercept, intercept])
    if OUT_OF_SCOPE in classes:
        intercept[classes.index(OUT_OF_SCOPE)] += settings.scope_bias
    members = [np.flatnonzero(labels == topic) for topic in classes]
    arrays = {
        "embedding_weights": weights.astype(np.float32),
        "ngram_weights": ngram_weights.astype(np.float16),
        "intercept": intercept.astype(np.float32),
        "phrasing_vectors": np.vstack([embeddings[rows] for rows in members]).astype(np.float16),
        "phrasing_starts": np.cumsum([0, *(len(rows) for rows in members)]),
        "idf": vectorizer.idf_.astype(np.float32),
    }
    ngrams = [str(ngram) for ngram in vectorizer.get_feature_names_out()]
    return TopicModel(classes, arrays, ngrams)


def _vectorizer(vocabulary: Optional[Dict[str, int]]) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=NGRAM_SIZES,
        min_df=1 if vocabulary else RARE,
        sublinear_tf=True,
        dtype=np.float32,
        vocabulary=vocabulary,
    )
