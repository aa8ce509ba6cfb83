"""Where the cloud lies off the solid: a signed distance at every vertex, and where nothing was measured."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from cad.cloud.cloud import Cloud
from cad.geometry.mesh import Mesh, distance_to_mesh
from cad.geometry.vectors import Array, unit

_POINTS_MAX = 200_000
#: A point farther off than this share of the diagonal shows something else than the face below it.
_REACH = 0.02
_NEIGHBOURS = 24
_NEIGHBOURS_MIN = 4


def deviations(mesh: Mesh, cloud: Cloud, spacing: float) -> Array:
    """Median signed distance (outward positive) of the cloud's points about each vertex ``(v,)``; NaN: not seen.

    Vertices are not shared between faces, and a point counts for the face it is nearest to and looks along with.
    ``spacing``: length of the mesh's edges; a vertex speaks for that neighbourhood.
    """
    stride = max(1, -(-len(cloud.points) // _POINTS_MAX))
    points, normals = cloud.points[::stride], cloud.normals[::stride]
    distance, triangle = distance_to_mesh(points, mesh)
    outward = unit(mesh.cross()[triangle])
    signed = np.copysign(distance, np.einsum("ij,ij->i", points - mesh.corners[triangle, 0], outward))
    counts = (distance < _REACH * mesh.diagonal()) & (np.einsum("ij,ij->i", normals, outward) > 0.5)
    points, signed, face = points[counts], signed[counts], mesh.faces[triangle[counts]]
    out = np.full(len(mesh.vertices), np.nan)
    if not len(points):
        return out
    near = cKDTree(points).query(points[:: max(1, len(points) // 4000)], k=2)[0][:, 1]
    radius = max(1.3 * spacing, 3 * float(np.median(near)))
    for number in np.unique(face):
        mine = face == number
        used = np.unique(mesh.triangles[mesh.faces == number])
        out[used] = _local_median(mesh.vertices[used], points[mine], signed[mine], radius)
    return out


def _local_median(places: Array, points: Array, values: Array, radius: float) -> Array:
    """Median of the values within ``radius`` of each place; NaN where there are too few."""
    known = min(_NEIGHBOURS, len(points))
    away, index = cKDTree(points).query(places, k=known, distance_upper_bound=radius)
    away, index = away.reshape(len(places), -1), index.reshape(len(places), -1)
    within = np.isfinite(away)
    picked = np.where(within, np.append(values, np.nan)[index], np.nan)
    out = np.full(len(places), np.nan)
    enough = within.sum(1) >= _NEIGHBOURS_MIN
    out[enough] = np.nanmedian(picked[enough], axis=1)
    return out
