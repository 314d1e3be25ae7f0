"""Which new phrasings are blamed for a message that got worse."""

from typing import Dict

import numpy as np

from assistant.trainer.blame import Culprits

VECTORS: Dict[str, np.ndarray] = {
    name: np.array(vector, dtype=np.float32)
    for name, vector in {
        "message": [1, 0, 0],
        "near": [0.9, 0.1, 0],
        "far": [0, 0, 1],
        "nearer": [0.95, 0, 0],
        "same": [1, 0, 0],
        "next": [0.5, 0, 0],
    }.items()
}


def test_phrasings_of_the_wrong_topic_are_blamed_nearest_first() -> None:
    """Up to three; one of another topic is not blamed, however near."""
    new = [("greet", name) for name in ("far", "near", "next", "nearer")]
    culprits = Culprits([*new, ("thanks", "same")], VECTORS.__getitem__)
    assert culprits.blame("message", "greet") == (
        ("greet", "nearer"),
        ("greet", "near"),
        ("greet", "next"),
    )


def test_any_new_phrasing_is_blamed_where_the_topic_has_none() -> None:
    """It was taken away from the right topic by what is near to it."""
    culprits = Culprits([("greet", "far"), ("thanks", "same")], VECTORS.__getitem__)
    assert culprits.blame("message", "deny") == (("thanks", "same"), ("greet", "far"))


def test_nothing_new_is_not_to_blame() -> None:
    """An engineer's change, or a removal, has no phrasing to name."""
    assert Culprits([], VECTORS.__getitem__).blame("message", "greet") == ()
