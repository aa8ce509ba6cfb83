"""A COLMAP model on disk to poses, an oriented sparse cloud, and a Poisson mesh of it."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pycolmap

from reconstruct.bench.peers.process import StepError, run_step
from reconstruct.bench.peers.told import Told, alignment, estimated_normals, in_the_box
from reconstruct.bench.sets import PhotoSet
from reconstruct.bench.truth import Truth
from reconstruct.dense.ply import Cloud, write_cloud
from reconstruct.poses.mapping import read_model

_POISSON_DEPTH = 9
_POINTS_MIN = 100
_MESH_BYTES_MIN = 1000


def largest_model(folder: Path) -> Path | None:
    """Of the models ``0``, ``1``, … that a mapper left, the one with most photos."""
    models = [path for path in folder.iterdir() if (path / "images.bin").exists()] if folder.is_dir() else []
    return max(models, key=lambda path: pycolmap.Reconstruction(str(path)).num_reg_images(), default=None)


def take_model(told: Told, model: Path) -> None:
    """Poses and points of a model into ``told``; each point looks to the first camera that saw it."""
    content = read_model(pycolmap.Reconstruction(str(model)))
    told.poses = {Path(name).stem: (pose[0], pose[1]) for name, pose in content.poses.items()}
    told.points = content.points
    if not len(content.points):
        return
    first = {int(point): file for point, file in zip(content.track_point[::-1], content.track_file[::-1], strict=True)}
    centres = {name: -pose[0].T @ pose[1] for name, pose in content.poses.items()}
    towards = np.array([centres[first[number]] for number in range(len(content.points))])
    told.normals = estimated_normals(content.points, towards)


def poisson_of(told: Told, chosen: PhotoSet, truth: Truth, out: Path) -> None:
    """Screened Poisson (Kazhdan & Hoppe 2013) over the part's points; untrimmed, as it comes."""
    _, carried = alignment(told, chosen)
    if carried is None or told.points is None or told.normals is None:
        told.notes.append("no mesh: no cloud")
        return
    near = in_the_box(carried.points(told.points), truth)
    if near.sum() < _POINTS_MIN:
        told.notes.append(f"no mesh: {near.sum()} points on the part")
        return
    try:
        told.seconds["mesh"] = poisson_mesh(told.points[near], told.normals[near], out)
        told.mesh = out
    except StepError as error:
        told.notes.append(str(error))


def poisson_mesh(points: np.ndarray, normals: np.ndarray, out: Path) -> float:
    """Seconds it took, in a process of its own. Raises StepError, also where it wrote no triangles."""
    count = len(points)
    grey = np.full((count, 3), 160, np.uint8)
    given = out.with_suffix(".points.ply")
    write_cloud(given, Cloud(points, normals, grey, np.ones(count), np.zeros(count, int)))
    program = (
        "import pycolmap, sys; o = pycolmap.PoissonMeshingOptions(); "
        f"o.depth, o.trim, o.num_threads = {_POISSON_DEPTH}, 0.0, 1; pycolmap.poisson_meshing(*sys.argv[1:], o)"
    )
    seconds = run_step([sys.executable, "-c", program, str(given), str(out)], out.with_suffix(".txt"))
    if not out.exists() or out.stat().st_size < _MESH_BYTES_MIN:
        raise StepError("Poisson wrote no surface")
    return seconds
