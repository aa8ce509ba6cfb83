"""The part's own points: above what it stands on, one body, without strays."""

from __future__ import annotations

import json

import numpy as np

from reconstruct.dense.ply import Cloud, read_cloud, write_cloud
from reconstruct.dense.scene import Sphere
from reconstruct.dense.support import find_support_plane
from reconstruct.dense.views import FloatArray, load_views
from reconstruct.object.clean import bounds, clean, seen_through, spacing
from reconstruct.object.cluster import part_mask
from reconstruct.object.freespace import FreeSpace
from reconstruct.stage import StageContext, StageError, StageResult

VERSION = 3
INPUTS = ("poses", "dense")
TIMEOUT_S = 300.0
POINTS_MIN = 1000
HEIGHT_MIN_FOOTPRINTS = 1.5
CELL_FOOTPRINTS = 4.0
# The lowest seen points of a ball are a third of its height up: only a real gap speaks against standing.
SUPPORTED_GAP_MAX = 0.25


def run(context: StageContext) -> StageResult:
    """Write ``object/cloud.ply`` and ``object/object.json``."""
    scene = json.loads((context.folder("dense") / "dense.json").read_text())
    sphere = Sphere(np.array(scene["sphere"]["centre"]), scene["sphere"]["radius"])
    footprint = scene["footprint"]
    cloud = read_cloud(context.folder("dense") / "cloud.ply")
    seen = len(cloud)
    planes = {name: None if plane is None else np.array(plane) for name, plane in scene["planes"].items()}
    first = next(iter(planes))
    if len(planes) == 1 and planes[first] is None:
        views = load_views(context.folder("poses"))
        thinned = cloud.points[:: max(1, len(cloud) // 20000)]
        planes[first] = find_support_plane(thinned, views, sphere, context.settings.seed)
    # A pass tells nothing of what lies on its own support, and the dense stage left that out view by view. Seen in
    # another pass it is the part's own face, on which it lay: with several passes only what lies below is wrong.
    height = HEIGHT_MIN_FOOTPRINTS * (1 if len(planes) == 1 else -1) * footprint
    for plane in planes.values():
        if plane is not None:
            cloud = cloud.keep(cloud.points @ plane[:3] + plane[3] > height)
    cloud = cloud.keep(~seen_through(cloud, FreeSpace.load(context.workspace)))
    cloud = _part(cloud, sphere, footprint, seen)
    low, high, diagonal = bounds(cloud.points)
    gap = _gap(cloud.points, planes[first])
    # A part seen turned over as well hides nothing on the table: its underside is in the cloud.
    supported = len(planes) == 1 and gap is not None and gap < SUPPORTED_GAP_MAX * diagonal
    out = context.folder("object")
    out.mkdir(parents=True, exist_ok=True)
    write_cloud(out / "cloud.ply", cloud)
    report = {
        "supportPlane": None if planes[first] is None else planes[first].tolist(),
        "passPlanes": {name: None if plane is None else plane.tolist() for name, plane in planes.items()},
        "supported": supported,
        "boundingBox": {"min": low.tolist(), "max": high.tolist()},
        "diagonal": diagonal,
        "footprint": footprint,
    }
    (out / "object.json").write_text(json.dumps(report, indent=1))
    measured = {
        "points": len(cloud),
        "pointsDropped": seen - len(cloud),
        "spacing": spacing(cloud.points),
        "diagonal": diagonal,
        "supported": supported,
        "confidenceMedian": round(float(np.median(cloud.confidence)), 4),
    }
    return StageResult(measured, _warnings(high - low, sphere, planes[first]))


def _part(cloud: Cloud, sphere: Sphere, footprint: float, seen: int) -> Cloud:
    cell = max(CELL_FOOTPRINTS * footprint, 0.01 * sphere.radius)
    cloud = cloud.keep(part_mask(cloud.points, cloud.confidence, sphere.centre, sphere.radius, cell))
    if len(cloud) < POINTS_MIN // 4:
        raise StageError(
            "no-object", "object", f"of {seen} surface points {len(cloud)} stand together above what lies under them"
        )
    cloud = clean(cloud)
    if len(cloud) < POINTS_MIN:
        raise StageError(
            "dense-too-thin", "object", f"{len(cloud)} points of the part were seen, {POINTS_MIN} are needed"
        )
    return cloud.keep(part_mask(cloud.points, cloud.confidence, sphere.centre, sphere.radius, cell))


def _gap(points: FloatArray, plane: FloatArray | None) -> float | None:
    return None if plane is None else float(np.quantile(points @ plane[:3] + plane[3], 0.001))


def _warnings(size: FloatArray, sphere: Sphere, plane: FloatArray | None) -> tuple[str, ...]:
    found = []
    if plane is None:
        found.append("no support plane was found: what the part stands on may be part of the result")
    if np.linalg.norm(size) > 1.9 * sphere.radius:
        found.append("the part fills the pictures to their border: it may have been cut there")
    return tuple(found)
