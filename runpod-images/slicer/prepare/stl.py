"""Meshes as arrays, from and to binary STL. Of numpy alone: it is used by what runs confined."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

HEADER_BYTES = 84
_RECORD = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])


@dataclass(frozen=True)
class Mesh:
    """``points`` float64 (n, 3) in mm, ``faces`` int64 (m, 3)."""

    points: np.ndarray
    faces: np.ndarray

    @property
    def corners(self) -> np.ndarray:
        return self.points[self.faces]


def read_stl(path: Path) -> Mesh:
    """Corners in exactly one place are one point. The file is one that the edge's check has written."""
    corners = np.fromfile(path, _RECORD, offset=HEADER_BYTES)["corners"].reshape(-1, 3)
    return welded(corners + np.float32(0))


def write_stl(path: Path, mesh: Mesh) -> None:
    out = np.zeros(len(mesh.faces), _RECORD)
    out["corners"] = mesh.corners
    path.write_bytes(b"Caliper".ljust(80, b"\0") + np.uint32(len(out)).tobytes() + out.tobytes())


def welded(corners: np.ndarray) -> Mesh:
    """Of triangles' corners (3 n, 3), in float32 as an STL has them."""
    points, index = np.unique(corners.astype(np.float32), axis=0, return_inverse=True)
    return Mesh(points.astype(np.float64), index.reshape(-1, 3).astype(np.int64))


def without_empty(mesh: Mesh) -> Mesh:
    a, b, c = mesh.faces.T
    return Mesh(mesh.points, mesh.faces[(a != b) & (b != c) & (c != a)])


def open_edges(mesh: Mesh) -> np.ndarray:
    """The directed edges (from, to) of triangles that no other triangle passes the other way."""
    edges = mesh.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    low, high = edges.min(1), edges.max(1)
    _, index = np.unique(low * len(mesh.points) + high, return_inverse=True)
    balance = np.zeros(index.max(initial=-1) + 1, np.int64)
    np.add.at(balance, index, np.where(edges[:, 0] == low, 1, -1))
    return edges[balance[index] != 0]


def volume_mm3(mesh: Mesh) -> float:
    if not len(mesh.faces):
        return 0.0
    a, b, c = (mesh.corners - mesh.points.mean(0)).transpose(1, 0, 2)
    return float(np.einsum("ij,ij->", a, np.cross(b, c))) / 6


def area_mm2(mesh: Mesh) -> float:
    a, b, c = mesh.corners.transpose(1, 0, 2)
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum()) / 2


def size_mm(mesh: Mesh) -> np.ndarray:
    used = mesh.points[np.unique(mesh.faces)]
    return used.max(0) - used.min(0)


def figures(mesh: Mesh) -> dict:
    """As on the wire (preparedFigures)."""
    edges = open_edges(mesh)
    return {
        "triangles": len(mesh.faces),
        "openEdges": len(np.unique(np.sort(edges, axis=1), axis=0)),
        "volumeMm3": volume_mm3(mesh),
        "areaMm2": area_mm2(mesh),
        "sizeUm": [round(side * 1000) for side in size_mm(mesh).tolist()],
    }
