"""A mesh or a solid beside the true part: common volume, distance of the surfaces, closedness."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from manifold3d import Error, Manifold
from manifold3d import Mesh as ManifoldMesh
from OCP.TopoDS import TopoDS_Shape

from cad.bench.judge import overlap, surface_distance
from cad.cloud.ply import read_mesh
from cad.files.weld import closedness, weld
from cad.geometry.mesh import Mesh
from cad.kernel.shape import is_closed, is_valid, solids_of, tessellate
from reconstruct.bench.poses import Similarity
from reconstruct.bench.truth import Truth


def volume_iou(found: Mesh, true: Mesh) -> float:
    """Volume of the intersection over that of the union: exact where both are manifold, else by sampling."""
    a, b = (Manifold(ManifoldMesh(m.vertices.astype(np.float32), m.triangles.astype(np.uint32))) for m in (found, true))
    if a.status() != Error.NoError or b.status() != Error.NoError:
        return overlap(found, true)
    common = (a ^ b).volume()
    union = a.volume() + b.volume() - common
    return float(common / union) if union > 0 else 0.0


def mesh_figures(mesh: Mesh, truth: Truth) -> dict[str, Any]:
    """``mesh`` welded, in the truth's frame."""
    closed = closedness(mesh)
    (low, high), true = mesh.bounds(), truth.mesh
    true_low, true_high = true.bounds()
    return {
        "triangles": len(mesh.triangles), "watertight": closed.watertight, "manifold": closed.manifold,
        "bodies": closed.bodies, "genus": closed.genus, "volumeMm3": closed.volume, "trueVolumeMm3": true.volume(),
        "iou": volume_iou(mesh, true), **surface_distance(mesh, true),
        "boxErrorMm": float(max(np.abs(low - true_low).max(), np.abs(high - true_high).max())),
        "boxSizeMm": [float(v) for v in high - low],
    }  # fmt: skip


def ply_figures(path: Path, carried: Similarity, truth: Truth) -> dict[str, Any]:
    return mesh_figures(weld(carried_mesh(read_mesh(path), carried), apart=False), truth)


def solid_mesh(shape: TopoDS_Shape, carried: Similarity, truth: Truth) -> Mesh:
    """The triangles of a solid as read back from STEP, in the truth's frame."""
    return weld(carried_mesh(tessellate(shape, 0.0005 * truth.diagonal, 0.1), carried))


def solid_figures(shape: TopoDS_Shape, mesh: Mesh, truth: Truth) -> dict[str, Any]:
    """What the kernel says of the shape, and its triangles (:func:`solid_mesh`) beside the truth."""
    solids = list(solids_of(shape))
    sound = len(solids) == 1 and is_valid(shape) and is_closed(solids[0])
    return {"solids": len(solids), "oneValidClosedSolid": sound, **mesh_figures(mesh, truth)}


def carried_mesh(mesh: Mesh, carried: Similarity) -> Mesh:
    return Mesh(carried.points(mesh.vertices), mesh.triangles, mesh.faces)
