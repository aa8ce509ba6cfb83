"""One rung of the ladder in a process of its own: ``python -m cad.rung ENGINE REQUEST.json OUT_DIR``.

Native code may abort or run away here without taking the caller along. Writes ``part.step``, ``mesh.npz`` (vertices,
triangles, faces) and ``rung.json``; exit status 3 and ``problem.json`` when there is no solid.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from OCP.BRepBuilderAPI import BRepBuilderAPI_Transform
from OCP.gp import gp_Pnt, gp_Trsf
from OCP.TopoDS import TopoDS_Solid

from cad.cloud.cloud import Cloud, Surfels
from cad.cloud.ply import read_cloud, read_mesh
from cad.cloud.prepare import prepare
from cad.engine import ENGINES, Input, Output
from cad.geometry.mesh import Mesh
from cad.kernel.shape import solids_of
from cad.label.views import View, read_views
from cad.problem import CadError
from cad.request import Request
from cad.score import Score, measure
from cad.step.document import read_step, write_step

EXIT_NO_SOLID = 3
#: Diagonal a part of unknown scale is brought to while it is worked on: the kernel's tolerances are absolute.
_WORK_DIAGONAL = 100.0
#: Names on thousands of facets help nobody and make the file slow to open.
_FACES_NAMED_MAX = 400


def _scaled_solid(solid: TopoDS_Solid, factor: float) -> TopoDS_Solid:
    move = gp_Trsf()
    move.SetScale(gp_Pnt(0, 0, 0), factor)
    return next(iter(solids_of(BRepBuilderAPI_Transform(solid, move, True).Shape())))


def _scaled_surfels(surfels: Surfels, factor: float) -> Surfels:
    lengths = {name: getattr(surfels, name) * factor for name in ("points", "noise", "spacing", "diagonal")}
    return replace(surfels, **lengths, table_z=None if surfels.table_z is None else surfels.table_z * factor)


def _read(request: Request) -> tuple[Input, float]:
    """Everything the engines need, and the factor by which lengths were multiplied."""
    cloud = read_cloud(Path(request.cloud))
    mesh = read_mesh(Path(request.mesh)) if request.mesh else None
    views = read_views(Path(request.views), Path(request.depths)) if request.views and request.depths else []
    factor = 1.0
    if request.unit != "mm" and len(cloud.points):
        span = np.linalg.norm(np.ptp(np.percentile(cloud.points, [1, 99], axis=0), axis=0))
        factor = _WORK_DIAGONAL / max(float(span), 1e-12)
    table = None if request.table_z is None else request.table_z * factor
    segmenter = Path(request.segmenter) if request.segmenter else None
    cloud = Cloud(cloud.points * factor, cloud.normals, cloud.colours, cloud.confidence)
    if mesh is not None:
        mesh = Mesh(mesh.vertices * factor, mesh.triangles, mesh.faces)
    views = [View(v.depth * factor, v.intrinsics, v.rotation, v.translation * factor) for v in views]
    return Input(prepare(cloud, table), mesh, views, request.unit == "mm", request.seed, segmenter), factor


def _scored(path: Path, given: Input, output: Output, factor: float) -> tuple[Score, Mesh]:
    surfels = _scaled_surfels(given.surfels, 1 / factor)
    views = [View(v.depth / factor, v.intrinsics, v.rotation, v.translation / factor) for v in given.views]
    return measure(read_step(path), surfels, output.segments if factor == 1.0 else [], views)


def _keep(
    output: Output, engine: str, request: Request, given: Input, factor: float, out: Path, started: float
) -> None:
    """Leave one solid's files in ``out``, over those of the one before; ``rung.json`` comes last, in one step."""
    solid = output.solid if factor == 1.0 else _scaled_solid(output.solid, 1 / factor)
    fresh = out / "fresh.step"
    product = request.product if request.unit == "mm" else f"{request.product} (scale unknown: scene units)"
    write_step(fresh, solid, product, [], [])
    score, mesh = _scored(fresh, given, output, factor)
    if len(score.faces) <= _FACES_NAMED_MAX:
        # Written a second time with what was just learnt about every face.
        names = [f"{face.id}: {face.type}, {face.evidence}" for face in score.faces]
        write_step(fresh, solid, product, names, [face.evidence for face in score.faces])
        score, mesh = _scored(fresh, given, output, factor)
    record = {
        "engine": engine, "score": score.as_json(), "figures": output.figures, "noise": given.surfels.noise / factor,
        "diagonal": given.surfels.diagonal / factor, "surfels": len(given.surfels.points),
        "seconds": time.monotonic() - started, "peakMemoryMb": _peak_memory_mb(),
    }  # fmt: skip
    (out / "rung.json").unlink(missing_ok=True)
    fresh.replace(out / "part.step")
    np.savez_compressed(out / "mesh.npz", vertices=mesh.vertices, triangles=mesh.triangles, faces=mesh.faces)
    (out / "fresh.json").write_text(json.dumps(record))
    (out / "fresh.json").replace(out / "rung.json")


def _peak_memory_mb() -> float | None:
    """The most this process has held; None where the kernel does not tell. (``ru_maxrss`` counts the parent too.)"""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), None)


def climb(engine: str, request: Request, out: Path) -> None:
    """Run one engine and leave the files of its best solid so far in ``out``. Raises CadError."""
    started = time.monotonic()
    given, factor = _read(request)
    for output in ENGINES[engine](given, lambda text: print(text, flush=True)):
        _keep(output, engine, request, given, factor, out, started)


def main(arguments: list[str]) -> int:
    engine, request, out = arguments[0], Request.load(Path(arguments[1])), Path(arguments[2])
    try:
        climb(engine, request, out)
    except CadError as error:
        (out / "problem.json").write_text(json.dumps({"code": error.code, "detail": error.detail}))
        return EXIT_NO_SOLID
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
