"""One closed body from the part's cloud and the seen free space."""

from __future__ import annotations

import json

import numpy as np
from manifold3d import Manifold

from reconstruct.dense.ply import read_cloud, write_mesh
from reconstruct.mesh.cut import CutRule, inside_cells
from reconstruct.mesh.distance import to_surface
from reconstruct.mesh.polish import paint, polish, vertex_normals
from reconstruct.mesh.surface import apart, arrays, boundary, largest, one_body, solid
from reconstruct.mesh.tetrahedra import grounded, tetrahedra, thin
from reconstruct.object.freespace import FreeSpace
from reconstruct.stage import Figure, StageContext, StageError, StageResult

VERSION = 3
INPUTS = ("poses", "dense", "object")
TIMEOUT_S = 900.0
POINTS = {"draft": 25_000, "standard": 70_000}
SIMPLIFY_EDGES = 0.05
GROUNDED_FOOTPRINTS = 6.0
# Of the part's longest side: far above what readers of an STL weld (1e-6), far below what was measured.
TOUCHING_GAP = 3e-5


def run(context: StageContext) -> StageResult:
    """Write ``mesh/mesh.ply`` and ``mesh/mesh.json`` (the contract's meshReport)."""
    scene = json.loads((context.folder("object") / "object.json").read_text())
    planes = [np.array(plane) for plane in scene["passPlanes"].values() if plane is not None]
    cloud = read_cloud(context.folder("object") / "cloud.ply")
    space = FreeSpace.load(context.workspace)
    ground = grounded(cloud, planes, GROUNDED_FOOTPRINTS * space.footprint)
    thinned, edge = thin(ground, POINTS[context.settings.quality])
    edge = max(edge, space.footprint)
    context.progress(1, 5, "tetrahedra")
    cells = tetrahedra(thinned, edge, planes, context.settings.seed)
    context.progress(2, 5, "inside and outside")
    inside = inside_cells(cells, thinned, edge, space, planes, CutRule())
    if not inside.any():
        raise StageError("dense-too-thin", "mesh", "the points enclose nothing")
    points, faces = arrays(largest(solid(*boundary(cells, one_body(cells, inside)))))
    context.progress(3, 5, "surface")
    points = polish(points, faces, ground, 3 * edge, planes)
    body = largest(largest(solid(points, faces)).simplify(SIMPLIFY_EDGES * edge))
    points, faces = arrays(body)
    points = apart(points, faces, TOUCHING_GAP * float(np.ptp(points, axis=0).max()))
    context.progress(4, 5, "colours and checks")
    out = context.folder("mesh")
    out.mkdir(parents=True, exist_ok=True)
    write_mesh(out / "mesh.ply", points, vertex_normals(points, faces), paint(points, cloud), faces)
    report = _report(body, to_surface(cloud.points, points, faces)[0])
    (out / "mesh.json").write_text(json.dumps(report, indent=1))
    return StageResult({**report, "tetrahedra": len(inside), "pointsUsed": len(thinned), "edge": edge})


def _report(body: Manifold, deviation: np.ndarray) -> dict[str, Figure]:
    pieces = body.decompose()
    return {
        "watertight": body.volume() > 0,
        "manifold": not body.is_empty(),
        "bodies": len(pieces),
        "triangles": body.num_tri(),
        "genus": body.genus() if len(pieces) == 1 else None,
        "volumeMm3": body.volume(),
        "areaMm2": body.surface_area(),
        "deviationMeanMm": float(deviation.mean()),
        "deviationP95Mm": float(np.quantile(deviation, 0.95)),
    }
