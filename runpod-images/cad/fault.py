"""How wrong a solid looks to its cloud and its views: one figure, by which the solids of a part are ranked."""

from __future__ import annotations

import numpy as np
from OCP.TopoDS import TopoDS_Solid
from scipy.spatial import cKDTree

from cad.cloud.cloud import Surfels
from cad.geometry.mesh import distance_to_mesh
from cad.kernel.shape import tessellate
from cad.label.views import View, seen_through
from cad.segment.limits import Limits

#: What scatter beyond the noise counts, and the least noise (share of the diagonal) it is held against.
_PER_EXCESS, _SCATTER_MIN = 0.1, 0.0015


def fault_of(solid: TopoDS_Solid, surfels: Surfels, views: list[View], limits: Limits) -> float:
    """Cloud off the solid and scattered about it, a third of its visible skin without cloud, and skin seen through."""
    good, span = np.flatnonzero(surfels.good), surfels.diagonal
    mesh = tessellate(solid, 0.002 * span, 0.3)
    some = surfels.points[good[:: max(1, len(good) // 4000)]]
    distance, _ = distance_to_mesh(some, mesh, samples=30_000)
    missed = float((distance > max(4 * limits.noise, 0.004 * span)).mean())
    # A cell too many, or a face of another kind through the same places, leaves a little more everywhere.
    scale = max(limits.noise, _SCATTER_MIN * span)
    excess = max(0.0, float(np.square(np.minimum(distance / scale, 5.0)).mean()) - 1)
    points, normals, _ = mesh.sample(5000, limits.rng(121))
    near = cKDTree(surfels.points).query(points, distance_upper_bound=max(0.018 * span, 3 * surfels.spacing))[0]
    level = surfels.table_z is not None
    on_table = level & (points[:, 2] < (surfels.table_z or 0.0) + 0.002 * span) & (normals[:, 2] < -0.9)
    bare = float((~np.isfinite(near) & ~on_table).mean())
    tolerance = max(0.008 * span, 2 * limits.reach)
    pierced = float(seen_through(views, points, -1.5 * tolerance * normals, tolerance).mean())
    return missed + 0.3 * bare + pierced + _PER_EXCESS * excess
