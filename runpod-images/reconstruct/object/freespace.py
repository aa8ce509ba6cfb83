"""What the depth maps say about any place in space: seen through, or just behind a surface that was seen.

``FreeSpace.load(workspace).votes(points)`` is the evidence for meshing and for the CAD stage:

- *free* in two or more views is as good as certain (99.8 % measured on rendered sets);
- *behind* counts the views in which a measured surface lies shortly in front of the place;
- neither says nothing: the place was not seen.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numba as nb
import numpy as np
from numpy.typing import NDArray

from reconstruct.dense.views import FloatArray, View, load_views


@nb.njit(cache=True, error_model="numpy")
def _votes(points, depth, sizes, K, R, t, tolerance, band, free, behind):
    for p in range(len(points)):
        x0, x1, x2 = points[p, 0], points[p, 1], points[p, 2]
        for j in range(len(depth)):
            z = R[j, 2, 0] * x0 + R[j, 2, 1] * x1 + R[j, 2, 2] * x2 + t[j, 2]
            if z <= 1e-9:
                continue
            a = R[j, 0, 0] * x0 + R[j, 0, 1] * x1 + R[j, 0, 2] * x2 + t[j, 0]
            b = R[j, 1, 0] * x0 + R[j, 1, 1] * x1 + R[j, 1, 2] * x2 + t[j, 1]
            u = K[j, 0, 0] * a / z + K[j, 0, 2]
            v = K[j, 1, 1] * b / z + K[j, 1, 2]
            if not (0 <= u < sizes[j, 0] and 0 <= v < sizes[j, 1]):
                continue
            d = depth[j, int(v), int(u)]
            if d <= 0:
                continue
            if z < d - tolerance:
                free[p] += 1
            elif z > d + tolerance and z < d + band:
                behind[p] += 1


@dataclass(frozen=True, eq=False)
class FreeSpace:
    """Trusted depth of all views: ``depth (n,h,w)`` (0 = nothing known), ``sizes (n,2)``, cameras, and ``footprint``,
    the world length of one map pixel."""

    depth: NDArray[np.float32]
    sizes: NDArray[np.int64]
    K: FloatArray
    R: FloatArray
    t: FloatArray
    footprint: float

    @staticmethod
    def load(workspace: Path) -> FreeSpace:
        """Read ``poses/views.json`` and the maps in ``dense/``; a pixel is trusted where its match was good."""
        views = load_views(workspace / "poses")
        depths, Ks = [], []
        for view in views:
            with np.load(workspace / "dense" / f"{view.index:03d}.npz") as data:
                depths.append(np.where(data["trusted"], data["depth"], np.float32(0)))
                Ks.append(data["K"])
        scene = json.loads((workspace / "dense" / "dense.json").read_text())
        return FreeSpace.of_maps(views, depths, Ks, float(scene["footprint"]))

    @staticmethod
    def of_maps(
        views: list[View], depths: list[NDArray[np.float32]], Ks: list[FloatArray], footprint: float
    ) -> FreeSpace:
        """From maps in memory: trusted ``depths (h,w)`` (0 = nothing known) of any sizes, each with its ``K (3,3)``."""
        height, width = (max(d.shape[k] for d in depths) for k in (0, 1))
        stack = np.zeros((len(views), height, width), np.float32)
        for i, d in enumerate(depths):
            stack[i, : d.shape[0], : d.shape[1]] = d
        sizes = np.array([d.shape[::-1] for d in depths], np.int64)
        R, t = np.array([v.R for v in views]), np.array([v.t for v in views])
        return FreeSpace(stack, sizes, np.array(Ks), R, t, footprint)

    def votes(
        self, points: FloatArray, tolerance: float | None = None, band: float | None = None
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Views that see through each of ``points (m,3)``, and views with a surface shortly in front of it.

        ``tolerance`` is the depth by which a place must lie before or behind a surface (default two footprints);
        ``band`` is how far behind it still counts (default eight).
        """
        points = np.ascontiguousarray(points, np.float64)
        free, behind = np.zeros(len(points), np.int32), np.zeros(len(points), np.int32)
        _votes(
            points, self.depth, self.sizes, self.K, self.R, self.t,
            2 * self.footprint if tolerance is None else tolerance, 8 * self.footprint if band is None else band,
            free, behind,
        )  # fmt: skip
        return free, behind
