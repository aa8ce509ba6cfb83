"""Skin of a solid on which nothing was measured though its face was: there a hole may have been closed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from cad.cloud.cloud import Surfels
from cad.cloud.groups import groups_within
from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array

_SAMPLES = 25_000


@dataclass(frozen=True)
class BarePatch:
    """``area`` without points on face ``face``, about ``place`` (unit of the part, named mm in the report).

    ``normal``: outward, on average: from where the patch would have been seen.
    """

    face: int
    areaMm2: float
    place: list[float]
    normal: list[float]


def _nearest_alike(points: Array, normals: Array, surfels: Surfels) -> Array:
    """Distance to the nearest surfel that faces the same way ``(n,)``."""
    distance, index = cKDTree(surfels.points).query(points, k=16)
    alike = np.einsum("nki,ni->nk", surfels.normals[index], normals) > 0.7
    # Where all sixteen face another way, none that faces this way is nearer than the last of them.
    return np.minimum(np.where(alike, distance, np.inf).min(1), distance[:, -1])


def bare_patches(mesh: Mesh, surfels: Surfels) -> list[BarePatch]:
    """Patches inside a face whose middle lies further from every point than a face recedes from a sharp edge.

    A patch that runs along an edge of its face is where the cameras' view ended, not a hole. ``mesh``: tessellation
    with the face of each triangle. Skin on the table and facing down towards it is left out: it is known that nobody
    looked. Largest first.
    """
    points, normals, triangle = mesh.sample(_SAMPLES, np.random.default_rng(5))
    face = mesh.faces[triangle]
    each = float(mesh.areas().sum()) / len(points)
    far = _nearest_alike(points, normals, surfels)
    if surfels.table_z is not None:
        far[normals[:, 2] < -0.3] = 0.0
    deep = max(4 * surfels.spacing, 0.012 * surfels.diagonal)
    rim = max(2 * surfels.spacing, 0.4 * deep)
    near_edge = 2 * np.sqrt(each)

    def along_edge(members: np.ndarray, number: int) -> bool:
        others = cKDTree(points[face != number])
        return float((others.query(points[members])[0] < near_edge).mean()) > 0.15

    out = []
    for number in np.unique(face[far > deep]):
        mine = np.flatnonzero((face == number) & (far > rim))
        label = groups_within(points[mine], 3 * np.sqrt(each))
        for patch in range(label.max() + 1):
            members = mine[label == patch]
            # Samples near the points round a patch were left out: its rim is put back.
            area = np.pi * (np.sqrt(len(members) * each / np.pi) + rim) ** 2
            if (far[members] > deep).sum() >= 3 and area > np.pi * deep**2 and not along_edge(members, number):
                outward = normals[members].mean(0)
                outward /= max(float(np.linalg.norm(outward)), 1e-12)
                out.append(BarePatch(int(number), area, points[members].mean(0).tolist(), outward.tolist()))
    return sorted(out, key=lambda patch: -patch.areaMm2)
