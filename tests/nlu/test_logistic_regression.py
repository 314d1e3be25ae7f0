"""The solver of the head beside scikit-learn's, on features as lopsided as those of sentences."""

from typing import List, Tuple

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from assistant.nlu.logistic_regression import fit_logistic_regression

PENALTY = 30.0


def make_rows(classes: int, width: int = 24) -> Tuple[np.ndarray, np.ndarray]:
    """Rows that overlap, and that vary far more in some directions than in others."""
    random = np.random.default_rng(classes)
    labels = np.tile(np.arange(classes), 40)
    middles = random.normal(0, 1, (classes, width))
    rows = middles[labels] + random.normal(0, 1.5, (len(labels), width))
    rows *= np.geomspace(1, 0.02, width)
    return rows.astype(np.float32), labels


def lose(features: np.ndarray, labels: np.ndarray, found: Tuple[np.ndarray, np.ndarray]) -> float:
    """What is to be minimised, worked out in the plain way."""
    weights, intercept = found
    logits = features.astype(np.float64) @ weights.T + intercept
    total = np.logaddexp.reduce(logits, axis=1) - logits[np.arange(len(labels)), labels]
    return float(total.sum() + (weights**2).sum() / (2 * PENALTY))


@pytest.mark.parametrize("classes", [2, 7])
def test_minimum_is_that_of_scikit_learn(classes: int) -> None:
    """Forty iterations lose no more than scikit-learn's solver after thousands."""
    features, labels = make_rows(classes)
    found = fit_logistic_regression(features, labels, classes, PENALTY, iterations=40)
    assert (found[0].shape, found[1].shape) == ((classes, features.shape[1]), (classes,))
    peer = LogisticRegression(C=PENALTY, max_iter=10_000, tol=1e-8, multi_class="multinomial").fit(
        features.astype(np.float64), labels
    )
    coefficients, intercept = peer.coef_, peer.intercept_
    if classes == 2:
        # One row of it stands for two.
        coefficients = np.vstack([-coefficients, coefficients])
        intercept = np.concatenate([-intercept, intercept])
    wanted = lose(features, labels, (coefficients, intercept))
    assert lose(features, labels, found) == pytest.approx(wanted, rel=1e-4)
    logits = features @ found[0].T + found[1]
    assert (logits.argmax(axis=1) == peer.predict(features)).all()


def test_every_iteration_is_told() -> None:
    """Progress counts up to the end; fewer iterations than allowed are an end as well."""
    features, labels = make_rows(3)
    told: List[Tuple[int, int]] = []
    fit_logistic_regression(
        features, labels, 3, PENALTY, 5, lambda done, most: told.append((done, most))
    )
    assert told == [(number, 5) for number in range(1, 6)]


def test_same_rows_give_the_same_weights() -> None:
    """Nothing is left to chance."""
    first, second = (fit_logistic_regression(*make_rows(4), 4, PENALTY, 20) for _ in range(2))
    assert (first[0] == second[0]).all()
    assert (first[1] == second[1]).all()
