"""How the head is trained; known without loading what trains it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TrainingSettings:
    """`inverse_regularisation` is scikit-learn's C; `ngram_weight` scales n-grams to embeddings."""

    inverse_regularisation: float
    ngram_weight: float
    iterations: int
    # Added to the logit of out_of_scope, which has several times the phrasings of any topic.
    scope_bias: float


DEFAULT_TRAINING = TrainingSettings(30.0, 0.7, 40, -0.6)
