"""The topic head of what is taught now, kept warm: it foresees a few phrasings more in a moment.

It minimises what the training of a model minimises (assistant.nlu.topic_model), on from where it
stands, in a few steps and over the phrasings that the new ones can move at all.
"""

from typing import List, Sequence, Tuple

import numpy as np
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

from assistant.nlu.logistic_regression import (
    EARLY_CURVATURE,
    TOLERANCE,
    measure_loss,
    precondition,
)
from assistant.nlu.topic_model import fit_ngrams
from assistant.nlu.topic_score import CANDIDATES, TopicScore
from assistant.nlu.training_settings import TrainingSettings
from assistant.topics import OUT_OF_SCOPE

# Steps from what is taught now to what would be taught. Tried on the evaluation messages: with 25
# no more of what a training changes was foreseen.
STEPS = 10
# A phrasing that the head is surer of than this, and that no new one is near, stays where it is.
SETTLED = 0.97
NEAR = 0.5
_TEXTS_AT_ONCE = 256


class WarmHead:
    """Phrasings in the coordinates that the head is fitted in, and where the fit has come to.

    Nothing in it is changed but by `grow`. Points are float32, shape (texts, width), weights
    float64, shape (topics, width).
    """

    def __init__(
        self,
        texts: Sequence[str],
        topics: Sequence[str],
        embeddings: np.ndarray,
        settings: TrainingSettings,
    ) -> None:
        """Fit on phrasings of two topics or more, of shape (texts, 768): takes some seconds."""
        order = sorted(range(len(texts)), key=lambda index: topics[index])
        self._settings = settings
        self._penalty = 1.0 / settings.inverse_regularisation
        with threadpool_limits(1):
            names, labels = np.unique([topics[index] for index in order], return_inverse=True)
            self.topics: List[str] = [str(name) for name in names]
            self._vectorizer, reduction, reduced = fit_ngrams([texts[index] for index in order])
            self._components = reduction.components_.astype(np.float32)
            extended = self._extend(embeddings[order], reduced)
            back = precondition(extended, EARLY_CURVATURE / len(names), self._penalty)
            self._back = back.astype(np.float32)
            self._squares = back[:-1].T @ back[:-1]
            # From a point back to its embedding, so that the embeddings need not be kept as well.
            self._embedding_of = np.linalg.inv(back)[:, : embeddings.shape[1]].astype(np.float32)
            points = extended @ self._back
            start = np.zeros((len(names), extended.shape[1]))
            weights = self._fit(points, labels, start, settings.iterations, start)
            self._settle(points, labels, weights)

    def place(self, texts: Sequence[str], embeddings: np.ndarray) -> np.ndarray:
        """The points of any texts."""
        with threadpool_limits(1):
            reduced = self._vectorizer.transform(texts) @ self._components.T
            return np.asarray(self._extend(embeddings, reduced) @ self._back)

    def measure_nearness(self, points: np.ndarray) -> np.ndarray:
        """The cosine of each point to the nearest phrasing of each topic."""
        found = np.zeros((len(points), len(self.topics)), dtype=np.float32)
        with threadpool_limits(1):
            for start in range(0, len(points), _TEXTS_AT_ONCE):
                part = slice(start, start + _TEXTS_AT_ONCE)
                cosines = self._compare(self._points, points[part])
                found[part] = np.maximum.reduceat(cosines, self._starts, axis=0).T
        return found

    def foresee(self, points: np.ndarray, topics: Sequence[str]) -> np.ndarray:
        """The weights if these points were taught as well; all topics are among `topics`."""
        labels = np.array([self.topics.index(topic) for topic in topics])
        with threadpool_limits(1):
            is_near = self._compare(self._points, points).max(axis=1) > NEAR
            moved = np.flatnonzero(is_near | ~self._is_settled)
            mine, mine_labels = self._points[moved], self._labels[moved]
            _, slopes = self._measure(mine, mine_labels, self.weights)
            # What the others pull is taken for constant.
            pull = self._slope - slopes @ mine
            together = np.concatenate([mine, points])
            return self._fit(
                together, np.concatenate([mine_labels, labels]), self.weights, STEPS, pull
            )

    def grow(self, points: np.ndarray, topics: Sequence[str], weights: np.ndarray) -> None:
        """Take up phrasings that are taught from now on; `weights` are what `foresee` gave."""
        new = np.array([self.topics.index(topic) for topic in topics])
        places = np.searchsorted(self._labels, new, side="right")
        with threadpool_limits(1):
            self._settle(
                np.insert(self._points, places, points, axis=0),
                np.insert(self._labels, places, new),
                weights,
            )

    def rank(
        self, weights: np.ndarray, points: np.ndarray, nearness: np.ndarray
    ) -> List[List[TopicScore]]:
        """The best topics of each point, as a trained model scores them."""
        logits: np.ndarray = points @ weights.T.astype(np.float32)
        bare = np.zeros_like(nearness)
        if OUT_OF_SCOPE in self.topics:
            column = self.topics.index(OUT_OF_SCOPE)
            logits[:, column] = logits[:, column] + self._settings.scope_bias
            # What is out of scope resembles nothing that was ever written for it.
            bare[:, column] = 1.0
        probability = np.exp(logits - logits.max(axis=1, keepdims=True))
        probability = probability / probability.sum(axis=1, keepdims=True)
        confidence = probability * np.maximum(np.clip(nearness, 0.0, 1.0), bare)
        best = np.argsort(-probability, axis=1)[:, :CANDIDATES]
        return [
            [TopicScore(self.topics[index], float(row[index])) for index in first]
            for row, first in zip(confidence, best, strict=True)
        ]

    def compare(self, points: np.ndarray, others: np.ndarray) -> np.ndarray:
        """The cosines of the texts at `points` and at `others`."""
        return self._compare(points, others)

    def _extend(self, embeddings: np.ndarray, reduced: np.ndarray) -> np.ndarray:
        ngrams = (self._settings.ngram_weight * reduced).astype(np.float32)
        ones = np.ones((len(embeddings), 1), dtype=np.float32)
        return np.hstack([embeddings, ngrams, ones])

    def _settle(self, points: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> None:
        self._points, self._labels, self.weights = points, labels, weights
        # The phrasings of a topic stand together.
        self._starts = np.searchsorted(labels, np.arange(len(self.topics)))
        _, slopes = self._measure(points, labels, weights)
        self._slope = slopes @ points
        # The slope of a right topic is its probability less 1.
        self._is_settled = slopes[labels, np.arange(len(labels))] + 1.0 > SETTLED

    def _compare(self, points: np.ndarray, others: np.ndarray) -> np.ndarray:
        return np.asarray(points @ (self._embedding_of @ (others @ self._embedding_of).T))

    def _measure(
        self, points: np.ndarray, labels: np.ndarray, weights: np.ndarray
    ) -> Tuple[float, np.ndarray]:
        return measure_loss(weights.astype(np.float32) @ points.T, labels)

    def _fit(
        self,
        points: np.ndarray,
        labels: np.ndarray,
        start: np.ndarray,
        steps: int,
        pull: np.ndarray,
    ) -> np.ndarray:
        """The weights after so many steps; `pull` is a slope that is the same everywhere."""

        def lose(flat: np.ndarray) -> Tuple[float, np.ndarray]:
            weights = flat.reshape(start.shape)
            loss, slopes = self._measure(points, labels, weights)
            penalty = self._penalty * (weights @ self._squares)
            loss += 0.5 * float((penalty * weights).sum()) + float((pull * weights).sum())
            return loss, ((slopes @ points).astype(np.float64) + penalty + pull).ravel()

        found = minimize(
            lose,
            start.ravel(),
            method="L-BFGS-B",
            jac=True,
            options={"gtol": TOLERANCE, "maxiter": steps},
        )
        return np.asarray(found.x).reshape(start.shape)
