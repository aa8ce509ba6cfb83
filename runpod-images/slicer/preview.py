"""The G-code's lines for a browser: layers of polylines, quantised, gzipped, thinned out until they fit.

The form (edge/contract/slice-preview.ts reads it), little endian: ``CSP1``, the header's length as u32, the header
(JSON, padded with blanks to four bytes), then for all polylines their point counts (u32), for all points x and y as
differences to the point before (u16, wrapping, all x before all y), for all polylines their kinds (u8).
"""

from __future__ import annotations

import gzip
import json
import math
from dataclasses import dataclass

import numpy as np

from slicer.gcode import NAMES, Paths

MAGIC = b"CSP1"
#: Gzipped bytes that a point takes, at least: what is certainly too large is not tried.
_POINT_BYTES_LEAST = 0.6
_STRAIGHT_QUANTA = 2.0
_SIMPLER_AT_MOST = 3


@dataclass(frozen=True)
class _Lines:
    kinds: np.ndarray
    counts: np.ndarray
    xs: np.ndarray
    ys: np.ndarray


def encode_preview(paths: Paths, bytes_max: int, bed_mm: tuple[float, float]) -> bytes:
    """The whole of it, or, where that is too large, without points on straight lines, then of every n-th layer."""
    lines = _Lines(*(np.array(part) for part in (paths.kinds, paths.counts, paths.xs, paths.ys)))
    every = 1
    layers = paths.layers
    for simpler in range(_SIMPLER_AT_MOST + 1):
        packed = _packed(paths, layers, lines, every, bytes_max, bed_mm)
        if packed is not None or simpler == _SIMPLER_AT_MOST:
            break
        lines, layers = _simpler(lines, layers)
    while packed is None:
        every = max(every + 1, math.ceil(every * 1.25))
        packed = _packed(paths, layers, lines, every, bytes_max, bed_mm)
    return packed


def _packed(paths: Paths, layers: list, lines: _Lines, every: int, bytes_max: int, bed_mm: tuple) -> bytes | None:
    """None where it is too large."""
    if len(lines.xs) / every * _POINT_BYTES_LEAST > bytes_max:
        return None
    line_ends = [*(layer[2] for layer in layers[1:]), len(lines.counts)]
    point_ends = [*(layer[3] for layer in layers[1:]), len(lines.xs)]
    kept = list(range(0, len(layers), every))
    told = [
        [layers[i][0], layers[i][1], line_ends[i] - layers[i][2], point_ends[i] - layers[i][3]] for i in kept
    ]  # fmt: skip
    of_lines = np.concatenate([np.arange(layers[i][2], line_ends[i]) for i in kept])
    of_points = np.concatenate([np.arange(layers[i][3], point_ends[i]) for i in kept])
    header = {"quantumUm": paths.quantum_um, "kinds": NAMES, "everyLayer": every, "layerCount": len(layers),
              "bedUm": [round(side * 1000) for side in bed_mm], "layers": told}  # fmt: skip
    text = json.dumps(header, separators=(",", ":")).encode()
    text = text.ljust(math.ceil(len(text) / 4) * 4)
    body = b"".join([
        MAGIC,
        len(text).to_bytes(4, "little"),
        text,
        lines.counts[of_lines].astype("<u4").tobytes(),
        _differences(lines.xs[of_points]),
        _differences(lines.ys[of_points]),
        lines.kinds[of_lines].astype("u1").tobytes(),
    ])  # fmt: skip
    packed = gzip.compress(body, compresslevel=6, mtime=0)
    return packed if len(packed) <= bytes_max else None


def _differences(values: np.ndarray) -> bytes:
    return np.diff(values.astype("<u2"), prepend=np.uint16(0)).astype("<u2").tobytes()


def _simpler(lines: _Lines, layers: list[tuple]) -> tuple[_Lines, list[tuple]]:
    """Without every second point that lies on the straight line between its neighbours."""
    ends = np.cumsum(lines.counts.astype(np.int64))
    starts = ends - lines.counts
    x, y = lines.xs.astype(np.int64), lines.ys.astype(np.int64)
    inner = np.ones(len(x), dtype=bool)
    inner[starts] = inner[ends - 1] = False
    number = np.arange(len(x)) - np.repeat(starts, lines.counts)
    inner &= number % 2 == 1
    at = np.flatnonzero(inner)
    ax, ay, bx, by = x[at - 1], y[at - 1], x[at + 1], y[at + 1]
    across = np.abs((bx - ax) * (y[at] - ay) - (by - ay) * (x[at] - ax))
    dropped = at[across <= _STRAIGHT_QUANTA * np.maximum(1, np.hypot(bx - ax, by - ay))]
    kept = np.ones(len(x), dtype=bool)
    kept[dropped] = False
    before = np.concatenate([[0], np.cumsum(kept)])
    counts = before[ends] - before[starts]
    moved = [(z, height, line, int(before[point])) for z, height, line, point in layers]
    return _Lines(lines.kinds, counts, lines.xs[kept], lines.ys[kept]), moved
