"""Multinomial logistic regression on dense features: scikit-learn's objective, solved sooner."""

from typing import Callable, Optional, Tuple

import numpy as np
from scipy.linalg import solve_triangular
from scipy.optimize import minimize

TOLERANCE = 1e-3
# Where to take the curvature for the preconditioner: a phrasing's probability of a topic is about
# 1 / topics at the start, and most of them are settled soon after. Chosen by trying.
EARLY_CURVATURE = 0.1

# Called with how many iterations are done and how many there are at most.
Progress = Callable[[int, int], None]


def fit_logistic_regression(
    features: np.ndarray,
    labels: np.ndarray,
    classes: int,
    inverse_regularisation: float,
    iterations: int,
    on_progress: Optional[Progress] = None,
) -> Tuple[np.ndarray, np.ndarray]:
    """The weights, shape (classes, width), and intercepts that lose least, both float64.

    `features` has shape (rows, width); `labels` holds a number from 0 to classes - 1 for each row.
    What is minimised is the log loss summed over the rows plus the squared weights divided by
    2 * inverse_regularisation: the intercepts are not regularised.

    The features of sentences point in few directions, which makes the plain problem so lopsided
    that L-BFGS is far from done after a hundred steps. It is solved in coordinates in which the
    loss is about as steep in all directions, which leaves the minimum where it is; and the two
    large products of each step are done in single precision.
    """
    rows, width = features.shape
    penalty = 1.0 / inverse_regularisation
    extended = np.hstack([features, np.ones((rows, 1))]).astype(np.float32)
    back = precondition(extended, EARLY_CURVATURE / classes, penalty)
    across = np.ascontiguousarray((extended @ back.astype(np.float32)).T)
    along = np.ascontiguousarray(across.T)
    # The squared weights in the new coordinates; the last row of `back` is the intercept's.
    squares = back[:width].T @ back[:width]

    def lose(point: np.ndarray) -> Tuple[float, np.ndarray]:
        coordinates = point.reshape(classes, width + 1)
        loss, slopes = measure_loss(coordinates.astype(np.float32) @ across, labels)
        pull = coordinates @ squares
        loss += 0.5 * penalty * float((pull * coordinates).sum())
        slope = (slopes @ along).astype(np.float64) + penalty * pull
        return loss, slope.ravel()

    done = 0

    def count(_point: np.ndarray) -> None:
        nonlocal done
        done += 1
        if on_progress is not None:
            on_progress(done, iterations)

    found = minimize(
        lose,
        np.zeros(classes * (width + 1)),
        method="L-BFGS-B",
        jac=True,
        callback=count,
        options={"gtol": TOLERANCE, "maxiter": iterations},
    )
    solution = found.x.reshape(classes, width + 1) @ back.T
    return solution[:, :width], solution[:, width]


def measure_loss(logits: np.ndarray, labels: np.ndarray) -> Tuple[float, np.ndarray]:
    """The log loss summed over the rows, and its slopes; they are written over the logits.

    `logits` has shape (classes, rows).
    """
    every = np.arange(logits.shape[1])
    logits -= logits.max(axis=0)
    right = logits[labels, every].sum(dtype=np.float64)
    slopes = np.exp(logits, out=logits)
    total = slopes.sum(axis=0)
    slopes /= total
    slopes[labels, every] -= 1.0
    return float(np.log(total).sum(dtype=np.float64) - right), slopes


def precondition(extended: np.ndarray, curvature: float, penalty: float) -> np.ndarray:
    """A matrix from new coordinates to weights, in which the loss starts out evenly steep."""
    width = extended.shape[1]
    steepness = curvature * (extended.T @ extended).astype(np.float64)
    steepness[np.arange(width), np.arange(width)] += penalty
    root = np.linalg.cholesky(steepness)
    return np.asarray(solve_triangular(root, np.eye(width), lower=True)).T
