"""A small network of our own: the same perceptron at every point, taught by least squares and cross entropy.

It stands for the published ones (ParSeNet, HPNet), whose weights are not ours to ship: it uses the same doors.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from cad.geometry.vectors import Array
from cad.network.features import FEATURES
from cad.network.teach import EMBEDDING, Lesson
from cad.network.tensors import TYPES

_OPSET, _IR = 17, 9
#: How much of the embedding is the type: faces of two types keep apart.
_TYPE_WEIGHT = 0.5
_BANDWIDTH = 0.3


@dataclass
class Perceptron:
    """``layers``: ``(weights (in, out), bias (out,))``, ReLU between them; ``mean``, ``spread``: of what is given."""

    layers: list[tuple[Array, Array]]
    mean: Array
    spread: Array

    def forward(self, given: Array) -> list[Array]:
        """What each layer hands on, the normalised input first."""
        values = [(given - self.mean) / self.spread]
        for number, (weights, bias) in enumerate(self.layers):
            value = values[-1] @ weights + bias
            values.append(np.maximum(value, 0) if number < len(self.layers) - 1 else value)
        return values


def teach(lesson: Lesson, hidden: int = 64, rounds: int = 40, seed: int = 0, batch: int = 512) -> Perceptron:
    """Adam on cross entropy of the types plus squared error of the embedding."""
    rng = np.random.default_rng(seed)
    sizes = [lesson.given.shape[1], hidden, hidden, len(TYPES) + EMBEDDING]
    layers = [(rng.normal(0, np.sqrt(2 / a), (a, b)), np.zeros(b)) for a, b in itertools.pairwise(sizes)]
    net = Perceptron(layers, lesson.given.mean(0), lesson.given.std(0) + 1e-6)
    moments = [[np.zeros_like(part) for part in layer for _ in (0, 1)] for layer in layers]
    step = 0
    for turn in range(rounds):
        rate = 3e-3 * 0.5 * (1 + np.cos(np.pi * turn / rounds))
        for rows in np.array_split(rng.permutation(len(lesson.given)), max(1, len(lesson.given) // batch)):
            step += 1
            _learn(net, lesson, rows, moments, rate, step)
    return net


def _learn(net: Perceptron, lesson: Lesson, rows: np.ndarray, moments: list, rate: float, step: int) -> None:
    values = net.forward(lesson.given[rows])
    logits, guessed = values[-1][:, : len(TYPES)], values[-1][:, len(TYPES) :]
    likely = np.exp(logits - logits.max(1, keepdims=True))
    likely /= likely.sum(1, keepdims=True)
    likely[np.arange(len(rows)), lesson.types[rows]] -= 1
    slope = np.c_[likely, 2 * (guessed - lesson.embedding[rows])] / len(rows)
    for number in range(len(net.layers) - 1, -1, -1):
        weights, bias = net.layers[number]
        slopes = (values[number].T @ slope, slope.sum(0))
        slope = (slope @ weights.T) * (values[number] > 0)
        net.layers[number] = tuple(
            part - _adam(moments[number][2 * k : 2 * k + 2], slopes[k], rate, step)
            for k, part in enumerate((weights, bias))
        )


def _adam(moment: list[Array], slope: Array, rate: float, step: int) -> Array:
    """Step of one array (Kingma & Ba 2015); ``moment``: its two running means, renewed in place."""
    moment[0] *= 0.9
    moment[0] += 0.1 * slope
    moment[1] *= 0.999
    moment[1] += 0.001 * slope**2
    return rate * (moment[0] / (1 - 0.9**step)) / (np.sqrt(moment[1] / (1 - 0.999**step)) + 1e-8)


def write_onnx(net: Perceptron, path: Path) -> None:
    """The network as ONNX by README.md's names; N is left open."""
    weights = {"mean": net.mean, "spread": net.spread}
    nodes = [
        helper.make_node("Concat", ["points", "normals", "features"], ["given"], axis=2),
        helper.make_node("Sub", ["given", "mean"], ["centred"]),
        helper.make_node("Div", ["centred", "spread"], ["value0"]),
    ]
    for number, (matrix, bias) in enumerate(net.layers):
        weights |= {f"weights{number}": matrix, f"bias{number}": bias}
        last = number == len(net.layers) - 1
        nodes += [
            helper.make_node("MatMul", [f"value{number}", f"weights{number}"], [f"product{number}"]),
            helper.make_node("Add", [f"product{number}", f"bias{number}"], ["told" if last else f"sum{number}"]),
        ]
        if not last:
            nodes.append(helper.make_node("Relu", [f"sum{number}"], [f"value{number + 1}"]))
    nodes += [
        helper.make_node("Split", ["told", "parts"], ["type_logits", "place"], axis=2),
        helper.make_node("Softmax", ["type_logits"], ["likely"], axis=2),
        helper.make_node("Mul", ["likely", "type_weight"], ["typed"]),
        helper.make_node("Concat", ["place", "typed"], ["embedding"], axis=2),
    ]
    weights["type_weight"] = np.array([_TYPE_WEIGHT])
    constants = [numpy_helper.from_array(np.asarray(value, np.float32), name) for name, value in weights.items()]
    constants.append(numpy_helper.from_array(np.array([len(TYPES), EMBEDDING], np.int64), "parts"))
    tensor = lambda name, width: helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "N", width])  # noqa: E731
    graph = helper.make_graph(
        nodes, "segmenter",
        [tensor("points", 3), tensor("normals", 3), tensor("features", len(FEATURES))],
        [tensor("type_logits", len(TYPES)), tensor("embedding", EMBEDDING + len(TYPES))], constants,
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)
    helper.set_model_props(model, {"bandwidth": f"{_BANDWIDTH:g}"})
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
