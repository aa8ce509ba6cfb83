"""Peers that start from the photos: plain pycolmap, Debian's COLMAP, reverse3d."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from reconstruct.bench.peers.process import StepError, run_step
from reconstruct.bench.peers.sparse import largest_model, poisson_of, take_model
from reconstruct.bench.peers.told import Told
from reconstruct.bench.sets import PhotoSet
from reconstruct.bench.truth import Truth
from reconstruct.pipeline.process import ROOT


def plain_pycolmap(chosen: PhotoSet, photos: Path, truth: Truth, work: Path) -> Told:
    """SIFT, exhaustive matching, incremental mapping; Poisson over the sparse points."""
    told = Told("pycolmap + Poisson")
    words = [sys.executable, "-m", "reconstruct.bench.peers.plain_sfm", str(photos), str(work)]
    try:
        told.seconds["poses"] = run_step(words, work / "log.txt", ROOT)
    except StepError as error:
        told.not_run = str(error)
        return told
    return _from_model(told, largest_model(work / "sparse"), chosen, truth, work)


def debian_colmap(chosen: PhotoSet, photos: Path, truth: Truth, work: Path) -> Told:
    """The same by COLMAP's own command line, on the CPU; its dense stereo needs CUDA, its Delaunay mesher CGAL."""
    told = Told("Debian's COLMAP")
    colmap = shutil.which("colmap")
    if colmap is None:
        told.not_run = "colmap is not installed (Debian: apt-get install colmap)"
        return told
    database, models = work / "database.db", work / "sparse"
    models.mkdir(exist_ok=True)
    given = ["--database_path", str(database), "--image_path", str(photos)]
    steps = [
        ["feature_extractor", *given, "--ImageReader.single_camera", "1", "--SiftExtraction.use_gpu", "0"],
        ["exhaustive_matcher", *given[:2], "--SiftMatching.use_gpu", "0"],
        ["mapper", *given, "--output_path", str(models)],
    ]
    try:
        took = [run_step([colmap, *step], work / f"{step[0]}.txt") for step in steps]
    except StepError as error:
        told.not_run = str(error)
        return told
    told.seconds["poses"] = sum(took)
    told.notes.append("no dense stereo without CUDA, no Delaunay mesh without CGAL: Poisson over the sparse points")
    return _from_model(told, largest_model(models), chosen, truth, work)


def reverse3d(chosen: PhotoSet, photos: Path, truth: Truth, work: Path, program: Path | None) -> Told:
    """reverse3d's photogrammetry (it drives the installed COLMAP, then meshes with Open3D).

    Its installer and its ``setup`` rewrite the settings of programs on the machine: neither is called, and it runs
    with a home folder of its own.
    """
    told = Told("reverse3d")
    if program is None:
        told.not_run = "not named: install reverse3d==0.23.0 and open3d apart, then --reverse3d ITS_PROGRAM"
        return told
    out, copied = work / "out", work / "photos"
    shutil.copytree(photos, copied)
    words = [str(program), "--workspace", str(work), "--device", "cpu", "recon", "photo", str(copied), str(out)]
    try:
        told.seconds["poses"] = run_step(words, work / "log.txt", work, home=work)
    except StepError as error:
        told.not_run = str(error)
        return told
    told.notes.append("its CAD is CadQuery source, not a solid; its dense cloud needs CUDA")
    model = largest_model(out / "sparse")
    if model is None:
        told.notes.append("no model")
        return told
    take_model(told, model)
    told.mesh = out / "mesh.ply" if (out / "mesh.ply").exists() else None
    return told


def _from_model(told: Told, model: Path | None, chosen: PhotoSet, truth: Truth, work: Path) -> Told:
    if model is None:
        told.notes.append("no model: no photos fitted together")
        return told
    take_model(told, model)
    poisson_of(told, chosen, truth, work / "poisson.ply")
    return told
