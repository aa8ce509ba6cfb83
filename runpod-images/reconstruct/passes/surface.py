"""What one pass knows of the part by itself: coarse depth maps, and the part's surface they agree on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reconstruct.dense.coarse import coarse_maps
from reconstruct.dense.fused import footprint, fuse_maps
from reconstruct.dense.matcher import PlaneMap
from reconstruct.dense.ply import Cloud
from reconstruct.dense.pool import ViewPool
from reconstruct.dense.scene import Sphere, choose_sources, scene_sphere
from reconstruct.dense.settings import COST_TRUSTED, dense_rule
from reconstruct.dense.support import support_planes
from reconstruct.dense.views import FloatArray, View, load_views
from reconstruct.object.clean import clean
from reconstruct.object.cluster import part_mask
from reconstruct.object.freespace import FreeSpace
from reconstruct.stage import JobSettings

POINTS_MIN = 500
CELL_FOOTPRINTS = 4.0
HEIGHT_MIN_FOOTPRINTS = 1.5


@dataclass(frozen=True, eq=False)
class PassSurface:
    """In the frame of the pass's own mat, mm. ``depths``: per view, 0 where not trusted; ``plane (4,)``: what the part
    lay on, normal up; ``cloud``: the part alone."""

    views: list[View]
    depths: list[NDArray[np.float32]]
    Ks: list[FloatArray]
    plane: FloatArray | None
    cloud: Cloud
    footprint: float

    @property
    def extent(self) -> float:
        """Length of the diagonal of the box that holds the middle 94 % of the part's points in each axis, mm."""
        low, high = np.percentile(self.cloud.points, [3, 97], axis=0)
        return float(np.linalg.norm(high - low))

    @property
    def space(self) -> FreeSpace:
        return FreeSpace.of_maps(self.views, self.depths, self.Ks, self.footprint)


def surface_of(folder: Path, settings: JobSettings, done: Callable[[int, int], None]) -> PassSurface | None:
    """The surface of a single pass whose poses lie in ``folder``; None where the maps agree on too little.

    ``done`` hears how many of how many maps are made.
    """
    views = load_views(folder)
    if len(views) < 3:
        return None
    rule = dense_rule(settings.quality, settings.seed)
    sphere = scene_sphere(views)
    planes = support_planes(folder, views, sphere, settings.seed)
    sources = choose_sources(views, sphere, rule.sources)
    with ViewPool(settings.processes) as pool:
        maps = coarse_maps(pool, views, sources, sphere, planes, rule.match, lambda n: done(n, len(views)))
    step = footprint(views, maps, sphere)
    plane = planes[views[0].pass_name]
    cloud = _part(fuse_maps(views, maps, planes, sphere, rule.fusion), plane, sphere, step)
    if cloud is None:
        return None
    return PassSurface(views, [_trusted(m) for m in maps], [m.K for m in maps], plane, cloud, step)


def _trusted(found: PlaneMap) -> NDArray[np.float32]:
    return np.where(found.cost < COST_TRUSTED, found.depth, np.float32(0))


def _part(cloud: Cloud, plane: FloatArray | None, sphere: Sphere, step: float) -> Cloud | None:
    if plane is not None:
        cloud = cloud.keep(cloud.points @ plane[:3] + plane[3] > HEIGHT_MIN_FOOTPRINTS * step)
    cell = max(CELL_FOOTPRINTS * step, 0.01 * sphere.radius)
    cloud = cloud.keep(part_mask(cloud.points, cloud.confidence, sphere.centre, sphere.radius, cell))
    if len(cloud) < POINTS_MIN:
        return None
    cloud = clean(cloud)
    return cloud if len(cloud) >= POINTS_MIN else None
