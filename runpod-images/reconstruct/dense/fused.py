"""Maps of all views brought together for fusion."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reconstruct.dense.fusion import FusionRule, Maps, fuse
from reconstruct.dense.matcher import PlaneMap, rays
from reconstruct.dense.ply import Cloud
from reconstruct.dense.scene import Sphere, pairwise_angles_deg
from reconstruct.dense.views import FloatArray, View

NEIGHBOURS_MAX = 16
NEIGHBOUR_ANGLE_MAX_DEG = 60.0
HEIGHT_MIN_PX = 1.5


def footprint(views: list[View], maps: list[PlaneMap], sphere: Sphere) -> float:
    """World length of one map pixel at the scene's centre, the median over the views."""
    return float(
        np.median([np.linalg.norm(v.centre - sphere.centre) / m.K[0, 0] for v, m in zip(views, maps, strict=True)])
    )


def neighbour_lists(views: list[View], sphere: Sphere) -> list[list[int]]:
    """The views (of any pass) that may confirm or contradict each view's points, nearest in angle first."""
    angles = pairwise_angles_deg(views, sphere.centre)
    return [
        [int(j) for j in np.argsort(row) if j != i and row[j] < NEIGHBOUR_ANGLE_MAX_DEG][:NEIGHBOURS_MAX]
        for i, row in enumerate(angles)
    ]


def gather(
    views: list[View], found: list[PlaneMap], planes: dict[str, FloatArray | None], sphere: Sphere,
    colours: list[NDArray[np.uint8]] | None,
) -> Maps:  # fmt: skip
    """Pad the maps to one size and mark as part what lies in the sphere and above the pass's support plane."""
    n = len(found)
    height, width = (max(m.cost.shape[k] for m in found) for k in (0, 1))
    margin = HEIGHT_MIN_PX * footprint(views, found, sphere)
    maps = Maps(
        depth=np.zeros((n, height, width), np.float32),
        normal=np.zeros((n, height, width, 3), np.float32),
        cost=np.full((n, height, width), 2, np.float32),
        colour=np.zeros((n, height, width, 3), np.uint8) if colours else None,
        sizes=np.array([m.cost.shape[::-1] for m in found], np.int64),
        K=np.array([m.K for m in found]),
        R=np.array([v.R for v in views]),
        t=np.array([v.t for v in views]),
        part=np.zeros((n, height, width), bool),
    )
    for i, (view, m) in enumerate(zip(views, found, strict=True)):
        h, w = m.cost.shape
        depth = m.depth
        world = (rays(m.K, w, h) * depth[..., None] - view.t) @ view.R
        part = m.part & (np.linalg.norm(world - sphere.centre, axis=-1) < sphere.radius)
        plane = planes[view.pass_name]
        if plane is not None:
            part &= world @ plane[:3] + plane[3] > margin
        maps.depth[i, :h, :w], maps.cost[i, :h, :w], maps.part[i, :h, :w] = depth, m.cost, part
        maps.normal[i, :h, :w] = m.normal @ view.R.astype(np.float32)
        if maps.colour is not None and colours:
            maps.colour[i, :h, :w] = colours[i]
    return maps


def fuse_maps(
    views: list[View], found: list[PlaneMap], planes: dict[str, FloatArray | None], sphere: Sphere, rule: FusionRule,
    colours: list[NDArray[np.uint8]] | None = None,
) -> Cloud:  # fmt: skip
    """The fused cloud; views with the finest footprint are fused first. Grey without ``colours``."""
    maps = gather(views, found, planes, sphere, colours)
    fine = [np.linalg.norm(v.centre - sphere.centre) / m.K[0, 0] for v, m in zip(views, found, strict=True)]
    return fuse(maps, neighbour_lists(views, sphere), [int(i) for i in np.argsort(fine)], rule)
