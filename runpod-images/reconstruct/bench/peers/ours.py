"""Our own reconstruction of the same photos, stage by stage, and Poisson over our cloud."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from reconstruct.bench.peers.process import StepError
from reconstruct.bench.peers.sparse import poisson_mesh
from reconstruct.bench.peers.told import Told
from reconstruct.dense.ply import read_cloud
from reconstruct.pipeline.photos import lay_input, photos_in
from reconstruct.pipeline.results import gather_results
from reconstruct.pipeline.run import PipelineOptions, run_pipeline
from reconstruct.stage import JobSettings

_STEPS = {"poses": ("load", "features", "matching", "poses"), "dense": ("dense", "object"), "mesh": ("mesh",),
          "cad": ("cad",)}  # fmt: skip


def ours(photos: Path, workspace: Path, processes: int) -> Told:
    """The pipeline; finished stages of an earlier bench are taken with the seconds that they took then."""
    told = Told("Caliper")
    options = PipelineOptions(workspace, JobSettings(processes=processes))
    lay_input(workspace, photos_in(photos))
    outcome = run_pipeline(options, lambda event: None)
    results, _ = gather_results(options, outcome)
    if outcome.failure is not None:
        told.notes.append(f"failed: {outcome.failure}")
    seconds = {record["name"]: record["seconds"] for record in outcome.records}
    told.seconds = {step: sum(seconds.get(name, 0.0) for name in names) for step, names in _STEPS.items()}
    cameras = workspace / "poses" / "cameras.json"
    if not cameras.exists():
        told.not_run = str(outcome.failure)
        return told
    document = json.loads(cameras.read_text())
    told.metric = document["frame"] == "mat" and document["unit"] == "mm"
    told.poses = {
        Path(camera["name"]).stem: (np.array(camera["R"], float).reshape(3, 3), np.array(camera["t"], float))
        for camera in document["cameras"]
        if camera["registered"]
    }
    if (workspace / "object" / "cloud.ply").exists():
        cloud = read_cloud(workspace / "object" / "cloud.ply")
        told.points, told.normals = cloud.points, cloud.normals
    for name, place in (("mesh", workspace / "mesh" / "mesh.ply"), ("step", results / "part.step")):
        if place.exists():
            setattr(told, name, place)
    return told


def poisson_of_ours(own: Told, work: Path) -> Told:
    """Screened Poisson in place of our mesh, on the cloud that it was made from."""
    told = Told("Poisson, our cloud", metric=own.metric)
    if own.points is None or own.normals is None or not own.metric:
        told.not_run = "there is no cloud in the mat's frame"
        return told
    try:
        told.seconds["mesh"] = poisson_mesh(own.points, own.normals, work / "poisson.ply")
        told.mesh = work / "poisson.ply"
    except StepError as error:
        told.not_run = str(error)
    return told
