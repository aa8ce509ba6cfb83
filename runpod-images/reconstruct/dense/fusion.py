"""One cloud from many depth maps: a point is kept where several views measured the same surface."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reconstruct.dense.agreement import fuse_view
from reconstruct.dense.ply import Cloud

f32 = np.float32


@dataclass(frozen=True, eq=False)
class Maps:
    """Maps of all views, padded to one size. ``depth, cost (n,h,w)``; ``normal (n,h,w,3)`` in the world, to the
    camera; ``colour (n,h,w,3) uint8`` or None (grey); ``sizes (n,2)`` width and height; ``K, R (n,3,3)``; ``t (n,3)``.

    Depth 0: nothing known. Points are made only from pixels of ``part (n,h,w)``; the others may contradict them.
    """

    depth: NDArray[np.float32]
    normal: NDArray[np.float32]
    cost: NDArray[np.float32]
    colour: NDArray[np.uint8] | None
    sizes: NDArray[np.int64]
    K: NDArray[np.float64]
    R: NDArray[np.float64]
    t: NDArray[np.float64]
    part: NDArray[np.bool_]


@dataclass(frozen=True)
class FusionRule:
    """When two measurements are one point: ``relative_depth`` difference, ``reprojection_px``, ``normal_deg``."""

    relative_depth: float = 0.003
    reprojection_px: float = 1.5
    normal_deg: float = 60.0
    cost_max: float = 0.5
    few_cost_max: float = 0.2


def fuse(maps: Maps, neighbours: list[list[int]], order: list[int], rule: FusionRule) -> Cloud:
    """Fuse ``maps`` in ``order`` (finest views first); every pixel gives at most one point.

    A point's place is the weighted mean, along its ray, of where the agreeing views' tangent planes meet the ray;
    the weights favour views that face the surface and matched well. Two views are enough only where both matched
    very well and none contradicts. Confidence (0..1) is the product of matching quality, agreement in depth and
    normal, and the number of views.
    """
    depth = np.where(maps.cost < rule.cost_max, maps.depth, f32(0))
    used = ~maps.part
    largest = int(max(w * h for w, h in maps.sizes))
    out = np.empty((largest, 9))
    parts, colours = [], []
    for i in order:
        n = fuse_view(
            i,
            np.asarray(neighbours[i], np.int64),
            depth,
            maps.normal,
            maps.cost,
            maps.sizes,
            maps.K,
            maps.R,
            maps.t,
            used,
            rule.relative_depth,
            rule.reprojection_px,
            float(np.cos(np.radians(rule.normal_deg))),
            rule.few_cost_max,
            out,
        )
        rows = out[:n].copy()
        parts.append(rows)
        if maps.colour is not None:
            colours.append(maps.colour[i, rows[:, 7].astype(int), rows[:, 6].astype(int)])
    rows = np.concatenate(parts)
    views = np.floor(rows[:, 8]).astype(np.int32)
    painted = np.concatenate(colours) if colours else np.full((len(rows), 3), 160, np.uint8)
    return Cloud(rows[:, :3], rows[:, 3:6], painted, rows[:, 8] - views, views)
