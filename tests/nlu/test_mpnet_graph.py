"""The encoder's graph: its position buckets, and its numbers against plain numpy."""

import logging
import math
from pathlib import Path
from typing import Dict, List

import numpy as np
import onnx
import onnxruntime
import pytest

from assistant.nlu import mpnet_graph
from assistant.nlu.mpnet_graph import (
    build_mpnet_graph,
    quantize_mpnet_graph,
    relative_position_buckets,
)
from assistant.nlu.sentence_encoder import MAX_TOKENS
from tests.nlu.small_mpnet import LAYERS, WORDS, embed, exact_bucket, make_weights


@pytest.fixture(scope="module")
def weights() -> Dict[str, np.ndarray]:
    return make_weights()


@pytest.fixture
def graph(weights: Dict[str, np.ndarray], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The float graph of the small network."""
    monkeypatch.setattr(mpnet_graph, "LAYERS", LAYERS)
    path = tmp_path / "float.onnx"
    onnx.save(build_mpnet_graph(weights), path)
    return path


def run(path: Path, ids: List[List[int]]) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found: np.ndarray = session.run(None, {"input_ids": np.array(ids, dtype=np.int64)})[0]
    return found


def t5_bucket(relative_position: int, buckets: int = 32, max_distance: int = 128) -> int:
    """The formula of T5 (bidirectional) for one pair; relative_position is key minus query."""
    found = 0
    buckets //= 2
    if relative_position > 0:
        found += buckets
    relative_position = abs(relative_position)
    max_exact = buckets // 2
    if relative_position < max_exact:
        return found + relative_position
    logarithm = math.log(relative_position / max_exact) / math.log(max_distance / max_exact)
    return found + min(max_exact + int(logarithm * (buckets - max_exact)), buckets - 1)


def test_buckets_are_t5s() -> None:
    """Every pair of positions up to 160 has the bucket of T5's formula, computed one by one."""
    wanted = [[t5_bucket(key - query) for key in range(MAX_TOKENS)] for query in range(MAX_TOKENS)]
    np.testing.assert_array_equal(relative_position_buckets(MAX_TOKENS), wanted)


def test_buckets_do_not_hang_on_a_logarithms_last_digit() -> None:
    """The same formula in whole numbers gives the same buckets, at every border too."""
    size = range(MAX_TOKENS)
    wanted = [[exact_bucket(query, key) for key in size] for query in size]
    np.testing.assert_array_equal(relative_position_buckets(MAX_TOKENS), wanted)


def test_buckets_of_fewer_positions_are_a_corner() -> None:
    """The graph stores one table and cuts it for shorter texts."""
    whole = relative_position_buckets(MAX_TOKENS)
    np.testing.assert_array_equal(relative_position_buckets(7), whole[:7, :7])
    assert whole.shape == (MAX_TOKENS, MAX_TOKENS)
    assert (whole.min(), whole.max()) == (0, 31)


@pytest.mark.parametrize("tokens", [2, 5, 40, MAX_TOKENS])
def test_graph_computes_mpnet(graph: Path, weights: Dict[str, np.ndarray], tokens: int) -> None:
    """The graph's embedding is that of the network written out in numpy, at every length."""
    ids = [int(i) for i in np.random.default_rng(tokens).integers(0, len(WORDS), tokens)]
    (found,) = run(graph, [ids])
    np.testing.assert_allclose(found, embed(weights, ids), atol=2e-5)


def test_batch_gives_the_embeddings_of_its_rows(graph: Path) -> None:
    """Rows of a batch do not reach into each other."""
    rows = [[0, 3, 4, 5, 1], [0, 8, 9, 7, 1], [0, 4, 7, 6, 1]]
    np.testing.assert_allclose(run(graph, rows), [run(graph, [row])[0] for row in rows], atol=1e-6)


def test_order_of_words_counts(graph: Path) -> None:
    """Positions reach the embedding: the same words turned round are another sentence."""
    one, other = run(graph, [[0, 3, 4, 5, 6, 1], [0, 6, 5, 4, 3, 1]])
    assert float(one @ other) < 0.999


def test_int8_graph_is_smaller_and_near(
    graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Matrices become int8, but for the layers whose outputs int8 cannot hold."""
    monkeypatch.setattr(mpnet_graph, "LAYERS_KEPT_FLOAT", (1,))
    int8 = tmp_path / "int8.onnx"
    level = logging.getLogger().level
    quantize_mpnet_graph(graph, int8)
    logging.getLogger().setLevel(level)
    assert int8.stat().st_size < 0.4 * graph.stat().st_size
    ids = [[0, 3, 4, 5, 1]]
    assert float(run(graph, ids)[0] @ run(int8, ids)[0]) > 0.95
    operators = {node.name: node.op_type for node in onnx.load(int8).graph.node}
    assert operators["feed_forward_output_1"] == "MatMul"
    assert "feed_forward_output_0" not in operators
    assert any(kind == "MatMulInteger" for kind in operators.values())


def test_missing_weight_is_named(weights: Dict[str, np.ndarray]) -> None:
    """Weights of another network do not make a graph."""
    some = {k: v for k, v in weights.items() if k != "encoder.relative_attention_bias.weight"}
    with pytest.raises(KeyError, match="relative_attention_bias"):
        build_mpnet_graph(some)
