"""The GLB as the viewer wants it: fine enough for a heat map, small enough for a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from OCP.TopoDS import TopoDS_Shape

from cad.cloud.cloud import Cloud
from cad.deviation.field import deviations
from cad.deviation.flat import remeshed_planes
from cad.deviation.refine import refined
from cad.files.glb import write_glb
from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array
from cad.kernel.shape import tessellate

#: About 1.2 MB, and drawn at once by a phone.
_TRIANGLES_MAX = 32_000
_TRIANGLES_WANTED = 12_000


def shown_tessellation(shape: TopoDS_Shape) -> Mesh:
    """Triangles of an analytic solid for the eye: rounder than those that are printed from or measured against."""
    span = tessellate(shape, 1e9, 0.5).diagonal()
    for angle_rad in (0.15, 0.25, 0.4):
        mesh = tessellate(shape, 0.0004 * span, angle_rad)
        if len(mesh.triangles) <= _TRIANGLES_MAX:
            break
    return mesh


def write_shown(
    path: Path, mesh: Mesh, cloud: Cloud, colours: Array, faces: list[dict[str, Any]], unit_is_mm: bool
) -> None:
    """``mesh`` with the face ids of ``faces``; ``cloud`` in the same frame. See :func:`cad.files.glb.write_glb`."""
    edge = 1.5 * float(np.sqrt(4 / np.sqrt(3) * mesh.areas().sum() / _TRIANGLES_WANTED))
    fine = refined(remeshed_planes(mesh, edge), edge, _TRIANGLES_MAX)
    write_glb(path, fine, colours, faces, unit_is_mm, deviations(fine, cloud, edge))
