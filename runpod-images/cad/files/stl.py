"""Binary STL."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cad.geometry.mesh import Mesh
from cad.geometry.vectors import unit
from cad.problem import CadError

_ROW = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])


def write_stl(path: Path, mesh: Mesh) -> None:
    """``mesh`` in mm; the header does not begin with "solid", which readers take for ASCII."""
    rows = np.zeros(len(mesh.triangles), _ROW)
    rows["normal"], rows["corners"] = unit(mesh.cross()), mesh.corners
    header = b"Caliper binary STL, mm".ljust(80, b" ")
    path.write_bytes(header + np.uint32(len(rows)).tobytes() + rows.tobytes())


def read_stl(path: Path) -> Mesh:
    """Binary STL as triangles with unshared vertices."""
    data = path.read_bytes()
    count = int(np.frombuffer(data, "<u4", 1, 80)[0]) if len(data) >= 84 else -1
    if len(data) != 84 + count * _ROW.itemsize:
        raise CadError("cloud-unreadable", f"{path.name} is not a whole binary STL")
    corners = np.frombuffer(data, _ROW, count, 84)["corners"].astype(float).reshape(-1, 3)
    return Mesh(corners, np.arange(len(corners)).reshape(-1, 3), np.zeros(count, np.int64))
