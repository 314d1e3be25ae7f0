"""A small MPNet with chance weights, and the same network in plain numpy."""

import math
from pathlib import Path
from typing import Dict, List

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from assistant.nlu.sentence_encoder import MAX_TOKENS, WIDTH

LAYERS = 2
HEADS = 12
INNER = 64
WORDS = ["<s>", "</s>", "<unk>", "what", "is", "prp", "safe", "it", "how", "much", "i", "my", "to"]


def make_weights() -> Dict[str, np.ndarray]:
    """Weights with the published names and shapes, but two layers and thirteen words."""
    random = np.random.default_rng(0)
    weights: Dict[str, np.ndarray] = {}

    def add(name: str, *shape: int, scale: float = 0.05) -> None:
        weights[name] = random.normal(0, scale, shape).astype(np.float32)

    def add_norm(name: str) -> None:
        weights[f"{name}.weight"] = random.uniform(0.5, 1.5, WIDTH).astype(np.float32)
        add(f"{name}.bias", WIDTH)

    add("embeddings.word_embeddings.weight", len(WORDS), WIDTH, scale=1)
    add("embeddings.position_embeddings.weight", MAX_TOKENS + 4, WIDTH, scale=0.5)
    add("encoder.relative_attention_bias.weight", 32, HEADS, scale=1)
    add_norm("embeddings.LayerNorm")
    for layer in range(LAYERS):
        here = f"encoder.layer.{layer}"
        for part in "qkvo":
            add(f"{here}.attention.attn.{part}.weight", WIDTH, WIDTH)
            add(f"{here}.attention.attn.{part}.bias", WIDTH)
        add_norm(f"{here}.attention.LayerNorm")
        add(f"{here}.intermediate.dense.weight", INNER, WIDTH)
        add(f"{here}.intermediate.dense.bias", INNER)
        add(f"{here}.output.dense.weight", WIDTH, INNER)
        add(f"{here}.output.dense.bias", WIDTH)
        add_norm(f"{here}.output.LayerNorm")
    return weights


def write_tokenizer(path: Path) -> None:
    """A tokenizer of whole words, with the marks of begin and end."""
    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 1)]
    )
    tokenizer.save(str(path))


def exact_bucket(query: int, key: int) -> int:
    """T5's bidirectional bucket for 32 buckets and distance 128, in whole numbers only.

    Beyond distance 7 the buckets are half powers of two: 8 * 2 ** (k / 2) begins bucket 8 + k.
    """
    distance = abs(query - key)
    half = 16 if key > query else 0
    if distance < 8:
        return half + distance
    step = 0
    while 64 * 2 ** (step + 1) <= distance * distance:
        step += 1
    return half + min(8 + step, 15)


def embed(weights: Dict[str, np.ndarray], ids: List[int]) -> np.ndarray:
    """MPNet's sentence embedding as the papers write it, in double precision."""
    count = len(ids)
    wide = {name: value.astype(np.float64) for name, value in weights.items()}
    buckets = np.array([[exact_bucket(q, k) for k in range(count)] for q in range(count)])
    bias = wide["encoder.relative_attention_bias.weight"][buckets].transpose(2, 0, 1)
    # Words are kept in half precision by the graph.
    words = weights["embeddings.word_embeddings.weight"].astype(np.float16).astype(np.float64)
    positions = wide["embeddings.position_embeddings.weight"][2 : 2 + count]
    hidden = _norm(wide, "embeddings.LayerNorm", words[ids] + positions)
    for layer in range(LAYERS):
        here = f"encoder.layer.{layer}"
        query, key, value = [
            _dense(wide, f"{here}.attention.attn.{part}", hidden)
            .reshape(count, HEADS, WIDTH // HEADS)
            .transpose(1, 0, 2)
            for part in "qkv"
        ]
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(WIDTH // HEADS) + bias
        attention = np.exp(scores - scores.max(-1, keepdims=True))
        attention /= attention.sum(-1, keepdims=True)
        heads = (attention @ value).transpose(1, 0, 2).reshape(count, WIDTH)
        attended = _dense(wide, f"{here}.attention.attn.o", heads)
        hidden = _norm(wide, f"{here}.attention.LayerNorm", hidden + attended)
        inner = _dense(wide, f"{here}.intermediate.dense", hidden)
        inner = inner * 0.5 * (1 + np.vectorize(math.erf)(inner / math.sqrt(2)))
        outer = _dense(wide, f"{here}.output.dense", inner)
        hidden = _norm(wide, f"{here}.output.LayerNorm", hidden + outer)
    mean: np.ndarray = hidden.mean(0)
    return mean / np.linalg.norm(mean)


def _dense(weights: Dict[str, np.ndarray], name: str, rows: np.ndarray) -> np.ndarray:
    return rows @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def _norm(weights: Dict[str, np.ndarray], name: str, rows: np.ndarray) -> np.ndarray:
    centred = rows - rows.mean(-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-5)
    return centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]
