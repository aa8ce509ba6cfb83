"""Loads a segmentation network (ONNX) and asks it; what does not keep to README.md is refused in words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort

from cad.cloud.cloud import Surfels
from cad.geometry.vectors import Array
from cad.network.tensors import INPUT_WIDTHS, NEIGHBOURS, TYPES, Normalised, chosen_points, tensors_for
from cad.problem import CadError

_OUTPUTS = ("type_logits", "embedding")
BANDWIDTH = 0.25


@dataclass(frozen=True)
class Prediction:
    """``chosen (N,)``: surfels seen; ``types (N, 6)``: probabilities in the order of ``TYPES``; ``embedding (N, D)``:
    points of one face lie within ``bandwidth`` of each other."""

    chosen: np.ndarray
    types: Array
    embedding: Array
    bandwidth: float


class Segmenter:
    """A loaded network. The same surfels and seed give the same prediction: it runs on one thread."""

    def __init__(self, path: Path) -> None:
        """Raises CadError ``no-solid`` when the file is no such network: another rung may still give a solid."""
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            content = path.read_bytes()
            self._session = ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's own classes share no base but this one
            raise CadError("no-solid", f"the segmenter {path.name} cannot be loaded: {error}") from error
        self.sha256 = hashlib.sha256(content).hexdigest()
        self._inputs = {given.name: given.shape for given in self._session.get_inputs()}
        self._check(path.name)
        told = self._session.get_modelmeta().custom_metadata_map
        try:
            self._bandwidth = float(told.get("bandwidth", BANDWIDTH))
        except ValueError as error:
            raise CadError("no-solid", f"the segmenter {path.name}: bandwidth is no number") from error

    def _check(self, name: str) -> None:
        unknown = sorted(set(self._inputs) - set(INPUT_WIDTHS))
        if unknown or not self._inputs:
            raise CadError("no-solid", f"the segmenter {name} asks for {', '.join(unknown) or 'nothing'}")
        for key, shape in self._inputs.items():
            width = INPUT_WIDTHS[key]
            if len(shape) != 3 or (width is not None and shape[2] not in (width, None) and isinstance(shape[2], int)):
                raise CadError("no-solid", f"the segmenter {name}: {key} has the shape {shape}, not (1, N, {width})")
        missing = [key for key in _OUTPUTS if key not in {given.name for given in self._session.get_outputs()}]
        if missing:
            raise CadError("no-solid", f"the segmenter {name} does not give {', '.join(missing)}")

    def predict(self, surfels: Surfels, rng: np.random.Generator) -> Prediction:
        """Raises CadError ``no-solid`` when the network gives something else than it should."""
        fixed = {shape[1] for shape in self._inputs.values() if isinstance(shape[1], int)}
        chosen = chosen_points(len(surfels.points), min(fixed) if fixed else None, rng)
        asked = self._inputs.get("neighbours", [1, None, None])[2]
        count = asked if isinstance(asked, int) else NEIGHBOURS
        given = tensors_for(self._inputs, Normalised.of(surfels), chosen, min(count, len(chosen)))
        try:
            logits, embedding = self._session.run(list(_OUTPUTS), given)
        except Exception as error:  # see above
            raise CadError("no-solid", f"the segmenter failed: {error}") from error
        if logits.shape != (1, len(chosen), len(TYPES)) or embedding.ndim != 3 or embedding.shape[1] != len(chosen):
            raise CadError("no-solid", f"the segmenter gave {logits.shape} and {embedding.shape}")
        if not (np.isfinite(logits).all() and np.isfinite(embedding).all()):
            raise CadError("no-solid", "the segmenter gave numbers that are not finite")
        likely = np.exp(logits[0] - logits[0].max(1, keepdims=True)).astype(float)
        return Prediction(chosen, likely / likely.sum(1, keepdims=True), embedding[0].astype(float), self._bandwidth)
