"""The probe's way, on our poses and on our cloud: its plane sweep and PatchMatch, its B-rep from CGAL's RANSAC."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cad.cloud.cloud import Cloud as CadCloud
from cad.cloud.prepare import prepare
from reconstruct.bench.peers.process import StepError, run_step
from reconstruct.bench.peers.told import Told
from reconstruct.dense.ply import read_cloud
from reconstruct.dense.views import load_views

_SCRIPT = Path(__file__).with_name("probe_script.py")
#: Its dense cloud holds the table too; ours stops as near to it.
_ABOVE_TABLE_MM = 0.3


def _why_not(probe: Path, python: Path | None, needs: str) -> str | None:
    if not probe.is_dir():
        return f"{probe} is not there"
    if python is None:
        return f"not named: install {needs} apart, then --probe-python ITS_PYTHON"
    return None


def probe_dense(workspace: Path, probe: Path, python: Path | None, work: Path) -> Told:
    """``mvs.py`` on the photos as our poses stage left them (undistorted, mat frame)."""
    told = Told("probe's MVS", metric=True)
    told.not_run = _why_not(probe, python, "torch==2.13.0 (CPU build)")
    views = load_views(workspace / "poses")
    if told.not_run is None and any(np.abs(view.K - views[0].K).max() > 1e-6 for view in views):
        told.not_run = "it takes one camera only"
    if told.not_run is not None:
        return told
    images = np.stack([view.grey_at(max(view.width, view.height)) for view in views])
    np.savez(work / "in.npz", images=images, K=views[0].K, R=[v.R for v in views], t=[v.t for v in views])
    try:
        told.seconds["dense"] = _run("mvs", probe, python, work, work / "out.npz")
    except StepError as error:
        told.not_run = str(error)
        return told
    with np.load(work / "out.npz") as found:
        kept = found["points"][:, 2] > _ABOVE_TABLE_MM
        told.points, told.normals = found["points"][kept].astype(float), found["normals"][kept].astype(float)
    told.notes.append("our poses; dcut.py (its mesh) imports a module that does not lie with it")
    return told


def probe_cad(workspace: Path, probe: Path, python: Path | None, work: Path) -> Told:
    """``cad/proto.py`` on the cloud that our own CAD stage was given."""
    told = Told("probe's CAD", metric=True)
    needs = "cgal, open3d, trimesh, manifold3d, cadquery-ocp-novtk"
    told.not_run = _why_not(probe / "cad", python, needs)
    if told.not_run is not None:
        return told
    cloud = read_cloud(workspace / "object" / "cloud.ply")
    noise = prepare(CadCloud(cloud.points, cloud.normals), None).noise
    np.savez(work / "in.npz", points=cloud.points, normals=cloud.normals, noise=noise)
    try:
        told.seconds["cad"] = _run("cad", probe, python, work, work / "part.step")
        told.step = work / "part.step"
    except StepError as error:
        told.not_run = str(error)
    told.notes.append("our cloud, 40,000 points of it, without the table")
    return told


def _run(what: str, probe: Path, python: Path | None, work: Path, out: Path) -> float:
    words = [str(python), str(_SCRIPT), what, str(probe.resolve()), str(work / "in.npz"), str(out)]
    seconds = run_step(words, work / f"{what}.txt", work)
    if not out.exists():
        raise StepError(f"the probe's {what} wrote nothing")
    return seconds
