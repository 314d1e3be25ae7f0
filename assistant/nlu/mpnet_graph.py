"""Builds the ONNX graph of the MPNet sentence encoder from its published weights."""

import logging
import math
from pathlib import Path
from typing import Dict, List

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from assistant.nlu.sentence_encoder import MAX_TOKENS, WIDTH

LAYERS = 12
HEADS = 12
LAYER_NORM_EPSILON = 1e-5
# Positions 0 and 1 are reserved by the published weights (padding), so text starts at 2.
FIRST_POSITION = 2
# The feed-forward outputs of these layers have outlier activations that int8 cannot hold.
LAYERS_KEPT_FLOAT = (6, 7)
OPSETS = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]


def relative_position_buckets(
    length: int, buckets: int = 32, max_distance: int = 128
) -> np.ndarray:
    """Bucket of each (query, key) pair, shape (length, length).

    Source: T5's bidirectional relative position buckets, as MPNet uses them
    (Song et al. 2020, arXiv 2004.09297; Raffel et al. 2020, arXiv 1910.10683).
    """
    positions = np.arange(length)
    distance = positions[:, None] - positions[None, :]
    half = buckets // 2
    bucket = np.where(distance < 0, half, 0)
    distance = np.abs(distance)
    exact = half // 2
    logarithmic = exact + (
        np.log(np.maximum(distance, 1) / exact) / math.log(max_distance / exact) * (half - exact)
    ).astype(np.int64)
    return bucket + np.where(distance < exact, distance, np.minimum(logarithmic, half - 1))


def build_mpnet_graph(weights: Dict[str, np.ndarray]) -> onnx.ModelProto:
    """The float graph: `input_ids` int64 (batch, tokens) to `embedding` float (batch, 768).

    Embeddings have length 1.

    Every row of a batch has the same number of tokens, so there is no padding and no mask.
    """
    nodes: List[onnx.NodeProto] = []
    constants: List[onnx.TensorProto] = []

    def constant(name: str, value: np.ndarray) -> str:
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(operator: str, inputs: List[str], outputs: List[str], **attributes: object) -> str:
        nodes.append(helper.make_node(operator, inputs, outputs, name=outputs[0], **attributes))
        return outputs[0]

    def weight(name: str) -> np.ndarray:
        return weights[name].astype(np.float32)

    zero, one = constant("zero", np.array([0], np.int64)), constant("one", np.array([1], np.int64))
    axis_two_three = constant("axis_two_three", np.array([2, 3], np.int64))
    zeros = constant("zeros", np.array([0, 0], np.int64))
    # Half precision halves the largest table; the rows are widened again after the look-up.
    words = constant("words", weight("embeddings.word_embeddings.weight").astype(np.float16))
    last = FIRST_POSITION + MAX_TOKENS
    positions = constant(
        "positions", weight("embeddings.position_embeddings.weight")[FIRST_POSITION:last]
    )
    table = weight("encoder.relative_attention_bias.weight")[relative_position_buckets(MAX_TOKENS)]
    bias = constant("bias", table.transpose(2, 0, 1)[None])

    add("Shape", ["input_ids"], ["shape"])
    add("Gather", ["shape", one], ["tokens"])
    add("Slice", [positions, zero, "tokens", zero], ["position_rows"])
    add("Concat", ["tokens", "tokens"], ["square"], axis=0)
    add("Slice", [bias, zeros, "square", axis_two_three], ["attention_bias"])
    add("Gather", [words, "input_ids"], ["half_word_rows"])
    add("Cast", ["half_word_rows"], ["word_rows"], to=TensorProto.FLOAT)
    add("Add", ["word_rows", "position_rows"], ["embedded"])
    hidden = add(
        "LayerNormalization",
        [
            "embedded",
            constant("embedding_scale", weight("embeddings.LayerNorm.weight")),
            constant("embedding_shift", weight("embeddings.LayerNorm.bias")),
        ],
        ["layer_0"],
        axis=-1,
        epsilon=LAYER_NORM_EPSILON,
    )
    for index in range(LAYERS):
        source, here = f"encoder.layer.{index}.", f"l{index}_"
        projections = [f"{source}attention.attn.{part}" for part in "qkv"]
        matrix = np.concatenate([weight(f"{part}.weight").T for part in projections], axis=1)
        offsets = np.concatenate([weight(f"{part}.bias") for part in projections])
        add("MatMul", [hidden, constant(here + "qkv_w", matrix)], [here + "qkv"])
        add("Add", [here + "qkv", constant(here + "qkv_b", offsets)], [here + "qkv_biased"])
        parts = [here + "query", here + "key", here + "value"]
        add("Split", [here + "qkv_biased"], parts, axis=2)
        add(
            "MultiHeadAttention",
            [*parts, "", "", "attention_bias"],
            [here + "attention"],
            num_heads=HEADS,
            domain="com.microsoft",
        )
        output_w = constant(here + "out_w", weight(source + "attention.attn.o.weight").T)
        add("MatMul", [here + "attention", output_w], [here + "out"])
        attended = add(
            "SkipLayerNormalization",
            [
                here + "out",
                hidden,
                constant(here + "scale_1", weight(source + "attention.LayerNorm.weight")),
                constant(here + "shift_1", weight(source + "attention.LayerNorm.bias")),
                constant(here + "out_b", weight(source + "attention.attn.o.bias")),
            ],
            [here + "attended"],
            domain="com.microsoft",
            epsilon=LAYER_NORM_EPSILON,
        )
        inner_w = constant(here + "inner_w", weight(source + "intermediate.dense.weight").T)
        inner_b = constant(here + "inner_b", weight(source + "intermediate.dense.bias"))
        add("MatMul", [attended, inner_w], [here + "inner"])
        add("BiasGelu", [here + "inner", inner_b], [here + "gelu"], domain="com.microsoft")
        outer_w = constant(here + "outer_w", weight(source + "output.dense.weight").T)
        add("MatMul", [here + "gelu", outer_w], [f"feed_forward_output_{index}"])
        hidden = add(
            "SkipLayerNormalization",
            [
                f"feed_forward_output_{index}",
                attended,
                constant(here + "scale_2", weight(source + "output.LayerNorm.weight")),
                constant(here + "shift_2", weight(source + "output.LayerNorm.bias")),
                constant(here + "outer_b", weight(source + "output.dense.bias")),
            ],
            [f"layer_{index + 1}"],
            domain="com.microsoft",
            epsilon=LAYER_NORM_EPSILON,
        )
    add("ReduceMean", [hidden], ["mean"], axes=[1], keepdims=0)
    add("LpNormalization", ["mean"], ["embedding"], axis=-1, p=2)
    graph = helper.make_graph(
        nodes,
        "mpnet_sentence_encoder",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", WIDTH])],
        constants,
    )
    return helper.make_model(graph, opset_imports=OPSETS, ir_version=9)


def quantize_mpnet_graph(float_path: Path, int8_path: Path) -> None:
    """Write the int8 graph: per channel, the outlier layers' outputs kept as floats."""
    logging.getLogger("root").setLevel(logging.ERROR)
    quantize_dynamic(
        float_path,
        int8_path,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        # The com.microsoft operators have no shape inference, so the type must be given.
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
        weight_type=QuantType.QInt8,
        nodes_to_exclude=[f"feed_forward_output_{index}" for index in LAYERS_KEPT_FLOAT],
    )
