"""How wrong a solid looks to its cloud and its views: one figure, by which the solids of a part are ranked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from OCP.TopoDS import TopoDS_Solid
from scipy.spatial import cKDTree

from cad.cloud.cloud import Surfels
from cad.geometry.mesh import distance_to_mesh
from cad.kernel.shape import tessellate
from cad.label.views import View, seen_through
from cad.segment.limits import Limits
from cad.segment.planes import find_planes
from cad.segment.strips import scatter_about

#: What scatter beyond the usual counts, the least noise (share of the diagonal) it is held against, and how much more
#: of it the true part has too: some points are strays.
_PER_EXCESS, _SCATTER_MIN, _SCATTER_STRAYS = 0.1, 0.0008, 1.1
#: Share of the surfels and lean of a normal (degrees) of the planes that tell what is usual.
_LARGE, _FACING_DEG = 0.02, 15.0


def usual_scatter(surfels: Surfels, limits: Limits) -> float:
    """Mean squared distance of the places as measured from large planes through them, in noise units: 1 or so."""
    measured = surfels.as_measured()
    own = Limits.of(measured, limits.seed)
    large = replace(own, least=max(own.least, int(_LARGE * len(measured.points))))
    return scatter_about(find_planes(measured, measured.good, large, _FACING_DEG, 17), measured, own)


def fault_of(solid: TopoDS_Solid, surfels: Surfels, views: list[View], limits: Limits, usual: float) -> float:
    """Cloud off the solid and scattered about it, a third of its visible skin without cloud, and skin seen through.

    ``usual``: see :func:`usual_scatter`.
    """
    good, span = np.flatnonzero(surfels.good), surfels.diagonal
    mesh = tessellate(solid, 0.0006 * span, 0.15)
    some = good[:: max(1, len(good) // 4000)]
    distance, _ = distance_to_mesh(surfels.points[some], mesh, samples=30_000)
    missed = float((distance > max(4 * limits.noise, 0.004 * span)).mean())
    # Faces that are tilted a little, or of another kind, leave a little more everywhere.
    scatter, _ = distance_to_mesh(surfels.seen[some], mesh, samples=30_000)
    scale = max(limits.raw, _SCATTER_MIN * span)
    excess = max(0.0, float(np.square(np.minimum(scatter / scale, 5.0)).mean()) - _SCATTER_STRAYS * usual)
    points, normals, _ = mesh.sample(5000, limits.rng(121))
    near = cKDTree(surfels.points).query(points, distance_upper_bound=max(0.018 * span, 3 * surfels.spacing))[0]
    level = surfels.table_z is not None
    on_table = level & (points[:, 2] < (surfels.table_z or 0.0) + 0.002 * span) & (normals[:, 2] < -0.9)
    bare = float((~np.isfinite(near) & ~on_table).mean())
    tolerance = max(0.008 * span, 2 * limits.reach)
    pierced = float(seen_through(views, points, -1.5 * tolerance * normals, tolerance).mean())
    return missed + 0.3 * bare + pierced + _PER_EXCESS * excess
