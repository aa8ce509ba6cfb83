"""One set through the whole reconstruction, and every figure its workspace gives; a failure is a row like any other."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cad.files.stl import read_stl
from cad.files.weld import weld
from cad.step.document import read_step
from reconstruct.bench.cloud import cloud_figures
from reconstruct.bench.holes import hole_figures, laid_as
from reconstruct.bench.picture import picture_beside
from reconstruct.bench.poses import Similarity, evaluate
from reconstruct.bench.sets import PhotoSet
from reconstruct.bench.solids import carried_mesh, mesh_figures, ply_figures, solid_figures, solid_mesh
from reconstruct.bench.truth import Truth, load_truth
from reconstruct.dense.ply import read_cloud
from reconstruct.pipeline.declaration import STAGE_NAMES
from reconstruct.pipeline.photos import lay_input, photos_in
from reconstruct.pipeline.results import gather_results
from reconstruct.pipeline.run import PipelineOptions, run_pipeline
from reconstruct.pipeline.table import StageTable
from reconstruct.stage import JobSettings


@dataclass(frozen=True)
class Asked:
    """``cached``: take finished stages of an earlier bench from the workspace (their seconds are those of then)."""

    out: Path
    workspaces: Path
    quality: str
    processes: int
    memory_mb: float
    cached: bool


def run_set(chosen: PhotoSet, run: int, asked: Asked) -> dict[str, Any]:
    """Row of one run; the run's number is its seed. Lengths in mm, in the mat's frame of the first pass."""
    workspace = asked.workspaces / chosen.name / str(run)
    if not asked.cached:
        shutil.rmtree(workspace, ignore_errors=True)
    settings = JobSettings(quality=asked.quality, seed=run, processes=asked.processes)
    options = PipelineOptions(workspace, settings, memory_mb=asked.memory_mb)
    lay_input(workspace, photos_in(chosen.photos))
    outcome = run_pipeline(options, StageTable(STAGE_NAMES, sys.stderr).show)
    results, report = gather_results(options, outcome)
    stages = [{key: stage[key] for key in ("name", "seconds", "peakMemoryMb", "cached")} for stage in report["stages"]]
    row: dict[str, Any] = {
        "set": chosen.name, "run": run, "passes": chosen.passes, "label": report["label"],
        "failure": report["failure"], "seconds": sum(stage["seconds"] for stage in stages),
        "peakMemoryMb": outcome.peak_memory_mb, "stages": stages, "unit": report["unit"],
    }  # fmt: skip
    return row | figures_of(chosen, workspace, results, asked.out / f"{chosen.name}-{run}.png")


def figures_of(chosen: PhotoSet, workspace: Path, results: Path, picture: Path) -> dict[str, Any]:
    """Figures of whatever a run left behind; what it did not come to is None."""
    row: dict[str, Any] = dict.fromkeys(("poses", "cloud", "mesh", "solid", "stl", "holes"))
    cameras = workspace / "poses" / "cameras.json"
    if not cameras.exists():
        return row
    row["poses"], carried = evaluate(json.loads(cameras.read_text()), chosen.cameras)
    if carried is None:
        return row
    truth = load_truth(chosen.truth)
    cloud = workspace / "object" / "cloud.ply"
    if cloud.exists():
        found = read_cloud(cloud)
        row["cloud"] = cloud_figures(
            carried.points(found.points), found.normals @ carried.rotation.T, truth, chosen.cameras
        )
    if (workspace / "mesh" / "mesh.ply").exists():
        row["mesh"] = ply_figures(workspace / "mesh" / "mesh.ply", carried, truth)
    return row | _of_the_solid(chosen, results, carried, truth, picture)


def _of_the_solid(chosen: PhotoSet, results: Path, carried: Similarity, truth: Truth, picture: Path) -> dict[str, Any]:
    true_shape = laid_as(truth, chosen.step) if chosen.step else None
    shape = read_step(results / "part.step") if (results / "part.step").exists() else None
    row: dict[str, Any] = {}
    if true_shape is not None:
        row["holes"] = hole_figures(true_shape, shape, carried, truth, chosen.cameras)
    if shape is None:
        return row
    mesh = solid_mesh(shape, carried, truth)
    row["solid"] = solid_figures(shape, mesh, truth)
    row["stl"] = mesh_figures(weld(carried_mesh(read_stl(results / "part.stl"), carried), apart=False), truth)
    caption = f"{chosen.name}: IoU {row['solid']['iou']:.4f}, {row['solid']['distanceMeanMm']:.3f} mm on average"
    picture_beside(picture, truth, true_shape, mesh, caption)
    return row
