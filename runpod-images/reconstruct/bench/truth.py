"""The true surface of a set, and which of it the true cameras saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import trimesh
from numpy.typing import NDArray

from cad.geometry.mesh import Mesh
from reconstruct.bench.sets import TrueCamera
from reconstruct.dense.views import FloatArray
from reconstruct.dense.zbuffer import render_depth

SEEN_ANGLE_MAX_DEG = 75.0
EDGE_ANGLE_MIN_DEG = 30.0
#: A place counts as unhidden when it is no further behind what its pixel shows (share of its depth).
UNHIDDEN_SHARE = 0.004


@dataclass(frozen=True, eq=False)
class Truth:
    """``points (n,3)`` merged, ``faces (m,3)``, unit ``normals (m,3)``, ``diagonal``."""

    points: FloatArray
    faces: NDArray[np.int64]
    normals: FloatArray
    diagonal: float

    @property
    def mesh(self) -> Mesh:
        return Mesh(self.points, self.faces, np.zeros(len(self.faces), np.int64))


def load_truth(path: Path) -> Truth:
    """The true part: any STL (binary or text), equal corners merged."""
    mesh = trimesh.load_mesh(path)
    points, faces = np.array(mesh.vertices, float), np.array(mesh.faces, np.int64)
    normals = np.cross(points[faces[:, 1]] - points[faces[:, 0]], points[faces[:, 2]] - points[faces[:, 0]])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-30)
    return Truth(points, faces, normals, float(np.linalg.norm(np.ptp(points, axis=0))))


def seen_by(
    truth: Truth, places: FloatArray, normals: FloatArray | None, cameras: Sequence[TrueCamera]
) -> NDArray[np.int64]:
    """How many cameras see each place ``(n, 3)``: unhidden, inside the picture, and closer than 75° to its normal
    (not asked where ``normals`` is None)."""
    count = np.zeros(len(places), np.int64)
    for view in cameras:
        depth, _ = render_depth(truth.points, truth.faces, view.K, view.R, view.t, view.width, view.height)
        local = places @ view.R.T + view.t
        pixel = local @ view.K.T
        x, y = (np.floor(pixel[:, k] / pixel[:, 2]).astype(int) for k in (0, 1))
        inside = (x >= 0) & (y >= 0) & (x < view.width) & (y < view.height) & (local[:, 2] > 0)
        front = depth[np.clip(y, 0, view.height - 1), np.clip(x, 0, view.width - 1)]
        # Beside an outline the pixel may show nothing (0): the place itself is then in front.
        shown = inside & ((front == 0) | (local[:, 2] - front < UNHIDDEN_SHARE * local[:, 2]))
        if normals is not None:
            ray = view.centre - places
            facing = (ray * normals).sum(1) / np.linalg.norm(ray, axis=1)
            shown &= facing > np.cos(np.radians(SEEN_ANGLE_MAX_DEG))
        count += shown
    return count


def edge_points(truth: Truth, step: float) -> FloatArray:
    """Points along the edges whose two faces meet at more than 30°."""
    half = np.concatenate([truth.faces[:, [0, 1]], truth.faces[:, [1, 2]], truth.faces[:, [2, 0]]])
    face = np.tile(np.arange(len(truth.faces)), 3)
    order = np.lexsort(np.sort(half, axis=1).T)
    ends, face = np.sort(half, axis=1)[order], face[order]
    pair = np.nonzero((ends[1:] == ends[:-1]).all(1))[0]
    cosine = (truth.normals[face[pair]] * truth.normals[face[pair + 1]]).sum(1)
    sharp = ends[pair[cosine < np.cos(np.radians(EDGE_ANGLE_MIN_DEG))]]
    parts = [np.zeros((0, 3))]
    for a, b in truth.points[sharp]:
        parts.append(a + (b - a) * np.linspace(0, 1, max(2, int(np.linalg.norm(b - a) / step)))[:, None])
    return np.concatenate(parts)
