"""A closed mesh straight from the cloud, for when no mesh is given: level set of the winding number.

The part and its mirror below a known table make the contact face; vertices near surfels are pulled onto them.
"""

from __future__ import annotations

import numpy as np
from manifold3d import Manifold
from numba import njit
from scipy.spatial import cKDTree

from cad.cloud.cloud import Surfels
from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array
from cad.geometry.winding import WindingField
from cad.problem import CadError

_CELLS_MAX = 110_000


@njit(cache=True)
def _interpolated(field, x, y, z):
    """Trilinear value at grid coordinates, held at the border."""
    i = min(max(int(x), 0), field.shape[0] - 2)
    j = min(max(int(y), 0), field.shape[1] - 2)
    k = min(max(int(z), 0), field.shape[2] - 2)
    u, v, w = min(max(x - i, 0.0), 1.0), min(max(y - j, 0.0), 1.0), min(max(z - k, 0.0), 1.0)
    a = field[i, j, k] * (1 - w) + field[i, j, k + 1] * w
    b = field[i, j + 1, k] * (1 - w) + field[i, j + 1, k + 1] * w
    c = field[i + 1, j, k] * (1 - w) + field[i + 1, j, k + 1] * w
    d = field[i + 1, j + 1, k] * (1 - w) + field[i + 1, j + 1, k + 1] * w
    return (a * (1 - v) + b * v) * (1 - u) + (c * (1 - v) + d * v) * u


def _pulled(vertices: Array, surfels: Surfels, reach: float) -> Array:
    """Vertices moved onto the mean tangent plane of the surfels nearby; those without any stay."""
    near, index = cKDTree(surfels.points).query(vertices, k=6, distance_upper_bound=reach)
    known = np.isfinite(near)
    index = np.where(known, index, 0)
    weight = known / (near.clip(max=reach) ** 2 + (0.2 * reach) ** 2)
    off = np.einsum("nki,nki->nk", surfels.points[index] - vertices[:, None], surfels.normals[index])
    total = np.maximum(weight.sum(1), 1e-30)
    move = np.einsum("nk,nk,nki->ni", weight, off, surfels.normals[index]) / total[:, None]
    length = np.linalg.norm(move, axis=1, keepdims=True)
    return vertices + move * np.minimum(1.0, 0.6 * reach / np.maximum(length, 1e-12)) * known.any(1)[:, None]


def mesh_of_cloud(surfels: Surfels) -> Mesh:
    """Closed, outward triangle mesh. Raises CadError ``no-solid`` when the cloud encloses nothing."""
    room = 0.03 * surfels.diagonal
    low, high = surfels.low - room, surfels.high + room
    if surfels.table_z is not None:
        low[2] = surfels.table_z - room
    step = float((np.prod(high - low) / _CELLS_MAX) ** (1 / 3))
    axes = [np.arange(a, b + step, step) for a, b in zip(low, high, strict=True)]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), -1)
    field = WindingField(surfels.points, surfels.normals, surfels.table_z, most=5000).at(grid.reshape(-1, 3))
    field = field.reshape(grid.shape[:3])
    if surfels.table_z is not None:
        field = np.minimum(field, 0.5 + (grid[..., 2] - surfels.table_z) / (2 * step))

    def level(x: float, y: float, z: float) -> float:
        return _interpolated(field, (x - low[0]) / step, (y - low[1]) / step, (z - low[2]) / step) - 0.5

    top = low + step * (np.array(field.shape) - 1)
    solid = Manifold.level_set(level, [*low, *top], step)
    bodies = [body for body in solid.decompose() if body.volume() > 0]
    if not bodies:
        raise CadError("no-solid", "the cloud does not enclose a volume")
    raw = max(bodies, key=lambda body: body.volume()).to_mesh()
    vertices = np.asarray(raw.vert_properties, float)[:, :3]
    triangles = np.asarray(raw.tri_verts, np.int64)
    return Mesh(_pulled(vertices, surfels, 1.6 * step), triangles, np.zeros(len(triangles), np.int64))
