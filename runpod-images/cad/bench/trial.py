"""One part, one scan of it, the ladder, and every figure of what came out; a failure is a row like any other."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from OCP.TopoDS import TopoDS_Shape

from cad.bench.judge import face_f1, faces_in, overlap, primitive_fit, radii_hit, surface_distance, unified
from cad.bench.places import place_figures
from cad.bench.scan import ScanSettings, scan
from cad.cloud.ply import write_cloud
from cad.files.weld import closedness, weld
from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array
from cad.kernel.shape import bounds_of, is_closed, is_valid, solids_of, tessellate
from cad.ladder import Outcome, climb_ladder
from cad.picture.beside import render_beside
from cad.problem import CadError
from cad.report import ladder_report
from cad.request import Request
from cad.step.document import read_step


@dataclass(frozen=True)
class Trial:
    """``source``: ``generated`` (ours, analytic), ``freeform`` (ours) or ``given`` (a STEP file)."""

    part: str
    source: str
    make: Callable[[], TopoDS_Shape]
    noise_mm: float
    underside: bool
    seed: int

    @property
    def name(self) -> str:
        return f"{self.part}-{self.noise_mm:g}-{'all' if self.underside else 'top'}-{self.seed}"


@dataclass(frozen=True)
class Kept:
    """Folders for the STEP files and the pictures; None: not kept."""

    steps: Path | None = None
    pictures: Path | None = None


@dataclass(frozen=True)
class _Truth:
    shape: TopoDS_Shape
    mesh: Mesh
    diagonal: float


def run_trial(trial: Trial, kept: Kept, segmenter: Path | None = None) -> dict[str, Any]:
    """One row: what was asked, and the figures; ``label`` is ``failed`` with ``why`` when no solid came."""
    shape = trial.make()
    low, high = bounds_of(shape)
    diagonal = float(np.linalg.norm(high - low))
    truth = _Truth(unified(shape), tessellate(shape, 0.0004 * diagonal, 0.08), diagonal)
    settings = ScanSettings(noise_mm=trial.noise_mm, underside=trial.underside, seed=trial.seed)
    cloud, table_z = scan(truth.mesh, settings)
    row = _failed_row(trial, truth)
    with tempfile.TemporaryDirectory(prefix="bench-") as work:
        path = Path(work) / "cloud.ply"
        write_cloud(path, cloud)
        started = time.monotonic()
        try:
            named = str(segmenter.resolve()) if segmenter else None
            request = Request(str(path), table_z=table_z, seed=trial.seed, segmenter=named)
            outcome = climb_ladder(request, Path(work) / "rungs")
        except CadError as error:
            return row | {"seconds": round(time.monotonic() - started, 1), "why": error.detail}
        row["seconds"] = round(time.monotonic() - started, 1)
        if kept.steps is not None:
            kept.steps.mkdir(parents=True, exist_ok=True)
            (kept.steps / f"{trial.name}.step").write_bytes(outcome.step.read_bytes())
        # The outliers come last in a scan.
        on_part = cloud.points[: round(len(cloud.points) / (1 + settings.outliers))]
        return row | _figures(trial, outcome, truth, on_part, kept)


def _failed_row(trial: Trial, truth: _Truth) -> dict[str, Any]:
    """What counts when there is no solid: nothing found of all that there is."""
    own = place_figures(truth.shape, truth.shape)
    return {
        "part": trial.part, "source": trial.source, "noiseMm": trial.noise_mm, "underside": trial.underside,
        "seed": trial.seed, "diagonalMm": round(truth.diagonal, 1), "label": "failed", "valid": False,
        "watertight": False, "iou": 0.0, "f1": 0.0, "radiiHit": 0, "radii": len(faces_in(truth.shape).radii),
        "cylindersHit": 0, "cylinders": own["cylinders"], "planesHit": 0, "planes": own["planes"],
        "radiusErrorMm": [], "planeErrorMm": [], "seconds": 0.0, "peakMemoryMb": None, "why": "",
    }  # fmt: skip


def _figures(trial: Trial, outcome: Outcome, truth: _Truth, on_part: Array, kept: Kept) -> dict[str, Any]:
    """Judged on the STEP as read back."""
    shape = read_step(outcome.step)
    solids = list(solids_of(shape))
    joined = unified(shape)
    found, true = faces_in(joined), faces_in(truth.shape)
    mesh = weld(tessellate(shape, 0.0005 * truth.diagonal, 0.1))
    closed = closedness(mesh)
    iou = overlap(mesh, truth.mesh)
    if kept.pictures is not None:
        caption = f"{trial.name}: {outcome.label}, IoU {iou:.4f}"
        render_beside(kept.pictures / f"{trial.name}.png", mesh, truth.mesh, caption)
    distance = surface_distance(mesh, truth.mesh)
    memory = [r.record["peakMemoryMb"] for r in outcome.tried if r.record and r.record["peakMemoryMb"]]
    return {
        "label": outcome.label, "engine": outcome.rung.engine,
        "valid": is_valid(shape) and len(solids) == 1 and is_closed(solids[0]),
        "watertight": closed.watertight and closed.manifold, "iou": round(iou, 4),
        "f1": round(face_f1(found.types, true.types), 3), "radiiHit": radii_hit(found.radii, true.radii)[0],
        "faces": f"{sum(found.types.values())}/{sum(true.types.values())}",
        **{name: round(value, 4) for name, value in distance.items()},
        "hausdorffShare": round(distance["hausdorffMm"] / truth.diagonal, 5),
        **primitive_fit(on_part, mesh), **place_figures(joined, truth.shape),
        "peakMemoryMb": round(max(memory), 1) if memory else None,
        "why": "; ".join(str(r["refused"]) for r in ladder_report(outcome) if r["refused"]),
    }  # fmt: skip
