"""One rung of the ladder in a process of its own: ``python -m cad.rung ENGINE REQUEST.json OUT_DIR [BEFORE_DIR]``.

``BEFORE_DIR``: that of the rung before it in the same ladder. ``finish ENGINE REQUEST.json OUT_DIR``: measure and write
the best solid of a rung whose time ran out. ``python -m cad.rung serve`` loads the kernel once for all rungs of a
ladder: it takes such arguments, ``{"arguments", "limitS", "log"}``, one JSON a line, runs each in a process forked from
it, with so many seconds of computing, and answers with its exit status.

Native code may abort or run away here without taking the caller along. Writes ``part.step``, ``mesh.npz`` (vertices,
triangles, faces), ``rung.json`` and what the part can be rebuilt from (``rebuild/state.py``); exit status 3 and
``problem.json`` when there is no solid.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import sys
import time
import traceback
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from cad.ahead import AT_ONCE_MAX, cores, end_with_parent, spent_s
from cad.cloud.cloud import Cloud
from cad.cloud.ply import read_cloud, read_mesh
from cad.cloud.prepare import prepare
from cad.engine import ENGINES, Input, Output
from cad.geometry.mesh import Mesh
from cad.handed import Handed
from cad.label.cameras import read_cameras
from cad.label.views import read_views
from cad.labelled import product_name, save_mesh, write_labelled
from cad.problem import CadError
from cad.rebuild.build import Sharp
from cad.rebuild.state import State, scaled_solid
from cad.request import Request
from cad.score import Score, measure
from cad.step.document import read_step

EXIT_NO_SOLID = 3
#: Diagonal a part of unknown scale is brought to while it is worked on: the kernel's tolerances are absolute.
_WORK_DIAGONAL = 100.0


def _read(request: Request, handed: Handed, at_once: int) -> tuple[Input, float]:
    """Everything the engines need, and the factor by which lengths were multiplied."""
    cloud = read_cloud(Path(request.cloud))
    mesh = read_mesh(Path(request.mesh)) if request.mesh else None
    views = read_views(Path(request.views), Path(request.depths)) if request.views and request.depths else []
    if request.cameras and request.photos:
        views += read_cameras(Path(request.cameras), Path(request.photos), cloud.points)
    factor = 1.0
    if request.unit != "mm" and len(cloud.points):
        span = np.linalg.norm(np.ptp(np.percentile(cloud.points, [1, 99], axis=0), axis=0))
        factor = _WORK_DIAGONAL / max(float(span), 1e-12)
    table = None if request.table_z is None else request.table_z * factor
    segmenter = Path(request.segmenter) if request.segmenter else None
    cloud = Cloud(cloud.points * factor, cloud.normals, cloud.colours, cloud.confidence)
    if mesh is not None:
        mesh = Mesh(mesh.vertices * factor, mesh.triangles, mesh.faces)
    views = [view.scaled(factor) for view in views]
    surfels = handed.found("surfels", lambda: prepare(cloud, table))
    return Input(surfels, mesh, views, request.unit == "mm", request.seed, segmenter, handed, at_once), factor


def _scored(path: Path, given: Input, output: Output, factor: float) -> tuple[Score, Mesh]:
    surfels = given.surfels.scaled(1 / factor)
    views = [view.scaled(1 / factor) for view in given.views]
    return measure(read_step(path), surfels, output.segments if factor == 1.0 else [], views)


@dataclass(frozen=True)
class _Solved:
    """A solid and when it was found: seconds by the clock and of computing since the rung began."""

    output: Output
    seconds: float
    cpu_s: float


def _finish(engine: str, request: Request, given: Input, factor: float, out: Path) -> None:
    """Leave the files of the last solid in ``out`` that is sound when read back; of the first where none is."""
    number = len(list(out.glob("solved-*.pickle")))
    while number:
        number -= 1
        # Written by :func:`climb`, for this rung.
        solved: _Solved = pickle.loads((out / f"solved-{number}.pickle").read_bytes())  # noqa: S301
        try:
            if _keep(solved, engine, request, given, factor, out, number == 0):
                return
        except CadError as error:
            if number == 0:
                raise
            print(error.detail, flush=True)
        print("not sound when read back", flush=True)


def _keep(
    solved: _Solved, engine: str, request: Request, given: Input, factor: float, out: Path, in_any_case: bool
) -> bool:
    """Write one solid's files, ``rung.json`` last and in one step; False where it is not sound when read back."""
    output = solved.output
    solid = output.solid if factor == 1.0 else scaled_solid(output.solid, 1 / factor)
    product = product_name(request.product, request.unit)
    score, mesh = write_labelled(out / "part.step", solid, product, lambda path: _scored(path, given, output, factor))
    if not score.sound and not in_any_case:
        return False
    record = {
        "engine": engine, "score": score.as_json(), "figures": output.figures,
        "noise": given.surfels.seen_noise / factor, "diagonal": given.surfels.diagonal / factor,
        "surfels": len(given.surfels.points),
        "seconds": solved.seconds, "cpuSeconds": solved.cpu_s, "peakMemoryMb": _peak_memory_mb(),
    }  # fmt: skip
    save_mesh(out / "mesh.npz", mesh)
    label = "faceted" if output.sharp is None else "analytic"
    State(label, request.unit, factor, output.sharp or Sharp(output.solid, []), given.surfels).save(out)
    (out / "fresh.json").write_text(json.dumps(record))
    (out / "fresh.json").replace(out / "rung.json")
    return True


def _peak_memory_mb() -> float | None:
    """The most this process has held; None where the kernel does not tell. (``ru_maxrss`` counts the parent too.)"""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), None)


def climb(engine: str, request: Request, out: Path, before: Path | None = None, at_once: int = 1) -> None:
    """Run one engine and leave the files of its best solid in ``out``. Raises CadError.

    On the way each solid is laid aside as it is: only the last is measured, by :func:`finish` where time ran out.
    """
    started = time.monotonic()
    # Its threads do not outlive a fork.
    cv2.setNumThreads(1)
    given, factor = _read(request, Handed(out, before), at_once)
    for number, output in enumerate(ENGINES[engine](given, lambda text: print(text, flush=True))):
        solved = _Solved(output, time.monotonic() - started, spent_s())
        (out / "fresh.pickle").write_bytes(pickle.dumps(solved, pickle.HIGHEST_PROTOCOL))
        (out / "fresh.pickle").replace(out / f"solved-{number}.pickle")
    _finish(engine, request, given, factor, out)


def finish(engine: str, request: Request, out: Path) -> None:
    """The files of the best solid that a rung found before its time ran out."""
    given, factor = _read(request, Handed(out), 1)
    _finish(engine, request, given, factor, out)


def main(arguments: list[str]) -> int:
    late = arguments[0] == "finish"
    engine, request, out, *before = arguments[late], *map(Path, arguments[late + 1 :])
    try:
        if late:
            finish(engine, Request.load(request), out)
        else:
            climb(engine, Request.load(request), out, before[0] if before else None, min(AT_ONCE_MAX, cores()))
    except CadError as error:
        (out / "problem.json").write_text(json.dumps({"code": error.code, "detail": error.detail}))
        return EXIT_NO_SOLID
    return 0


def _forked(order: dict[str, Any]) -> int:
    """Exit status of ``main`` in a process of its own; negative: the signal that ended it."""
    process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    status = 1
    try:
        end_with_parent()
        # SIGXCPU leaves no memory dump behind.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        seconds = ceil(order["limitS"])
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        with Path(order["log"]).open("wb") as log:
            os.dup2(log.fileno(), sys.stdout.fileno())
            os.dup2(log.fileno(), sys.stderr.fileno())
        status = main(order["arguments"])
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def serve() -> None:
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    for line in sys.stdin:
        print(_forked(json.loads(line)), file=answers, flush=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        serve()
    else:
        sys.exit(main(sys.argv[1:]))
